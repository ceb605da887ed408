"""A scanner program that falls silent is ended, and the clerk told."""

from __future__ import annotations

import os
import pathlib

import pytest

from certcopy.errors import FeederEmpty, ScannerLost
from certcopy.ocr.scanners import sane
from certcopy.ocr.scanners.sane import SaneJob, SaneScanner
from certcopy.ocr.scanners.scanner import ScanOptions, silent

HANGS = "#!/bin/sh\necho '{words}' >&2\nexec tail -f /dev/null\n"
LAST = "scanimage: sane_read: Document feeder out of documents\nBatch terminated, 0 pages scanned"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the program")


def hanging(folder: pathlib.Path, words: str, monkeypatch: pytest.MonkeyPatch) -> SaneJob:
    program = folder / "scanimage"
    program.write_text(HANGS.format(words=words))
    program.chmod(0o700)
    monkeypatch.setattr(sane, "PROGRAM", str(program))
    return SaneJob(SaneScanner("test", "Máy thử"), ScanOptions(), silent)


def test_a_program_that_says_nothing_any_more_is_ended(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sane, "SILENCE", 0.2)
    job = hanging(tmp_path, "Progress: 10.0%", monkeypatch)
    with pytest.raises(ScannerLost) as lost:
        list(job._pages([], 300))
    assert lost.value.pages == 0


def test_what_it_said_last_holds_where_it_then_does_not_end(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sane, "ENDING_SECONDS", 0.2)
    job = hanging(tmp_path, LAST, monkeypatch)
    with pytest.raises(FeederEmpty):
        list(job._pages([], 300))

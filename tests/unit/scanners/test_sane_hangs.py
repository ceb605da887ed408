"""A scanner program that falls silent is ended, and the clerk told."""

from __future__ import annotations

import os
import pathlib

import pytest

from certcopy.errors import ScannerLost
from certcopy.ocr.scanners import sane
from certcopy.ocr.scanners.sane import SaneJob, SaneScanner
from certcopy.ocr.scanners.scanner import ScanOptions, silent

HANGS = "#!/bin/sh\necho 'Progress: 10.0%' >&2\nexec tail -f /dev/null\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the program")
def test_a_program_that_says_nothing_any_more_is_ended(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "scanimage"
    program.write_text(HANGS)
    program.chmod(0o700)
    monkeypatch.setattr(sane, "PROGRAM", str(program))
    monkeypatch.setattr(sane, "SILENCE", 0.2)
    job = SaneJob(SaneScanner("test", "Máy thử"), ScanOptions(), silent)
    with pytest.raises(ScannerLost) as lost:
        list(job._pages([], 300))
    assert lost.value.pages == 0

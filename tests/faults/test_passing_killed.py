"""Whoever is killed with pages in a passing folder leaves them there: the next start removes them, and no others."""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import signal
import sys
import tempfile

import pytest

from certcopy.children import warm_up
from certcopy.cli.main import main
from certcopy.ocr.passed_files import page_file
from certcopy.storage import passing
from certcopy.storage.passing import MARK, PREFIX, passing_folder, sweep_passing_folders
from fixtures import SCANS
from tests.faults.conftest import Count

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")


@pytest.fixture
def passage(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def read_until_killed(passage: str, scan: str) -> None:
    from certcopy.workflow import handed_in

    warm_up()
    tempfile.tempdir = passage
    setattr(handed_in, "stored", lambda *_: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010
    main(["read", scan])


def test_the_next_start_removes_what_a_killed_reader_left_and_nothing_in_use(
    passage: pathlib.Path, count: Count
) -> None:
    context = multiprocessing.get_context("spawn")
    scan = str(SCANS / "diploma-clean.jpg")
    reader = context.Process(target=read_until_killed, args=(str(passage), scan))
    reader.start()
    reader.join(60)
    assert reader.exitcode == -signal.SIGKILL
    count("kills", 1)
    assert any((folder / page_file(1)).is_file() for folder in passage.glob(f"{PREFIX}*"))
    with passing_folder() as living:
        (living / page_file(1)).write_bytes(b"a page")
        main(["--version"])
        assert list(passage.glob(f"{PREFIX}*")) == [living]
        assert (living / page_file(1)).read_bytes() == b"a page"
    assert not list(passage.glob(f"{PREFIX}*"))


def test_what_only_looks_like_a_passing_folder_stays(passage: pathlib.Path) -> None:
    others = [passage / f"{PREFIX}folder", passage / "another"]
    for each in others:
        each.mkdir()
    (others[1] / MARK).touch()
    (passage / f"{PREFIX}link").symlink_to(others[1])
    assert sweep_passing_folders() == 0
    assert (others[1] / MARK).exists()
    assert len(list(passage.iterdir())) == 3


def test_a_folder_that_a_sweep_takes_before_it_is_held_is_given_up_for_another(
    passage: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passing._lock
    swept: list[int] = []

    def swept_before(mark: object) -> None:
        if not swept:
            monkeypatch.setattr(passing, "_lock", real)
            swept.append(sweep_passing_folders())
        real(mark)  # type: ignore[arg-type]

    monkeypatch.setattr(passing, "_lock", swept_before)
    with passing_folder() as room:
        assert swept == [1]
        (room / "page").write_bytes(b"kept")
        assert sweep_passing_folders() == 0
        assert list(passage.iterdir()) == [room]

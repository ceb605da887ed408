"""Rejects are noted until somebody has read of them, and never without end."""

from __future__ import annotations

import datetime as dt
import pathlib
import sys

import pytest

from certcopy.errors import UnknownScan
from certcopy.storage.rejects import MOST, REJECTS, Reject, Rejects

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def rejects(tmp_path: pathlib.Path) -> Rejects:
    return Rejects(tmp_path / "tray")


def reject(number: int) -> Reject:
    return Reject(f"{number:032x}", f"{number}.pdf", NOW + dt.timedelta(seconds=number), "scan.x", "hỏng", "damaged")


def test_the_newest_come_first_and_the_oldest_make_room(rejects: Rejects) -> None:
    assert rejects.all() == ()
    for number in range(MOST + 2):
        rejects.note(reject(number))
    assert rejects.all() == tuple(reject(number) for number in reversed(range(2, MOST + 2)))


def test_a_file_is_noted_once_and_dismissed_once(rejects: Rejects) -> None:
    rejects.note(reject(1))
    rejects.note(reject(1))
    assert rejects.all() == (reject(1),)
    rejects.dismiss(reject(1).id)
    for id_ in (reject(1).id, "", "../batch", "0" * 31):
        with pytest.raises(UnknownScan):
            rejects.dismiss(id_)


def test_what_is_no_note_is_passed_over(rejects: Rejects, tmp_path: pathlib.Path) -> None:
    rejects.note(reject(1))
    (tmp_path / "tray" / REJECTS / "x.json").write_text("{}")
    assert rejects.all() == (reject(1),)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_nobody_else_may_look_into_the_tray(rejects: Rejects, tmp_path: pathlib.Path) -> None:
    rejects.note(reject(1))
    assert (tmp_path / "tray").stat().st_mode & 0o777 == 0o700

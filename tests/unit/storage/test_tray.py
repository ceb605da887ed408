"""The tray keeps files whole, in order, until a dossier has them or their time is over."""

from __future__ import annotations

import datetime as dt
import io
import pathlib
import sys
from collections.abc import Callable

import pytest

from certcopy.errors import StoreDamaged, UnknownScan
from certcopy.storage.tray import Batch, Tray, TrayFile
from tests.copies import content

NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def tray(tmp_path: pathlib.Path) -> Tray:
    return Tray(tmp_path / "tray")


@pytest.fixture
def batch(tray: Tray) -> str:
    return tray.begin(Batch("", "scanner", "Máy Ví Dụ", NOW)).id


def test_files_stand_in_the_order_they_came(tray: Tray, batch: str) -> None:
    for data in (b"a", b"b", b"c"):
        tray.put(batch, io.BytesIO(data))
    assert [content(tray.open(file)) for file in tray.files(batch)] == [b"a", b"b", b"c"]
    assert tray.batch(batch).label == "Máy Ví Dụ"


def test_the_same_file_put_to_its_place_again_changes_nothing(tray: Tray, batch: str) -> None:
    assert tray.put(batch, io.BytesIO(b"a"), 4) == tray.put(batch, io.BytesIO(b"a"), 4)
    assert len(tray.files(batch)) == 1


def test_another_file_takes_the_place(tray: Tray, batch: str) -> None:
    first = tray.put(batch, io.BytesIO(b"a"), 1)
    second = tray.put(batch, io.BytesIO(b"b"), 1)
    assert [content(tray.open(file)) for file in tray.files(batch)] == [b"b"]
    with pytest.raises(UnknownScan):
        tray.find(first.ref)
    assert tray.find(second.ref) == second


def test_a_used_file_is_still_found_under_its_name(tray: Tray, batch: str) -> None:
    file = tray.put(batch, io.BytesIO(b"a"))
    tray.use(file)
    again = tray.find(file.ref)
    assert again.used
    assert content(tray.open(again)) == b"a"
    tray.use(again)


@pytest.mark.parametrize("ref", ["", "x", "../../etc/passwd", "0" * 32, f"{'0' * 32}/1-abc", "a/b/c"])
def test_a_name_that_leads_nowhere_is_unknown(tray: Tray, batch: str, ref: str) -> None:
    with pytest.raises(UnknownScan):
        tray.find(ref)


def test_damage_is_noticed(tray: Tray, batch: str) -> None:
    file = tray.put(batch, io.BytesIO(b"a"))
    next((tray.root / batch).glob("*.scan")).write_bytes(b"b")
    with pytest.raises(StoreDamaged):
        content(tray.open(file))


def test_what_has_waited_too_long_is_gone(tray: Tray, batch: str) -> None:
    tray.put(batch, io.BytesIO(b"a"))
    young = tray.begin(Batch("", "phone", "phone", NOW + dt.timedelta(hours=2)))
    assert tray.erase_before(NOW + dt.timedelta(hours=1)) == 1
    assert [each.id for each, _ in tray.filled()] == [young.id]
    with pytest.raises(UnknownScan):
        tray.files(batch)


def test_batches_stand_the_newest_first(tray: Tray, batch: str) -> None:
    later = tray.begin(Batch("", "folder", "quet", NOW + dt.timedelta(minutes=1)))
    assert [each.id for each, _ in tray.filled()] == [later.id, batch]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_nobody_else_may_read_it(tray: Tray, batch: str) -> None:
    assert tray.root.stat().st_mode & 0o077 == 0


def test_a_file_that_is_erased_before_it_is_used_is_gone_and_no_fault(tray: Tray, batch: str) -> None:
    file = tray.put(batch, io.BytesIO(b"a"))
    tray.remove(file)
    tray.use(file)
    assert tray.files(batch) == ()


@pytest.mark.parametrize("look", [lambda tray: tray.filled(), lambda tray: tray.has("phone", "0" * 64)])
def test_a_batch_that_goes_between_its_record_and_its_files_is_left_out(
    tray: Tray, batch: str, monkeypatch: pytest.MonkeyPatch, look: Callable[[Tray], object]
) -> None:
    going = tray.begin(Batch("", "phone", "", NOW)).id
    files = tray.files

    def late(asked: str) -> tuple[TrayFile, ...]:
        if asked == going:
            tray.discard(going)
        return files(asked)

    monkeypatch.setattr(tray, "files", late)
    assert look(tray) in (((tray.batch(batch), ()),), False)

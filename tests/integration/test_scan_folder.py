"""The watched folder: files are taken whole, once, and what cannot be read lies aside with the reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pathlib
import sys

import pytest

from certcopy.storage.profile import Scanning
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.scan_folder import PATIENCE, REASON, TAKEN, UNREADABLE, Account, ScanFolder
from certcopy.workflow.tray import chosen, discard, offered, remove
from tests.copies import content

SETTLED = 5.0


class Ticks:
    """A clock that goes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclasses.dataclass
class Bench:
    house: House
    folder: pathlib.Path
    watched: ScanFolder
    ticks: Ticks

    def settle(self, seconds: float = SETTLED) -> Account:
        """Look, let time pass, look again."""
        self.watched.look()
        self.ticks.now += seconds
        return self.watched.look()

    def anew(self) -> Bench:
        """After a restart: nothing is remembered but what is on the disk."""
        return dataclasses.replace(self, watched=ScanFolder(self.house, self.folder, 20, self.ticks))

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())


@pytest.fixture
def bench(house: House, tmp_path: pathlib.Path) -> Bench:
    folder, ticks = tmp_path / "quet", Ticks()
    folder.mkdir()
    scanning = Scanning(folder=str(folder), settle_seconds=3.0, group_seconds=20.0)
    begun = house.clock()
    house = dataclasses.replace(
        house,
        profile=dataclasses.replace(house.profile, scan=scanning),
        clock=lambda: begun + dt.timedelta(seconds=ticks.now),
    )
    return Bench(house, folder, ScanFolder(house, folder, 20, ticks), ticks)


def other(scan: bytes, number: int) -> bytes:
    """The same picture as another file: a comment is added before its end."""
    comment = f"page {number}".encode()
    return scan[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + scan[2:]


def test_a_file_is_taken_when_it_has_stood_still(bench: Bench, small_scan: bytes) -> None:
    (bench.folder / "Scan_0001.jpg").write_bytes(small_scan)
    assert bench.watched.look() == Account(waiting=1)
    bench.ticks.now += 1
    assert bench.watched.look() == Account(waiting=1)
    bench.ticks.now += SETTLED
    assert bench.watched.look() == Account(taken=1)
    assert bench.left() == []
    assert (bench.folder / TAKEN / "Scan_0001.jpg").read_bytes() == small_scan
    (offer,) = offered(bench.house)
    assert content(bench.house.tray.open(offer.files[0])) == small_scan


def test_a_file_still_growing_is_waited_for(bench: Bench, small_scan: bytes) -> None:
    path = bench.folder / "Scan_0001.jpg"
    for part in (1, 2, 3):
        path.write_bytes(small_scan[: len(small_scan) * part // 3])
        assert bench.settle(2.0) == Account(waiting=1)
    assert bench.settle() == Account(taken=1)


def test_a_half_written_file_that_stands_still_gets_a_minute(bench: Bench, small_scan: bytes) -> None:
    path = bench.folder / "Scan_0001.jpg"
    path.write_bytes(small_scan[: len(small_scan) // 2])
    assert bench.settle() == Account(waiting=1)
    path.write_bytes(small_scan)
    assert bench.settle() == Account(taken=1)


def test_a_half_written_file_that_nobody_finishes_is_put_aside_with_the_reason(bench: Bench, small_scan: bytes) -> None:
    (bench.folder / "Scan_0001.jpg").write_bytes(small_scan[: len(small_scan) // 2])
    bench.settle()
    assert bench.settle(PATIENCE) == Account(aside=1)
    aside = bench.folder / UNREADABLE
    assert (aside / "Scan_0001.jpg").exists()
    reason = (aside / f"Scan_0001.jpg{REASON}").read_text(encoding="utf-8")
    assert "bị hỏng hoặc thiếu phần cuối" in reason
    assert "scan.damaged_file" in reason
    assert offered(bench.house) == ()


def test_the_counter_is_told_once_of_what_is_put_aside(bench: Bench) -> None:
    (bench.folder / "thư\u202e.docx").write_bytes(b"PK\x03\x04 no scan")
    bench.settle()
    (reject,) = bench.house.rejects.all()
    assert (reject.name, reject.code, reject.at) == ("thư.docx", "scan.unknown_format", bench.house.clock())
    assert reject.sentence("vi").endswith("Hãy quét lại ở một trong các dạng đó.")
    bench.anew().settle()
    bench.house.rejects.dismiss(reject.id)
    bench.settle()
    assert bench.house.rejects.all() == ()


def test_what_is_no_scan_is_put_aside_at_once(bench: Bench) -> None:
    (bench.folder / "thư.docx").write_bytes(b"PK\x03\x04 no scan")
    (bench.folder / "to.pdf").write_bytes(b"%PDF-1.7" + bytes(21 * 2**20))
    assert bench.settle() == Account(aside=2)
    names = {path.name for path in (bench.folder / UNREADABLE).iterdir()}
    assert names == {"thư.docx", f"thư.docx{REASON}", "to.pdf", f"to.pdf{REASON}"}


@pytest.mark.parametrize("name", ["a.jpg.tmp", "a.part", ".hidden.jpg", "~$a.pdf", "a.jpg.crdownload", "Thumbs.db"])
def test_names_of_unfinished_files_are_left_alone(bench: Bench, small_scan: bytes, name: str) -> None:
    (bench.folder / name).write_bytes(small_scan)
    assert bench.settle() == Account()
    assert bench.left() == [name]


def test_a_link_is_not_followed(bench: Bench, scan_file: pathlib.Path) -> None:
    (bench.folder / "link.jpg").symlink_to(scan_file)
    assert bench.settle() == Account()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace an open file")
def test_a_file_put_in_its_place_while_it_is_read_is_read_anew(
    bench: Bench, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bench.folder / "Scan_0001.jpg"
    path.write_bytes(small_scan)
    opened = os.fstat

    def replaced(handle: int) -> os.stat_result:
        monkeypatch.setattr(os, "fstat", opened)
        draft = bench.folder / ".new"
        draft.write_bytes(other(small_scan, 2))
        draft.replace(path)
        return opened(handle)

    bench.watched.look()
    bench.ticks.now += SETTLED
    monkeypatch.setattr(os, "fstat", replaced)
    assert bench.watched.look() == Account(waiting=1)
    assert bench.settle() == Account(taken=1)
    (offer,) = offered(bench.house)
    assert content(bench.house.tray.open(offer.files[0])) == other(small_scan, 2)


def test_pages_that_follow_each_other_are_one_batch_in_natural_order(bench: Bench, small_scan: bytes) -> None:
    for number in (10, 9, 2):
        path = bench.folder / f"Scan_{number}.jpg"
        path.write_bytes(other(small_scan, number))
        os.utime(path, (1000, 1000))
    assert bench.settle() == Account(taken=3)
    (bench.folder / "Scan_11.jpg").write_bytes(other(small_scan, 11))
    assert bench.settle(60.0) == Account(taken=1)
    later, first = offered(bench.house)
    assert [content(bench.house.tray.open(file)) for file in first.files] == [
        other(small_scan, each) for each in (2, 9, 10)
    ]
    assert len(later.files) == 1


def test_the_same_file_is_not_taken_twice_even_by_another_process(bench: Bench, small_scan: bytes) -> None:
    (bench.folder / "a.jpg").write_bytes(small_scan)
    assert bench.settle() == Account(taken=1)
    (bench.folder / "b.jpg").write_bytes(small_scan)
    assert bench.anew().settle() == Account()
    assert bench.left() == []
    assert len(offered(bench.house)) == 1


def test_what_the_clerk_discarded_may_be_put_in_again(bench: Bench, small_scan: bytes) -> None:
    (bench.folder / "a.jpg").write_bytes(small_scan)
    bench.settle()
    discard(bench.house, offered(bench.house)[0].batch.id)
    (bench.folder / "a.jpg").write_bytes(small_scan)
    assert bench.settle() == Account(taken=1)
    remove(bench.house, offered(bench.house)[0].files[0].ref)
    assert offered(bench.house) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX")
def test_a_read_only_folder_gives_each_file_once(
    bench: Bench, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (bench.folder / "a.jpg").write_bytes(small_scan)
    monkeypatch.setattr(pathlib.Path, "rename", refuse)
    assert bench.settle() == Account(taken=1, stuck=1)
    assert bench.settle() == Account(stuck=1)
    assert bench.anew().settle() == Account(stuck=1)
    assert len(offered(bench.house)) == 1


def test_what_is_no_scan_and_cannot_be_moved_away_is_told_of_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (bench.folder / "thư.docx").write_bytes(b"PK\x03\x04 no scan")
    monkeypatch.setattr(pathlib.Path, "rename", refuse)
    for watched in (bench, bench.anew()):
        assert watched.settle() == Account(aside=1, stuck=1)
        assert watched.settle() == Account(stuck=1)
    assert len(bench.house.rejects.all()) == 1


def test_a_file_that_another_program_has_open_is_moved_away_when_it_is_closed(
    bench: Bench, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (bench.folder / "a.jpg").write_bytes(small_scan)
    with monkeypatch.context() as held:
        held.setattr(pathlib.Path, "rename", refuse)
        assert bench.settle() == Account(taken=1, stuck=1)
    assert bench.watched.look() == Account()
    assert bench.left() == []
    assert len(offered(bench.house)) == 1


class WindowsEntry:
    """An entry of a folder as Windows lists it."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self.name, self.is_file = entry.name, entry.is_file
        self._status = entry.stat(follow_symlinks=False)

    def stat(self, **_: object) -> os.stat_result:
        return os.stat_result([*self._status[:1], 0, *self._status[2:]])


def test_a_folder_that_windows_lists_gives_its_files(
    bench: Bench, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: map(WindowsEntry, scandir(path)) if path == bench.folder else scandir(path)
    )
    (bench.folder / "a.jpg").write_bytes(small_scan)
    assert bench.settle() == Account(taken=1)


def test_the_order_of_a_form_mixes_uploads_and_the_tray(bench: Bench, small_scan: bytes) -> None:
    for number in (1, 2):
        (bench.folder / f"{number}.jpg").write_bytes(other(small_scan, number))
    bench.settle()
    one, two = offered(bench.house)[0].files
    uploads = (HandedIn.of("x.jpg", b"x"), HandedIn.of("y.jpg", b"y"))
    scans = chosen(bench.house, [two.ref, "upload", one.ref], uploads)
    assert [content(scan.open()) for scan in scans] == [other(small_scan, 2), b"x", other(small_scan, 1), b"y"]


def test_files_taken_in_are_erased_in_time(bench: Bench, small_scan: bytes) -> None:
    (bench.folder / "a.jpg").write_bytes(small_scan)
    bench.settle()
    bench.watched.erase_old(bench.house.clock().replace(year=2000))
    assert list((bench.folder / TAKEN).iterdir())
    bench.watched.erase_old(bench.house.clock().replace(year=2100))
    assert list((bench.folder / TAKEN).iterdir()) == []

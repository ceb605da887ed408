"""A full disk, or a folder that may not be written: a clear refusal, nothing half there, and later it goes on."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from certcopy.errors import DiskFull
from certcopy.storage.home import Home
from certcopy.workflow import dossiers
from certcopy.workflow.approve import approve
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive
from tests.faults.approvers import approve_each
from tests.faults.conftest import Count, Waiting
from tests.faults.test_statements import everything
from tests.faults.waiting import assert_sound, multiply

NOT_READY = 5
ROOM = 65536
"""Bytes that the register's files may still grow in a child before the disk seems full to it."""

posix = pytest.mark.skipif(sys.platform != "linux", reason="mounts and capabilities are Linux")


def test_a_full_database_refuses_and_goes_on_when_there_is_room(
    waiting: Waiting, waiting_house: House, count: Count
) -> None:
    ids = iter(multiply(waiting_house, waiting.dossier, 200))
    pages = pragma(waiting_house, "page_count")
    pragma(waiting_house, f"max_page_count={pages}")
    given = approve_until_full(waiting_house, ids)
    pragma(waiting_house, f"max_page_count={pages * 2}")
    given[waiting.dossier] = number_of(waiting_house, waiting.dossier)
    assert len(assert_sound(waiting_house, given)) == len(given)
    count("full disks", 1)


def approve_until_full(house: House, ids: Iterator[str]) -> dict[str, int]:
    given: dict[str, int] = {}
    for dossier_id in ids:
        before = everything(house)
        try:
            given[dossier_id] = number_of(house, dossier_id)
        except DiskFull:
            assert everything(house) == before
            return given
    raise AssertionError("the disk was never full")


def number_of(house: House, dossier_id: str) -> int:
    entry = approve(house, dossier_id, "clerk").entry
    assert entry is not None
    return entry.certification.number


def pragma(house: House, words: str) -> int:
    with house.database.read() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {words}").scalar_one())


@posix
def test_a_log_that_cannot_grow_loses_nothing_that_was_said(
    waiting: Waiting, waiting_house: House, count: Count
) -> None:
    ids = multiply(waiting_house, waiting.dossier, 200)
    waiting_house.close()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=approve_in_little_room, args=(waiting.home.root, ids, theirs))
    child.start()
    theirs.close()
    said = dict(hear(ours))
    child.join()
    assert child.exitcode == NOT_READY
    assert 0 < len(said) < len(ids)
    house = open_house(waiting.home)
    register = assert_sound(house, said)
    assert number_of(house, waiting.dossier) == len(register) + 1
    house.close()
    count("full disks", 1)


def approve_in_little_room(root: pathlib.Path, ids: list[str], say: Connection) -> None:
    import resource

    house = open_house(Home(root))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = house.home.database.stat().st_size + ROOM
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    for dossier_id in ids:
        try:
            say.send((dossier_id, number_of(house, dossier_id)))
        except DiskFull:
            os._exit(NOT_READY)


def hear(ours: Connection) -> list[tuple[str, int]]:
    heard = []
    try:
        while True:
            heard.append(ours.recv())
    except EOFError:
        return heard


def test_a_scan_that_does_not_fit_leaves_nothing(
    waiting_house: House, small_scan: bytes, monkeypatch: pytest.MonkeyPatch, count: Count
) -> None:
    before = everything(waiting_house), files(waiting_house)
    request = Request("Trần Thị Mẫu", "Giấy lớn", (HandedIn.of("giay.jpg", small_scan + b"\0"),))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_space)
        with pytest.raises(DiskFull):
            receive(waiting_house, request, "clerk")
    assert (everything(waiting_house), files(waiting_house)) == before
    assert dossiers.look_up(waiting_house, receive(waiting_house, request, "clerk").id)
    count("full disks", 1)


def no_space(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def files(house: House) -> set[pathlib.Path]:
    return {path for path in house.home.objects.rglob("*") if path.is_file()}


@posix
def test_on_a_disk_that_is_truly_full_the_command_says_so(
    office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path, count: Count
) -> None:
    """A memory file system of its own is mounted, filled, and given room again."""
    small = tmp_path / "small"
    small.mkdir()
    shutil.copytree(office_home.root, tmp_path / "office-copy")
    issue = issue_line(small / "office", scan_file, tmp_path)
    script = f"""
        mount -t tmpfs -o size=32m none {small} && cp -a {tmp_path}/office-copy {small}/office || exit 99
        dd if=/dev/zero of={small}/ballast bs=4096 2>/dev/null
        {issue}; echo "full: $?"
        rm {small}/ballast
        {issue}; echo "room: $?"
    """
    done = subprocess.run([*new_mounts(), "sh", "-c", script], capture_output=True, text=True, check=False)
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert f"full: {NOT_READY}" in done.stdout, done.stderr
    assert "office.disk_full" in done.stderr
    assert "room: 0" in done.stdout, done.stderr
    count("full disks", 1)


def new_mounts() -> list[str]:
    return ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--user", "--map-root-user"]


def issue_line(home: pathlib.Path, scan: pathlib.Path, folder: pathlib.Path) -> str:
    person = "--requester 'Nguyễn Văn Mẫu' --title 'Giấy xác nhận'"
    return f"{sys.executable} -m certcopy.cli.main issue {scan} {person} --home {home} --out {folder}/copy.pdf"


@posix
@pytest.mark.parametrize(
    ("locked", "refusal"),
    [
        ("everything", "office.home_not_writable"),
        ("the register", "office.home_not_writable"),
        ("the objects", "office.store_unreachable"),
    ],
)
def test_a_home_that_may_not_be_written_is_refused_with_its_name(
    office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path, locked: str, refusal: str, count: Count
) -> None:
    targets = {
        "everything": [office_home.root, *office_home.root.rglob("*")],
        "the register": list(office_home.root.glob("register.sqlite3*")),
        "the objects": [office_home.objects],
    }[locked]
    for target in targets:
        target.chmod(target.stat().st_mode & ~0o222)
    line = issue_line(office_home.root, scan_file, tmp_path)
    done = subprocess.run([*no_privilege(), "sh", "-c", line], capture_output=True, text=True, check=False)
    for target in targets:
        target.chmod(target.stat().st_mode | 0o200)
    assert done.returncode == NOT_READY, done.stderr
    assert refusal in done.stderr
    assert str(office_home.root) in done.stderr
    count("read-only folders", 1)


def no_privilege() -> list[str]:
    """What lets root, too, obey the rights of files."""
    return ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []


def test_many_at_once_on_a_full_database_share_what_room_there_is(
    waiting: Waiting, waiting_house: House, count: Count
) -> None:
    ids = multiply(waiting_house, waiting.dossier, 60)
    pragma(waiting_house, f"max_page_count={pragma(waiting_house, 'page_count') + 4}")
    said: list[bytes] = []
    approve_each(waiting_house, ids, said.append)
    known = {line.split()[0].decode(): int(line.split()[1]) for line in said}
    assert_sound(waiting_house, known)
    count("full disks", 1)

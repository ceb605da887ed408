"""A back-up that is killed, or whose disk fills up: nothing half-written is a back-up, and the next one works."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pathlib
import pkgutil
import signal
import subprocess
import sys
from typing import BinaryIO

import pytest

from certcopy.errors import DiskFull
from certcopy.storage.home import Home
from certcopy.storage.objects import FolderStore
from certcopy.workflow.backup import DRAFT, back_up
from certcopy.workflow.backup_place import backups_in
from certcopy.workflow.house import House, open_house
from certcopy.workflow.restore import verify_backup
from tests.faults.conftest import Count, Waiting
from tests.faults.test_disk import NOT_READY, new_mounts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL is POSIX, mounts are Linux")

MOMENTS = {
    "the register copied": ("certcopy.workflow.backup", "take_snapshot"),
    "the register verified": ("certcopy.workflow.backup", "run"),
    "an object stored": ("certcopy.workflow.backup", "_copy_object"),
    "the settings added": ("certcopy.workflow.backup", "_settings"),
    "all on the disk": ("certcopy.workflow.backup", "_sync"),
}
"""After what the process is killed, by the function that does it."""


def back_up_until(root: pathlib.Path, place: pathlib.Path, moment: str) -> None:
    house = open_house(Home(root))
    owner, name = MOMENTS[moment]
    module = pkgutil.resolve_name(owner)
    original = getattr(module, name)

    def struck(*words: object, **more: object) -> None:
        original(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, struck)
    back_up(house, place)


def assert_works(house: House, place: pathlib.Path, scratch: pathlib.Path) -> None:
    """A back-up made now is the only one there, and whole; nothing of another is left."""
    made = back_up(house, place)
    assert backups_in(place) == (made,)
    assert not list(place.glob(f"{DRAFT}*"))
    scratch.mkdir()
    verify_backup(made, scratch)
    assert not list(house.home.root.glob(".backup-*"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_back_up_is_none_and_the_next_one_works(
    waiting: Waiting, tmp_path: pathlib.Path, moment: str, count: Count
) -> None:
    place = tmp_path / "back-ups"
    words = (waiting.home.root, place, moment)
    worker = multiprocessing.get_context("spawn").Process(target=back_up_until, args=words)
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert backups_in(place) == ()
    house = open_house(waiting.home)
    assert_works(house, place, tmp_path / "scratch")
    house.close()
    count("killed back-ups", 1)


def test_a_back_up_that_does_not_fit_is_none_and_the_next_one_works(
    waiting: Waiting, tmp_path: pathlib.Path, count: Count
) -> None:
    """A memory file system is the place of back-ups, too small for the register at first."""
    place = tmp_path / "small"
    place.mkdir()
    line = f"{sys.executable} -m certcopy.cli.main backup {place} --home {waiting.home.root}"
    script = f"""
        mount -t tmpfs -o size=128k none {place} || exit 99
        {line}; echo "full: $?"; ls -a {place}; echo later
        mount -o remount,size=64m {place}
        {line}; echo "room: $?"; ls -a {place}
    """
    done = subprocess.run([*new_mounts(), "sh", "-c", script], capture_output=True, text=True, check=False)
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    before, _, after = done.stdout.partition("later")
    assert f"full: {NOT_READY}" in before, done.stderr
    assert "office.disk_full" in done.stderr
    assert "H99" not in before
    assert "room: 0" in after, done.stderr
    assert DRAFT not in after
    count("full disks", 1)


def test_a_back_up_whose_objects_do_not_fit_is_none_and_the_next_one_works(
    waiting_house: House, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, count: Count
) -> None:
    place = tmp_path / "back-ups"
    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "put_file", no_room)
        with pytest.raises(DiskFull):
            back_up(waiting_house, place)
    assert backups_in(place) == ()
    assert_works(waiting_house, place, tmp_path / "scratch")
    count("full disks", 1)


def no_room(_store: FolderStore, _file: BinaryIO) -> str:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

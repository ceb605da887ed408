"""The taker of the scan folder is killed at each thing it does to the world: no file is lost, none is taken twice."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import pathlib
import pkgutil
import signal
import sys

import pytest

from certcopy.storage.home import Home
from certcopy.storage.profile import Scanning
from certcopy.workflow.house import House, open_house
from certcopy.workflow.scan_folder import TAKEN, ScanFolder
from certcopy.workflow.tray import offered
from tests.copies import content
from tests.faults.conftest import Count

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

MOMENTS = {
    "the file put": ("certcopy.storage.tray:Tray", "put"),
    "the file remembered": ("certcopy.storage.tray:Tray", "note_seen"),
    "the file moved away": ("pathlib:Path", "rename"),
}


class Minutes:
    """A clock that a minute goes by at each look: whatever lies still has lain long enough."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 60
        return self.now


def watched(root: pathlib.Path, folder: pathlib.Path) -> tuple[House, ScanFolder]:
    house = open_house(Home(root))
    house = dataclasses.replace(house, profile=dataclasses.replace(house.profile, scan=Scanning(folder=str(folder))))
    return house, ScanFolder(house, folder, 20, Minutes())


def look_until_killed(root: pathlib.Path, folder: pathlib.Path, moment: str, when: str) -> None:
    place, name = MOMENTS[moment]
    owner = pkgutil.resolve_name(place)
    real = getattr(owner, name)

    def deadly(*arguments: object, **more: object) -> object:
        if when == "after":
            real(*arguments, **more)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(owner, name, deadly)
    _, folder_of_house = watched(root, folder)
    for _ in range(3):
        folder_of_house.look()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_taker_loses_nothing_and_takes_nothing_twice(
    office_home: Home, tmp_path: pathlib.Path, small_scan: bytes, moment: str, when: str, count: Count
) -> None:
    folder = tmp_path / "quet"
    folder.mkdir()
    (folder / "Scan_1.jpg").write_bytes(small_scan)
    context = multiprocessing.get_context("spawn")
    taker = context.Process(target=look_until_killed, args=(office_home.root, folder, moment, when))
    taker.start()
    taker.join(60)
    assert taker.exitcode == -signal.SIGKILL
    count("kills", 1)
    house, again = watched(office_home.root, folder)
    for _ in range(3):
        again.look()
    (offer,) = offered(house)
    assert [content(house.tray.open(file)) for file in offer.files] == [small_scan]
    assert [path.name for path in (folder / TAKEN).iterdir()] == ["Scan_1.jpg"]
    assert [path.name for path in folder.iterdir() if path.is_file()] == []
    house.close()

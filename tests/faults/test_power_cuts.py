"""The power fails at any moment: what was acknowledged is in the register, and the next number follows.

The product's own code (``approve``, its pragmas and transactions, from several threads) runs once on apsw's SQLite
through a VFS that records every write and sync of database and write-ahead log. Then the power is cut at hundreds of
points of that record (``tests/faults/power.py`` says what a cut may leave), and the product opens what is left with its
own SQLite, finds everything acknowledged before the cut, and gives the next number.
"""

from __future__ import annotations

import pathlib
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from certcopy.storage import sqlite
from certcopy.storage.home import Home
from certcopy.workflow.approve import approve
from certcopy.workflow.house import open_house
from tests.faults import apsw_module
from tests.faults.approvers import approve_each
from tests.faults.conftest import Count, Waiting
from tests.faults.power import Acknowledged, Disk, Event, Recorder, Sync
from tests.faults.waiting import assert_sound, multiply

APPROVALS = 250
CUTS = 250
REGISTER = "register.sqlite3"


class Careless(apsw_module.Connection):
    """Believes that a commit need not wait for the disk."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> apsw_module.Cursor:
        return super().execute(sql.replace("synchronous=FULL", "synchronous=NORMAL"), parameters)


@pytest.mark.parametrize("seed", range(4))
def test_no_power_cut_loses_an_acknowledged_number(
    waiting: Waiting, seed: int, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, events, spare = recorded(waiting, monkeypatch)
    assert Sync(REGISTER) in events, "the write-ahead log was never folded into the database"
    for known in left_by_cuts(waiting.home, before, events, random.Random(seed)):
        house = open_house(waiting.home)
        numbers = assert_sound(house, known)
        entry = approve(house, spare, "clerk").entry
        assert entry is not None
        assert entry.certification.number == len(numbers) + 1
        house.close()
    count("power cuts", CUTS)


def test_without_full_synchronisation_the_same_cuts_lose_numbers(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apsw_module, "Connection", Careless)
    before, events, _ = recorded(waiting, monkeypatch)
    lost = 0
    for known in left_by_cuts(waiting.home, before, events, random.Random(0), cuts=30):
        house = open_house(waiting.home)
        try:
            assert_sound(house, known)
        except AssertionError:
            lost += 1
        house.close()
    assert lost


def recorded(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, list[Event], str]:
    """The register before, everything that many approvals did to it, and a dossier that was left out."""
    house = open_house(waiting.home)
    ids = multiply(house, waiting.dossier, APPROVALS)
    house.close()
    before = waiting.home.database.read_bytes()
    recorder = Recorder()
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "sqlite_library", lambda: apsw_module)
        house = open_house(waiting.home)
        approve_each(house, ids, lambda line: recorder.events.append(acknowledged(line)))
        events = list(recorder.events)
        house.close()
    recorder.unregister()
    return before, events, waiting.dossier


def acknowledged(line: bytes) -> Acknowledged:
    dossier, number = line.decode().split()
    return Acknowledged(dossier, int(number))


def left_by_cuts(
    home: Home, before: bytes, events: list[Event], chance: random.Random, cuts: int = CUTS
) -> Iterator[dict[str, int]]:
    """Cuts the power at random moments: the register stands in the home as found then; yields what was acknowledged."""
    disk = Disk({REGISTER: before})
    moments = {*chance.sample(range(len(events)), cuts)}
    known: dict[str, int] = {}
    for moment, event in enumerate(events):
        if moment in moments:
            put_in_place(home.root, disk.cut(chance))
            yield dict(known)
        disk.happen(event)
        if isinstance(event, Acknowledged):
            known[event.dossier] = event.number


def put_in_place(root: pathlib.Path, files: dict[str, bytes]) -> None:
    for left in root.glob(f"{REGISTER}*"):
        left.unlink()
    for name, content in files.items():
        (root / name).write_bytes(content)

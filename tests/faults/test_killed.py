"""A process killed in the middle of its work: the dossier goes on, once, with the number it has."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import pathlib
import signal
import sys

import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.domain.dossier import State
from certcopy.errors import StepFailed
from certcopy.ocr.intake import ScanFile
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.verification.report import Verdict
from certcopy.workflow import check, dossiers, issue, steps
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

MOMENTS = [("read", 0), ("read", 1), ("compose", 0), ("sign", 1), ("verify", 2), ("verify", 3)]


def drive_until(root: pathlib.Path, dossier_id: str, moment: tuple[str, int]) -> None:
    def kill_at(step: str, done: int, total: int) -> None:
        if (step, done) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    steps.drive(open_house(Home(root)), dossier_id, kill_at)


def later() -> dt.datetime:
    return clock.now() + 2 * steps.LEASE


def numbers(house: House) -> list[int]:
    with house.database.read() as connection:
        return list(connection.scalars(sa.select(schema.entry.c.number)))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: "-".join(map(str, moment)))
def test_a_dossier_survives_a_kill(office_home: Home, small_scan: bytes, moment: tuple[str, int]) -> None:
    house = open_house(office_home, now=later)
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (ScanFile("giay.jpg", small_scan),), compared_by="x")
    dossier_id = receive(house, request, "clerk").id
    worker = multiprocessing.get_context("spawn").Process(
        target=drive_until, args=(office_home.root, dossier_id, moment)
    )
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    done = steps.drive(house, dossier_id)
    assert (done.state, numbers(house)) == (State.ISSUED, [1])
    copy = issue.copy_of(house, dossier_id)
    assert check.check_bytes(copy, house.anchors(), later()).verdict is Verdict.VALID
    with house.database.read() as connection:
        assert journal.first_break(connection) is None
    house.close()


def test_a_step_that_always_kills_its_process_stops_after_its_tries(office_home: Home, small_scan: bytes) -> None:
    moment = clock.now()
    house = open_house(office_home, now=lambda: moment)
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (ScanFile("giay.jpg", small_scan),), compared_by="x")
    dossier_id = receive(house, request, "clerk").id
    for _ in range(dossiers.TRIES):
        assert steps.due(house) == (dossier_id,)
        steps.claim(house, dossier_id)
        moment += 2 * steps.LEASE
    assert steps.due(house) == ()
    assert isinstance(dossiers.look_up(house, dossier_id).failure, StepFailed)
    house.close()

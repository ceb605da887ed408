"""A process killed in the middle of its work: the dossier goes on, once, with the number it has."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import pathlib
import pkgutil
import signal
import sys
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.domain.dossier import State
from certcopy.errors import StepFailed
from certcopy.register import journal
from certcopy.register.log.leaf import Leaf
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.verification.report import Verdict
from certcopy.workflow import check, dossiers, proof, publish, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.audit import audit
from certcopy.workflow.doctor import Level
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.lease import LEASE
from certcopy.workflow.logkey import read_key
from certcopy.workflow.receive import Request, receive
from tests.copies import read_copy
from tests.faults.conftest import Count, Waiting

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

MOMENTS = [("read", 0), ("read", 1), ("compose", 0), ("sign", 1), ("verify", 2), ("verify", 3)]
EFFECTS = {
    "an object put": ("certcopy.storage.objects.folder:FolderStore", "put_file"),
    "an object named": ("certcopy.storage.objects.folder", "_name"),
    "the copy attached": ("certcopy.workflow.issue", "release"),
    "the log grown": ("certcopy.workflow.publish", "sequence"),
    "a file of the log": ("certcopy.workflow.publish", "write_whole"),
    "the log published": ("certcopy.workflow.publish", "publish"),
    "the outbox settled": ("certcopy.register.outbox", "settle"),
}
"""What the machine does to the world outside its own memory, once a number is given, by the function that does it."""
WHEN = ("before", "after")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def drive_until(root: pathlib.Path, dossier_id: str, moment: tuple[str, int]) -> None:
    def kill_at(step: str, done: int, total: int) -> None:
        if (step, done) == moment:
            die()

    steps.drive(open_house(Home(root)), dossier_id, kill_at)


def strike(effect: str, when: str) -> None:
    """From now on the first call of this function is the last thing that this process does."""
    place, name = EFFECTS[effect]
    owner = pkgutil.resolve_name(place)
    original = getattr(owner, name)

    def struck(*words: object, **more: object) -> None:
        if when == "after":
            original(*words, **more)
        die()

    setattr(owner, name, struck)


def drive_struck(root: pathlib.Path, dossier_id: str, effect: str, when: str) -> None:
    house = open_house(Home(root))
    strike(effect, when)
    steps.drive(house, dossier_id)


def receive_struck(root: pathlib.Path, request: Request, effect: str, when: str) -> None:
    house = open_house(Home(root))
    strike(effect, when)
    receive(house, request, "clerk")


def killed(target: Callable[..., None], *words: object) -> None:
    """Run it in a process of its own, which must be killed."""
    worker = multiprocessing.get_context("spawn").Process(target=target, args=words)
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL


def later() -> dt.datetime:
    return clock.now() + 2 * LEASE


def numbers(house: House) -> list[int]:
    with house.database.read() as connection:
        return list(connection.scalars(sa.select(schema.entry.c.number)))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: "-".join(map(str, moment)))
def test_a_dossier_survives_a_kill(office_home: Home, small_scan: bytes, moment: tuple[str, int], count: Count) -> None:
    house = open_house(office_home, now=later)
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),), compared_by="x")
    dossier_id = receive(house, request, "clerk").id
    killed(drive_until, office_home.root, dossier_id, moment)
    done = steps.drive(house, dossier_id)
    assert (done.state, numbers(house)) == (State.ISSUED, [1])
    copy = read_copy(house, dossier_id)
    assert check.check_bytes(copy, house.anchors(), later()).verdict is Verdict.VALID
    with house.database.read() as connection:
        assert journal.first_break(connection) is None
    house.close()
    count("kills between steps", 1)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("effect", [each for each in EFFECTS if each != "an object named"])
def test_an_effect_cut_off_happens_once_all_the_same(waiting: Waiting, effect: str, when: str, count: Count) -> None:
    house = open_house(waiting.home, now=later)
    approve(house, waiting.dossier, "clerk")
    killed(drive_struck, waiting.home.root, waiting.dossier, effect, when)
    done = steps.drive(house, waiting.dossier)
    assert (done.state, numbers(house)) == (State.ISSUED, [1])
    with house.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.leaf)) == 1
        owed = connection.execute(sa.select(schema.outbox.c.kind, schema.outbox.c.done_at)).all()
    assert [kind for kind, done_at in owed if done_at is None] == ["deliver"]
    publish.publish_due(house)
    assert [finding for finding in audit(house) if finding.level is not Level.OK] == []
    assert_proven(house, waiting.dossier)
    house.close()
    count("kills around an effect", 1)


def assert_proven(house: House, dossier_id: str) -> None:
    found = proof.proof_of(house, dossier_id)
    assert found.proves(Leaf.parse(found.extra).commitment, read_key(house.home.log_key).verifier)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("effect", ["an object put", "an object named"])
def test_a_request_cut_off_is_taken_in_once_when_sent_again(
    office_home: Home, small_scan: bytes, effect: str, when: str, count: Count
) -> None:
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),), key="k-1")
    killed(receive_struck, office_home.root, request, effect, when)
    house = open_house(office_home)
    assert dossiers.recent(house) == ()
    first = receive(house, request, "clerk").id
    assert [each.id for each in dossiers.recent(house)] == [first] == [receive(house, request, "clerk").id]
    house.close()
    count("kills around an effect", 1)


def test_a_step_that_always_kills_its_process_stops_after_its_tries(office_home: Home, small_scan: bytes) -> None:
    moment = clock.now()
    house = open_house(office_home, now=lambda: moment)
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),), compared_by="x")
    dossier_id = receive(house, request, "clerk").id
    for _ in range(dossiers.TRIES):
        assert steps.due(house) == (dossier_id,)
        steps.claim(house, dossier_id)
        moment += 2 * LEASE
    assert steps.due(house) == ()
    assert isinstance(dossiers.look_up(house, dossier_id).failure, StepFailed)
    house.close()

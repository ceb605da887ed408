"""What every job engine must do, each on the database it is made for: run what is due, once, whatever gets lost."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import functools
import multiprocessing
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.domain.dossier import State
from certcopy.errors import NeedsPostgres, StepFailed
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.verification.report import Verdict
from certcopy.workflow import bell, check, dossiers, issue, steps
from certcopy.workflow.engine import queue
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.engine.job_engine import JobEngine
from certcopy.workflow.engine.procrastinate import ProcrastinateEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.lease import LEASE
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.receive import Request, receive
from tests.copies import read_copy
from tests.postgres import private_postgres, programs

SOON, NEVER = 0.1, 3600.0
"""Seconds between an engine's looks at the register."""
PATIENCE = 90
MARKS = {"procrastinate": pytest.mark.postgres}

ENGINES: dict[str, Callable[[House, float], JobEngine]] = {
    "embedded": lambda house, heartbeat: EmbeddedEngine(house, 2, heartbeat),
    "procrastinate": lambda house, heartbeat: ProcrastinateEngine(house, 2, heartbeat, silence=1.5),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """An office, the engines to be tried on it, and the name they have."""

    name: str
    house: House
    started: list[JobEngine]

    def engine(self, heartbeat: float, house: House | None = None) -> JobEngine:
        engine = ENGINES[self.name](house or self.house, heartbeat)
        self.started.append(engine)
        engine.start()
        return engine


@pytest.fixture(params=[pytest.param(name, marks=MARKS.get(name, ())) for name in ENGINES])
def stage(request: pytest.FixtureRequest, office_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    if request.param == "procrastinate":
        monkeypatch.setenv("CERTCOPY_DATABASE", request.getfixturevalue("postgres_url"))
    stage = Stage(request.param, open_house(office_home), [])
    yield stage
    for engine in stage.started:
        engine.stop()
    stage.house.close()


@pytest.fixture
def pg_house(office_home: Home, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("CERTCOPY_DATABASE", postgres_url)
    house = open_house(office_home)
    yield house
    house.close()


@dataclasses.dataclass
class Reader:
    """Stands in for the reading step: counts, and moves the dossier on or fails."""

    fails: bool = False
    gate: threading.Event = dataclasses.field(default_factory=threading.Event)
    begun: threading.Event = dataclasses.field(default_factory=threading.Event)
    runs: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)

    def __call__(self, house: House, dossier_id: str, _progress: Progress = silent) -> None:
        self.runs[dossier_id] += 1
        self.begun.set()
        self.gate.wait(PATIENCE)
        if self.fails:
            raise StepFailed(step=State.READING)
        with house.database.write() as connection:
            connection.execute(
                schema.dossier.update().where(schema.dossier.c.id == dossier_id).values(state=State.COMPARING)
            )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    reader.gate.set()
    monkeypatch.setitem(steps.STEPS, State.READING, reader)
    return reader


def arrive(house: House, count: int = 1, *, ring: bool = False) -> list[str]:
    """So many dossiers to be read, as ``receive`` leaves them; unless asked to, nobody wakes an engine."""
    with house.database.write() as connection:
        ids = [insert(connection, house) for _ in range(count)]
        for each in ids if ring else ():
            bell.ring(connection, each)
    return ids


def insert(connection: sa.Connection, house: House) -> str:
    """The row of a dossier to be read."""
    dossier_id = uuid.uuid4().hex
    connection.execute(
        schema.dossier.insert().values(
            id=dossier_id,
            authority=house.authority,
            content_digest="0" * 64,
            requester="Nguyễn Văn Mẫu",
            title="Giấy xác nhận",
            state=State.READING,
            received_at=house.clock().isoformat(),
        )
    )
    return dossier_id


def state_of(house: House, dossier_id: str) -> State:
    with house.database.read() as connection:
        return State(
            connection.scalars(sa.select(schema.dossier.c.state).where(schema.dossier.c.id == dossier_id)).one()
        )


def until(condition: Callable[[], bool]) -> None:
    """Wait for the condition; a deadline says that it never came."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.02)


def test_new_work_is_begun_without_waiting_for_the_next_look(stage: Stage, reader: Reader) -> None:
    stage.engine(NEVER)
    (first,) = arrive(stage.house, ring=True)
    until(lambda: state_of(stage.house, first) is State.COMPARING)
    assert reader.runs == {first: 1}


def test_work_taken_back_is_not_begun(stage: Stage, reader: Reader) -> None:
    stage.engine(SOON)
    with pytest.raises(StepFailed):
        take_back(stage.house)
    (kept,) = arrive(stage.house, ring=True)
    until(lambda: state_of(stage.house, kept) is State.COMPARING)
    assert reader.runs == {kept: 1}


def take_back(house: House) -> None:
    with house.database.write() as connection:
        bell.ring(connection, insert(connection, house))
        raise StepFailed(step=State.READING)


def test_a_lost_wake_up_costs_only_a_delay(stage: Stage, reader: Reader) -> None:
    stage.engine(SOON)
    (lost,) = arrive(stage.house)
    until(lambda: state_of(stage.house, lost) is State.COMPARING)
    assert reader.runs == {lost: 1}


def test_a_failing_step_is_tried_again_later_and_not_more_than_its_tries(stage: Stage, reader: Reader) -> None:
    moment = [clock.now()]
    house = dataclasses.replace(stage.house, clock=lambda: moment[0])
    stage.engine(SOON, house)
    reader.fails = True
    (failing,) = arrive(house, ring=True)
    for tries in range(1, dossiers.TRIES + 1):
        until(functools.partial(was_tried, house, failing, tries))
        moment[0] += dt.timedelta(hours=1)
    reader.fails = False
    (other,) = arrive(house)
    until(lambda: state_of(house, other) is State.COMPARING)
    assert reader.runs == {failing: dossiers.TRIES, other: 1}
    assert state_of(house, failing) is State.READING


def was_tried(house: House, dossier_id: str, times: int) -> bool:
    """Whether the step was begun so often, and its failure written down each time."""
    tries = sa.select(schema.dossier.c.tries).where(schema.dossier.c.id == dossier_id)
    failures = sa.select(sa.func.count()).where(
        schema.journal.c.dossier == dossier_id, schema.journal.c.event == "failed"
    )
    with house.database.read() as connection:
        return (connection.scalar(tries), connection.scalar(failures)) == (times, times)


def test_two_engines_share_the_work_and_do_nothing_twice(stage: Stage, reader: Reader) -> None:
    for _ in range(2):
        stage.engine(SOON, dataclasses.replace(stage.house))
    ids = arrive(stage.house, 12, ring=True) + arrive(stage.house, 12)
    until(lambda: all(state_of(stage.house, each) is State.COMPARING for each in ids))
    assert reader.runs == dict.fromkeys(ids, 1)


def test_stopping_finishes_the_step_at_hand(stage: Stage, reader: Reader) -> None:
    engine = stage.engine(SOON)
    reader.gate.clear()
    (at_hand,) = arrive(stage.house, ring=True)
    assert reader.begun.wait(PATIENCE)
    stopping = threading.Thread(target=engine.stop)
    stopping.start()
    stage.started.remove(engine)
    assert state_of(stage.house, at_hand) is State.READING
    reader.gate.set()
    stopping.join(PATIENCE)
    assert state_of(stage.house, at_hand) is State.COMPARING


def later() -> dt.datetime:
    return clock.now() + 2 * LEASE


def work_until_the_second_signature(name: str, home: Home) -> None:
    """A worker of its own process that is killed as it signs."""

    def sign_and_die(house: House, dossier_id: str, _progress: Progress) -> None:
        def kill(step: str, done: int, total: int) -> None:
            if step == "sign":
                os.kill(os.getpid(), signal.SIGKILL)

        issue.issue(house, dossier_id, kill)

    steps.STEPS[State.ISSUING] = sign_and_die
    ENGINES[name](open_house(home), SOON).start()
    threading.Event().wait(PATIENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_what_a_killed_worker_left_is_finished_by_another_once(stage: Stage, small_scan: bytes) -> None:
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),), compared_by="x")
    dossier_id = receive(stage.house, request, "clerk").id
    worker = multiprocessing.get_context("spawn").Process(
        target=work_until_the_second_signature, args=(stage.name, stage.house.home)
    )
    worker.start()
    worker.join(PATIENCE)
    assert worker.exitcode == -signal.SIGKILL
    assert state_of(stage.house, dossier_id) is State.ISSUING
    stage.engine(SOON, dataclasses.replace(stage.house, clock=later))
    until(lambda: state_of(stage.house, dossier_id) is State.ISSUED)
    copy = read_copy(stage.house, dossier_id)
    assert check.check_bytes(copy, stage.house.anchors(), later()).verdict is Verdict.VALID
    with stage.house.database.read() as connection:
        assert list(connection.scalars(sa.select(schema.entry.c.number))) == [1]


@pytest.mark.postgres
def test_a_queue_out_of_order_does_not_hold_up_the_register(pg_house: House, reader: Reader) -> None:
    server = ProcrastinateEngine(pg_house)
    server.start()
    with pg_house.database.write() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {queue.SCHEMA} CASCADE")
    (kept,) = arrive(pg_house, ring=True)
    worker = ProcrastinateEngine(pg_house, 1, SOON)
    worker.start()
    until(lambda: state_of(pg_house, kept) is State.COMPARING)
    worker.stop()
    server.stop()


@pytest.mark.postgres
@pytest.mark.skipif(programs() is None, reason="no PostgreSQL is installed")
def test_a_worker_outlives_a_crash_of_its_database(
    office_home: Home, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_postgres() as server:
        monkeypatch.setenv("CERTCOPY_DATABASE", server.url)
        house = open_house(office_home)
        worker = ProcrastinateEngine(house, 1, SOON, silence=1.5)
        worker.start()
        (before,) = arrive(house, ring=True)
        until(lambda: state_of(house, before) is State.COMPARING)
        server.stop("immediate")
        server.start()
        (after,) = arrive(house, ring=True)
        until(lambda: state_of(house, after) is State.COMPARING)
        worker.stop()
        house.close()


def test_workers_need_postgresql(house: House) -> None:
    with pytest.raises(NeedsPostgres):
        ProcrastinateEngine(house)

"""The lease of a step: kept while it runs, gone soon after its process is, and never held up by a wrong clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.storage import schema
from certcopy.workflow import dossiers, lease, steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.lease import LEASE
from certcopy.workflow.progress import Progress
from certcopy.workflow.receive import Request, receive

AGE = dt.timedelta(days=1)


@dataclasses.dataclass
class Clock:
    """Stands still until it is moved."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def stopped(house: House) -> tuple[House, Clock]:
    clock = Clock(house.clock())
    return dataclasses.replace(house, clock=clock), clock


@pytest.fixture
def dossier_id(house: House, small_scan: bytes) -> str:
    return receive(
        house, Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),)), "clerk"
    ).id


def until_renewed(house: House, dossier_id: str, before: str | None) -> str:
    """Wait until the lease ends later than before; when it ends."""
    wanted = sa.select(schema.dossier.c.next_try_at).where(schema.dossier.c.id == dossier_id)
    while True:
        with house.database.read() as connection:
            ends = str(connection.scalar(wanted))
        if before is None or ends > before:
            return ends
        threading.Event().wait(0.005)


def test_a_step_that_takes_long_keeps_its_lease(
    stopped: tuple[House, Clock], dossier_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, clock = stopped
    taken_over: list[State | None] = []

    def read_slowly(house: House, dossier_id: str, _progress: Progress) -> None:
        ends = until_renewed(house, dossier_id, None)
        clock.now += LEASE - dt.timedelta(seconds=1)
        until_renewed(house, dossier_id, ends)
        clock.now += LEASE - dt.timedelta(seconds=1)
        taken_over.append(steps.claim(house, dossier_id))

    monkeypatch.setattr(lease, "RENEWAL", 0.01)
    monkeypatch.setitem(steps.STEPS, State.READING, read_slowly)
    steps.run_step(house, dossier_id)
    assert taken_over == [None]


def test_a_step_that_hangs_loses_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEWAL", 0.001)
    monkeypatch.setattr(lease, "SILENCE", 0.0)
    renewals: list[None] = []
    with lease.kept(lambda: renewals.append(None)) as held:
        held._thread.join()
    assert renewals == []


def test_a_lease_that_cannot_be_renewed_does_not_end_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEWAL", 0.001)
    tried = threading.Event()

    def fail() -> None:
        tried.set()
        raise OSError

    with lease.kept(fail):
        assert tried.wait(60)


@pytest.mark.parametrize(
    ("clock_error", "waits"), [(dt.timedelta(0), True), (dt.timedelta(minutes=3), False), (AGE, False)]
)
def test_a_lease_taken_by_a_clock_ahead_holds_nothing_up(
    stopped: tuple[House, Clock], dossier_id: str, clock_error: dt.timedelta, waits: bool
) -> None:
    house, clock = stopped
    wrong: Callable[[], dt.datetime] = lambda: clock.now + clock_error  # noqa: E731
    assert steps.claim(dataclasses.replace(house, clock=wrong), dossier_id) is State.READING
    assert (steps.due(house) == ()) is waits
    clock.now += LEASE
    assert steps.due(house) == (dossier_id,)
    assert dossiers.look_up(house, dossier_id).tries == 1

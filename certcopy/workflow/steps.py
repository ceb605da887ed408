"""The machine's steps: due work read off the register, claimed, run at least once, tried again with patience."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable

import sqlalchemy as sa
import structlog

from certcopy.domain.dossier import State
from certcopy.errors import (
    CertCopyError,
    CertificateExpired,
    CertificateUnfit,
    ChangedMeanwhile,
    CodeKeyUnfit,
    CodeUnreadable,
    KeyUnusable,
    StepFailed,
    WrongState,
)
from certcopy.register import journal, outbox
from certcopy.storage.schema import dossier
from certcopy.storage.schema import outbox as table
from certcopy.workflow import bell, lease
from certcopy.workflow.dossiers import TRIES, Dossier, find, look_up
from certcopy.workflow.house import House
from certcopy.workflow.issue import issue
from certcopy.workflow.lease import LEASE
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.publish import log_event
from certcopy.workflow.read import read
from certcopy.workflow.transition import MACHINE

STEPS: dict[State, Callable[[House, str, Progress], None]] = {State.READING: read, State.ISSUING: issue}
EFFECTS: dict[outbox.Kind, Callable[[House, outbox.Owed], None]] = {"log": log_event}
"""What works off each kind of the outbox. An effect may be run more than once; when it returns, it has happened."""
PAUSE = dt.timedelta(seconds=5)
FINAL = (KeyUnusable, CertificateExpired, CertificateUnfit, CodeKeyUnfit, CodeUnreadable)
"""Failures that only a person can mend: a key is tried once, lest a token lock."""

log = structlog.get_logger(__name__)


def due(house: House, limit: int | None = None) -> tuple[str, ...]:
    """Identifiers of the dossiers that wait for the machine now: for a step, the longest waiting first, then for an
    effect that is still owed."""
    step = sa.select(dossier.c.id).where(_is_due(house)).order_by(dossier.c.received_at, dossier.c.id).limit(limit)
    effect = (
        sa.select(table.c.dossier)
        .where(table.c.authority == house.authority, outbox.is_due(house.clock(), EFFECTS.keys()))
        .group_by(table.c.dossier)
        .order_by(sa.func.min(table.c.id))
        .limit(limit)
    )
    with house.database.read() as connection:
        found = (*connection.scalars(step), *connection.scalars(effect))
    return tuple(dict.fromkeys(found))[:limit]


class Outcome(enum.Enum):
    """What came of asking for a dossier's next step."""

    DONE = "done"
    NOTHING_DUE = "nothing due"
    FAILED = "failed"


def drive(house: House, dossier_id: str, progress: Progress = silent) -> Dossier:
    """Run the machine steps of one dossier until it waits for a person, is issued, or has failed."""
    while run_step(house, dossier_id, progress) is Outcome.DONE:
        pass
    return look_up(house, dossier_id)


def run_step(house: House, dossier_id: str, progress: Progress = silent) -> Outcome:
    """Claim and run the next step of a dossier, or else an effect it owes; a failure is recorded, never raised."""
    state = claim(house, dossier_id)
    if state is None:
        return _run_effect(house, dossier_id)

    with lease.kept(lambda: _renew(house, dossier_id, state)) as held:

        def report(step: str, done: int, total: int) -> None:
            held.progress()
            progress(step, done, total)

        failure = _attempt(state, dossier_id, lambda: STEPS[state](house, dossier_id, report))
    if failure is not None:
        _record(house, dossier_id, state, failure)
    return Outcome.DONE if failure is None else Outcome.FAILED


def _run_effect(house: House, dossier_id: str) -> Outcome:
    at = house.clock()
    with house.database.write() as connection:
        owed = outbox.claim(connection, at, at + LEASE, dossier_id, EFFECTS.keys())
    if owed is None:
        return Outcome.NOTHING_DUE
    with lease.kept(lambda: _renew_effect(house, owed)):
        failure = _attempt(owed.kind, dossier_id, lambda: EFFECTS[owed.kind](house, owed))
    with house.database.write() as connection:
        if failure is None:
            outbox.settle(connection, house.clock(), owed.id)
        else:
            _postpone(connection, house, owed, failure)
    return Outcome.DONE if failure is None else Outcome.FAILED


def _attempt(name: str, dossier_id: str, work: Callable[[], None]) -> CertCopyError | None:
    """Do the work; what came in its way, or None where it is done, by whomever."""
    try:
        work()
    except (WrongState, ChangedMeanwhile):
        return None
    except CertCopyError as failure:
        return failure
    except Exception as fault:  # noqa: BLE001  a step may fail in ways nobody foresaw; the dossier must show it
        log.error("step failed", step=name, dossier=dossier_id, fault=type(fault).__name__)  # noqa: TRY400
        return StepFailed(step=name)
    return None


def retry(house: House, dossier_id: str, actor: str, expected_version: int | None = None) -> Dossier:
    """Let the machine try a failed dossier again, from its first try, with keys opened afresh; others stay untouched.

    Raises:
        UnknownDossier: there is none with this identifier.
        ChangedMeanwhile: somebody changed it after the expected version.
    """
    with house.database.write() as connection:
        failed = find(connection, house.authority, dossier_id)
        if expected_version is not None and failed.version != expected_version:
            raise ChangedMeanwhile(by=failed.changed_by, state=failed.state)
        if failed.failure is None:
            return failed
        house.keyring.forget_failures()
        connection.execute(
            dossier.update().where(dossier.c.id == dossier_id).values(tries=0, next_try_at=None, failure=None)
        )
        outbox.begin_again(connection, dossier_id)
        journal.write(connection, house.clock(), actor, "retried", dossier_id, {})
        bell.ring(connection, dossier_id)
        return find(connection, house.authority, dossier_id)


def _is_due(house: House) -> sa.ColumnElement[bool]:
    return sa.and_(
        dossier.c.authority == house.authority,
        dossier.c.state.in_(list(STEPS)),
        dossier.c.tries < TRIES,
        outbox.has_come(dossier.c.next_try_at, house.clock(), max(LEASE, pause(TRIES, chance=1))),
    )


def claim(house: House, dossier_id: str) -> State | None:
    """Take the next step of a dossier for this process; the state it starts from, or None where no step is due."""
    until = (house.clock() + LEASE).isoformat()
    with house.database.write() as connection:
        state = connection.execute(
            dossier.update()
            .where(dossier.c.id == dossier_id, _is_due(house))
            .values(tries=dossier.c.tries + 1, next_try_at=until)
            .returning(dossier.c.state)
        ).scalar_one_or_none()
    return None if state is None else State(state)


def _renew(house: House, dossier_id: str, state: State) -> None:
    until = (house.clock() + LEASE).isoformat()
    ours = dossier.update().where(dossier.c.id == dossier_id, dossier.c.state == state)
    with house.database.write() as connection:
        connection.execute(ours.values(next_try_at=until))


def _renew_effect(house: House, owed: outbox.Owed) -> None:
    with house.database.write() as connection:
        outbox.renew(connection, owed.id, house.clock() + LEASE)


def _record(house: House, dossier_id: str, state: State, failure: CertCopyError) -> None:
    with house.database.write() as connection:
        tries = connection.scalar(sa.select(dossier.c.tries).where(dossier.c.id == dossier_id)) or 0
        tries = TRIES if isinstance(failure, FINAL) else tries
        connection.execute(
            dossier.update()
            .where(dossier.c.id == dossier_id, dossier.c.state == state)
            .values(
                tries=tries,
                failure={"code": failure.code, "facts": failure.facts()},
                next_try_at=(house.clock() + pause(tries, house.chance())).isoformat(),
            )
        )
        facts: journal.Facts = {"step": str(state), "failure": failure.code, "tries": tries}
        journal.write(connection, house.clock(), MACHINE, "failed", dossier_id, facts)


def _postpone(connection: sa.Connection, house: House, owed: outbox.Owed, failure: CertCopyError) -> None:
    until = house.clock() + pause(owed.tries, house.chance())
    described = {"code": failure.code, "facts": failure.facts()}
    outbox.postpone(connection, owed.id, until, described, last=isinstance(failure, FINAL))
    facts: journal.Facts = {"step": owed.kind, "failure": failure.code, "tries": owed.tries}
    journal.write(connection, house.clock(), MACHINE, "failed", owed.dossier, facts)


def pause(tries: int, chance: float) -> dt.timedelta:
    """How long to wait after so many tries: twice as long each time, up to an hour, and between half and one and a
    half of it by chance (0 to 1), in whole seconds, so that what failed together is not tried again together."""
    longest = min(PAUSE * (1 << tries), outbox.LONGEST_PAUSE)
    return dt.timedelta(seconds=round(longest.total_seconds() * (0.5 + chance)))

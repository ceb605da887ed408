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
    KeyUnusable,
    StepFailed,
    WrongState,
)
from certcopy.register import journal
from certcopy.storage.schema import dossier
from certcopy.workflow.dossiers import TRIES, Dossier, find, look_up
from certcopy.workflow.house import House
from certcopy.workflow.issue import issue
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.read import read

STEPS: dict[State, Callable[[House, str, Progress], None]] = {State.RECEIVED: read, State.ISSUING: issue}
LEASE = dt.timedelta(seconds=60)
"""How long a claimed step may be silent before another process takes it over; every report of progress renews it."""
PAUSE = dt.timedelta(seconds=5)
FINAL = (KeyUnusable, CertificateExpired, CertificateUnfit)
"""Failures that only a person can mend: a key is tried once, lest a token lock."""

log = structlog.get_logger(__name__)


def due(house: House) -> tuple[str, ...]:
    """Identifiers of the dossiers that wait for the machine now, the longest waiting first."""
    with house.database.read() as connection:
        return tuple(
            connection.scalars(
                sa.select(dossier.c.id).where(_is_due(house)).order_by(dossier.c.received_at, dossier.c.id)
            )
        )


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
    """Claim and run the next step of a dossier; a failure is recorded on it, never raised."""
    state = claim(house, dossier_id)
    if state is None:
        return Outcome.NOTHING_DUE
    try:
        STEPS[state](house, dossier_id, _renewing(house, dossier_id, progress))
    except WrongState:
        return Outcome.DONE
    except CertCopyError as failure:
        _record(house, dossier_id, state, failure)
        return Outcome.FAILED
    except Exception as fault:  # noqa: BLE001  a step may fail in ways nobody foresaw; the dossier must show it
        log.error("step failed", step=state, dossier=dossier_id, fault=type(fault).__name__)  # noqa: TRY400
        _record(house, dossier_id, state, StepFailed(step=state))
        return Outcome.FAILED
    return Outcome.DONE


def retry(house: House, dossier_id: str, actor: str) -> Dossier:
    """Let the machine try a failed dossier again, from its first try, with keys opened afresh; others stay untouched.

    Raises:
        UnknownDossier: there is none with this identifier.
    """
    with house.database.write() as connection:
        failed = find(connection, house.authority, dossier_id)
        if failed.failure is None:
            return failed
        house.keyring.forget_failures()
        connection.execute(
            dossier.update().where(dossier.c.id == dossier_id).values(tries=0, next_try_at=None, failure=None)
        )
        journal.write(connection, house.clock(), actor, "retried", dossier_id, {})
        return find(connection, house.authority, dossier_id)


def _is_due(house: House) -> sa.ColumnElement[bool]:
    now = house.clock().isoformat()
    return sa.and_(
        dossier.c.authority == house.authority,
        dossier.c.state.in_(list(STEPS)),
        dossier.c.tries < TRIES,
        sa.or_(dossier.c.next_try_at.is_(None), dossier.c.next_try_at <= now),
    )


def claim(house: House, dossier_id: str) -> State | None:
    """Take the next step of a dossier for this process; the state it starts from, or None where no step is due."""
    lease = (house.clock() + LEASE).isoformat()
    with house.database.write() as connection:
        state = connection.execute(
            dossier.update()
            .where(dossier.c.id == dossier_id, _is_due(house))
            .values(tries=dossier.c.tries + 1, next_try_at=lease)
            .returning(dossier.c.state)
        ).scalar_one_or_none()
    return None if state is None else State(state)


def _renewing(house: House, dossier_id: str, progress: Progress) -> Progress:
    def report(step: str, done: int, total: int) -> None:
        lease = (house.clock() + LEASE).isoformat()
        with house.database.write() as connection:
            connection.execute(dossier.update().where(dossier.c.id == dossier_id).values(next_try_at=lease))
        progress(step, done, total)

    return report


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
                next_try_at=(house.clock() + PAUSE * 2**tries).isoformat(),
            )
        )
        facts = {"step": str(state), "failure": failure.code, "tries": tries}
        journal.write(connection, house.clock(), "machine", "failed", dossier_id, facts)

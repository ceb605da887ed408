"""The outbox: effects that a committed transaction still owes the world, worked off at least once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Literal

import sqlalchemy as sa

from certcopy.errors import StepFailed
from certcopy.storage.schema import outbox

Kind = Literal["log", "deliver"]
TRIES = 10
LONGEST_PAUSE = dt.timedelta(hours=1)
"""Between two tries, in the middle; by chance it may be half as long again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Owed:
    """One effect still owed."""

    id: int
    authority: str
    dossier: str
    kind: Kind
    facts: dict[str, Any]
    tries: int


def owe(
    connection: sa.Connection, at: dt.datetime, authority: str, dossier: str, kind: Kind, facts: Mapping[str, Any]
) -> int:
    """Promise an effect in the caller's transaction; returns its identifier, which grows with time."""
    statement = (
        outbox.insert()
        .values(authority=authority, dossier=dossier, kind=kind, facts=dict(facts), made_at=at.isoformat())
        .returning(outbox.c.id)
    )
    return int(connection.execute(statement).scalar_one())


def owed(connection: sa.Connection, at: dt.datetime, kind: Kind, limit: int = 100) -> tuple[Owed, ...]:
    """Effects of one kind that are due now, the oldest first."""
    rows = connection.execute(sa.select(outbox).where(is_due(at, [kind])).order_by(outbox.c.id).limit(limit))
    return tuple(Owed(row.id, row.authority, row.dossier, row.kind, row.facts, row.tries) for row in rows)


def claim(
    connection: sa.Connection, at: dt.datetime, until: dt.datetime, dossier: str, kinds: Collection[Kind]
) -> Owed | None:
    """Take the oldest effect of a dossier that is due now, until that moment; None where none is due.

    Counts as a try at once, so that an effect that kills its process is not tried for ever.
    """
    oldest = sa.select(sa.func.min(outbox.c.id)).where(outbox.c.dossier == dossier, is_due(at, kinds)).scalar_subquery()
    row = connection.execute(
        outbox.update()
        .where(outbox.c.id == oldest, is_due(at, kinds))
        .values(tries=outbox.c.tries + 1, next_try_at=until.isoformat())
        .returning(outbox)
    ).one_or_none()
    return None if row is None else Owed(row.id, row.authority, row.dossier, row.kind, row.facts, row.tries)


def is_due(at: dt.datetime, kinds: Collection[Kind]) -> sa.ColumnElement[bool]:
    """The condition that a row of the outbox waits for its next try now."""
    return sa.and_(
        outbox.c.kind.in_(list(kinds)),
        outbox.c.done_at.is_(None),
        outbox.c.tries < TRIES,
        has_come(outbox.c.next_try_at, at, 1.5 * LONGEST_PAUSE),
    )


def has_come(next_try_at: sa.ColumnElement[Any], at: dt.datetime, longest: dt.timedelta) -> sa.ColumnElement[bool]:
    """The condition that the time of a next try has come; one further off than the longest pause was set by a wrong
    clock and holds up nothing."""
    farthest = (at + longest).isoformat()
    return sa.or_(next_try_at.is_(None), next_try_at <= at.isoformat(), next_try_at > farthest)


def renew(connection: sa.Connection, identifier: int, until: dt.datetime) -> None:
    """Go on working at an effect that was claimed."""
    connection.execute(
        outbox.update()
        .where(outbox.c.id == identifier, outbox.c.done_at.is_(None))
        .values(next_try_at=until.isoformat())
    )


def postpone(
    connection: sa.Connection, identifier: int, until: dt.datetime, failure: Mapping[str, Any], *, last: bool
) -> None:
    """Record why an effect failed and when it is tried again; ``last`` leaves it to a person."""
    values: dict[str, Any] = {"failure": dict(failure), "next_try_at": until.isoformat()}
    if last:
        values["tries"] = TRIES
    connection.execute(outbox.update().where(outbox.c.id == identifier, outbox.c.done_at.is_(None)).values(values))


def stuck(dossier: sa.ColumnElement[str]) -> tuple[sa.Label[Any], sa.Label[Any]]:
    """``stuck_kind`` and ``stuck_failure`` of a dossier's oldest effect that is not tried any more, to be selected
    beside the dossier and read by ``failure_in``."""
    kind, failure = (
        sa.select(column)
        .where(outbox.c.dossier == dossier, outbox.c.done_at.is_(None), outbox.c.tries >= TRIES)
        .order_by(outbox.c.id)
        .limit(1)
        .scalar_subquery()
        for column in (outbox.c.kind, outbox.c.failure)
    )
    return kind.label("stuck_kind"), failure.label("stuck_failure")


def failure_in(row: sa.Row[Any]) -> dict[str, Any] | None:
    """Why an effect is not tried any more (code and facts), by a row with ``stuck``; None where all goes well."""
    if row.stuck_kind is None:
        return None
    return row.stuck_failure or {"code": StepFailed.code, "facts": {"step": row.stuck_kind}}


def begin_again(connection: sa.Connection, dossier: str) -> None:
    """Let what a dossier still owes be tried from its first try."""
    connection.execute(
        outbox.update()
        .where(outbox.c.dossier == dossier, outbox.c.done_at.is_(None))
        .values(tries=0, next_try_at=None, failure=None)
    )


def settle_all(connection: sa.Connection, at: dt.datetime, dossier: str, kind: Kind) -> None:
    """Nothing of this kind is owed for a dossier any more: it has happened, or is not wanted."""
    connection.execute(
        outbox.update()
        .where(outbox.c.dossier == dossier, outbox.c.kind == kind, outbox.c.done_at.is_(None))
        .values(done_at=at.isoformat())
    )


def settle(connection: sa.Connection, at: dt.datetime, identifier: int) -> None:
    """The effect has happened; said in the same transaction as whatever records it."""
    connection.execute(
        outbox.update().where(outbox.c.id == identifier, outbox.c.done_at.is_(None)).values(done_at=at.isoformat())
    )

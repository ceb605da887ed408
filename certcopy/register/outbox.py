"""The outbox: effects that a committed transaction still owes the world, worked off at least once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from certcopy.storage.schema import outbox

Kind = Literal["log", "deliver"]
TRIES = 10


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
    now = at.isoformat()
    rows = connection.execute(
        sa.select(outbox)
        .where(
            outbox.c.kind == kind,
            outbox.c.done_at.is_(None),
            outbox.c.tries < TRIES,
            sa.or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= now),
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return tuple(Owed(row.id, row.authority, row.dossier, row.kind, row.facts, row.tries) for row in rows)


def settle(connection: sa.Connection, at: dt.datetime, identifier: int) -> None:
    """The effect has happened; said in the same transaction as whatever records it."""
    connection.execute(outbox.update().where(outbox.c.id == identifier).values(done_at=at.isoformat()))

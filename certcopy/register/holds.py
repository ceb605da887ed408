"""Recovery holds: while one stands no number is taken, for some may have been given that this register never saw."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from certcopy.errors import RecoveryHold
from certcopy.storage.schema import amendment, counter, entry, hold

RESTORED = "restored"
LOST = "lost"
"""The kind of amendment that stands for a number whose line was lost: no line, and never to be given again."""
STANDING = sa.select(hold).where(hold.c.lifted_at.is_(None)).order_by(hold.c.id)


@dataclasses.dataclass(frozen=True, slots=True)
class Hold:
    """A hold that stands."""

    id: int
    reason: str
    facts: dict[str, Any]
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """Numbers of one book that are taken out of use, the first and the last of them."""

    symbol: str
    year: int
    first: int
    last: int


def place(connection: sa.Connection, at: dt.datetime, reason: str, facts: Mapping[str, Any]) -> None:
    """Let no number be taken from now on."""
    connection.execute(hold.insert().values(reason=reason, facts=dict(facts), since=at.isoformat()))


def standing(connection: sa.Connection) -> tuple[Hold, ...]:
    """The holds that nobody has lifted, the oldest first."""
    rows = connection.execute(STANDING)
    return tuple(Hold(row.id, row.reason, row.facts, dt.datetime.fromisoformat(row.since)) for row in rows)


def insist_on_none(connection: sa.Connection) -> None:
    """Called in the transaction that takes a number, before it is taken.

    Raises:
        RecoveryHold: one stands.
    """
    for each in standing(connection):
        raise RecoveryHold(since=each.since.isoformat())


def lift(connection: sa.Connection, at: dt.datetime, who: str) -> None:
    """Lift every hold, in the name of a person."""
    connection.execute(hold.update().where(hold.c.lifted_at.is_(None)).values(lifted_at=at.isoformat(), lifted_by=who))


def give_up(
    connection: sa.Connection, at: dt.datetime, who: str, reason: str, authority: str, symbol: str, year: int, last: int
) -> Lost | None:
    """Raise a book's counter to ``last`` and note each number passed over as lost; None where it is there already."""
    book = (counter.c.authority == authority, counter.c.symbol == symbol, counter.c.year == year)
    before = connection.scalar(sa.select(counter.c.n).where(*book).with_for_update())
    first = (before or 0) + 1
    if first > last:
        return None
    if before is None:
        connection.execute(counter.insert().values(authority=authority, symbol=symbol, year=year, n=last))
    else:
        connection.execute(counter.update().where(*book).values(n=last))
    said = {"authority": authority, "symbol": symbol, "year": year, "seq": 1, "kind": LOST, "reason": reason}
    lines = [
        {**said, "number": number, "at": at.isoformat(), "actor": who, "changes": {}}
        for number in range(first, last + 1)
    ]
    connection.execute(amendment.insert(), lines)
    return Lost(symbol, year, first, last)


def first_uneven_book(connection: sa.Connection) -> dict[str, Any] | None:
    """``symbol year count counter`` of a book whose lines and lost numbers are not 1, 2, 3 … up to its counter."""
    lost = sa.select(amendment.c.authority, amendment.c.symbol, amendment.c.year, amendment.c.number)
    lines = sa.select(entry.c.authority, entry.c.symbol, entry.c.year, entry.c.number)
    taken = sa.union_all(lines, lost.where(amendment.c.kind == LOST)).subquery()
    key = (taken.c.authority, taken.c.symbol, taken.c.year)
    counts = sa.select(*key, sa.func.count(taken.c.number.distinct()), sa.func.max(taken.c.number)).group_by(*key)
    there = {tuple(book): (count, highest) for *book, count, highest in connection.execute(counts)}
    counters = {(row.authority, row.symbol, row.year): row.n for row in connection.execute(sa.select(counter))}
    for book in sorted(there.keys() | counters.keys()):
        count, highest = there.get(book, (0, 0))
        if not count == highest == counters.get(book, 0):
            return {"symbol": book[1], "year": book[2], "count": count, "counter": counters.get(book, 0)}
    return None

"""Amendments: what is said of a line later. They are rows of their own; the line never changes."""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from certcopy.domain.register import Amendment, AmendmentKind
from certcopy.domain.toneless import toneless
from certcopy.errors import UnknownNumber
from certcopy.storage.schema import amendment, entry

CORRECTABLE = ("requester", "title", "note")
"""The columns that may be corrected: the others are facts of the issued copy."""


def amend(
    connection: sa.Connection,
    authority: str,
    symbol: str,
    year: int,
    number: int,
    said: Amendment,
) -> None:
    """Add an amendment; words of a correction are found from now on, besides those of the line.

    Raises:
        UnknownNumber: there is no such line.
    """
    wanted = sa.select(entry.c.search).where(*_line(authority, symbol, year, number)).with_for_update()
    words = connection.scalar(wanted)
    if words is None:
        raise UnknownNumber(number=number, year=year)
    earlier = sa.select(sa.func.count()).select_from(amendment).where(*_key(authority, symbol, year, number))
    connection.execute(
        amendment.insert().values(
            authority=authority,
            symbol=symbol,
            year=year,
            number=number,
            seq=int(connection.scalar(earlier) or 0) + 1,
            kind=said.kind,
            at=said.at.isoformat(),
            actor=said.actor,
            reason=said.reason,
            changes=said.changes,
        )
    )
    more = toneless(" ".join(said.changes.values()))
    if more:
        line = entry.update().where(*_line(authority, symbol, year, number))
        connection.execute(line.values(search=f"{words} {more}".strip()))


def amendments_of(
    connection: sa.Connection, authority: str, symbol: str, year: int, numbers: tuple[int, int]
) -> Mapping[int, tuple[Amendment, ...]]:
    """The amendments of a year's lines from the first to the last of these numbers, by number, in order."""
    rows = connection.execute(
        sa.select(amendment)
        .where(
            amendment.c.authority == authority,
            amendment.c.symbol == symbol,
            amendment.c.year == year,
            amendment.c.number.between(*numbers),
        )
        .order_by(amendment.c.number, amendment.c.seq)
    )
    said: dict[int, list[Amendment]] = collections.defaultdict(list)
    for row in rows:
        said[row.number].append(_amendment(row))
    return {number: tuple(each) for number, each in said.items()}


def public_amendments(connection: sa.Connection, authority: str) -> tuple[tuple[str, Amendment], ...]:
    """The verification code of every amended line with what was said of it, in the order it was said."""
    same = [getattr(entry.c, name) == getattr(amendment.c, name) for name in ("authority", "symbol", "year", "number")]
    rows = connection.execute(
        sa.select(entry.c.code, amendment)
        .join(amendment, sa.and_(*same))
        .where(amendment.c.authority == authority)
        .order_by(amendment.c.at, entry.c.code, amendment.c.seq)
    )
    said = [(row.code, _amendment(row)) for row in rows]
    return tuple((code, each) for code, each in said if each.public)


def _amendment(row: sa.Row[Any]) -> Amendment:
    kind: AmendmentKind = row.kind
    return Amendment(kind, dt.datetime.fromisoformat(row.at), row.actor, row.reason, row.changes)


def _key(authority: str, symbol: str, year: int, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    columns = amendment.c
    return columns.authority == authority, columns.symbol == symbol, columns.year == year, columns.number == number


def _line(authority: str, symbol: str, year: int, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    columns = entry.c
    return columns.authority == authority, columns.symbol == symbol, columns.year == year, columns.number == number

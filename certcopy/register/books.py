"""The volumes of the register: opened at their first number, closed with a total (NĐ 23/2015/NĐ-CP, Điều 13).

Whoever takes a number or closes a volume holds the counter's row until commit, so every number falls on one side of
a closing. Numbers go on counting in the next volume of the year; a new year begins at 1, in a new volume or in one
carried over.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from certcopy.domain.register import Volume, next_volume
from certcopy.errors import NoOpenVolume, VolumeOpen
from certcopy.storage.schema import book, counter

FIRST_COUNT = sa.text(
    "INSERT INTO counter (authority, symbol, year, n) VALUES (:authority, :symbol, :year, 0) ON CONFLICT DO NOTHING"
)
VOLUMES = sa.select(book).where(
    *(column == sa.bindparam(column.name) for column in (book.c.authority, book.c.symbol, book.c.year))
)


def volume_for(
    connection: sa.Connection, authority: str, symbol: str, year: int, default: str, at: dt.datetime, actor: str
) -> str:
    """The name of the volume that the number just taken in this transaction belongs to.

    To be called after ``take_number``. Opens a volume where none is open: ``default`` as the first of a year.
    """
    known = volumes(connection, authority, symbol, year)
    if known and known[-1].closed_at is None:
        return known[-1].name
    name = next_volume(known[-1].name) if known else default
    number = connection.execute(sa.select(counter.c.n).where(*_counter(authority, symbol, year))).scalar_one()
    _open(connection, authority, Volume(symbol, year, name, at, actor, number))
    return name


def open_volume(
    connection: sa.Connection, authority: str, symbol: str, year: int, default: str, at: dt.datetime, actor: str
) -> Volume:
    """Open the next volume of a year by hand, before its first number.

    Raises:
        VolumeOpen: one of this year is open.
    """
    connection.execute(FIRST_COUNT, {"authority": authority, "symbol": symbol, "year": year})
    last = _hold_counter(connection, authority, symbol, year)
    known = volumes(connection, authority, symbol, year)
    if known and known[-1].closed_at is None:
        raise VolumeOpen(volume=known[-1].label)
    name = next_volume(known[-1].name) if known else default
    volume = Volume(symbol, year, name, at, actor, last + 1)
    _open(connection, authority, volume)
    return volume


def carry_over(
    connection: sa.Connection, authority: str, symbol: str, year: int, at: dt.datetime, actor: str
) -> Volume:
    """Go on in the last volume of the year before, its ordinals beginning at 1 again; its old part is closed.

    Raises:
        NoOpenVolume: none of the year before is open.
        VolumeOpen: this year has a volume already.
    """
    if known := volumes(connection, authority, symbol, year):
        raise VolumeOpen(volume=known[-1].label)
    closed = close_volume(connection, authority, symbol, year - 1, at, actor)
    return open_volume(connection, authority, symbol, year, closed.name, at, actor)


def close_volume(
    connection: sa.Connection, authority: str, symbol: str, year: int, at: dt.datetime, actor: str
) -> Volume:
    """Close the open volume of a year with its last number; the next number goes to the next volume.

    Raises:
        NoOpenVolume: none is open.
    """
    last = _hold_counter(connection, authority, symbol, year)
    closed = connection.execute(
        book.update()
        .where(*_key(authority, symbol, year), book.c.closed_at.is_(None))
        .values(closed_at=at.isoformat(), closed_by=actor, last_number=last)
        .returning(book)
    ).one_or_none()
    if closed is None:
        raise NoOpenVolume(year=year)
    return _volume(closed)


def volumes(connection: sa.Connection, authority: str, symbol: str, year: int) -> tuple[Volume, ...]:
    """The volumes of a year in the order they were opened."""
    found = map(_volume, connection.execute(VOLUMES, {"authority": authority, "symbol": symbol, "year": year}))
    return tuple(sorted(found, key=lambda each: (each.first_number, each.closed_at is None)))


def years(connection: sa.Connection, authority: str, symbol: str) -> tuple[int, ...]:
    """The years in which numbers were taken, the newest first."""
    wanted = sa.select(counter.c.year).where(counter.c.authority == authority, counter.c.symbol == symbol)
    return tuple(connection.scalars(wanted.order_by(counter.c.year.desc())))


def _hold_counter(connection: sa.Connection, authority: str, symbol: str, year: int) -> int:
    """The last number taken, its row locked until the transaction ends."""
    wanted = sa.select(counter.c.n).where(*_counter(authority, symbol, year)).with_for_update()
    return int(connection.scalar(wanted) or 0)


def _open(connection: sa.Connection, authority: str, volume: Volume) -> None:
    connection.execute(
        book.insert().values(
            authority=authority,
            symbol=volume.symbol,
            year=volume.year,
            volume=volume.name,
            opened_at=volume.opened_at.isoformat(),
            opened_by=volume.opened_by,
            first_number=volume.first_number,
        )
    )


def _volume(row: sa.Row[Any]) -> Volume:
    return Volume(
        symbol=row.symbol,
        year=row.year,
        name=row.volume,
        opened_at=dt.datetime.fromisoformat(row.opened_at),
        opened_by=row.opened_by,
        first_number=row.first_number,
        closed_at=None if row.closed_at is None else dt.datetime.fromisoformat(row.closed_at),
        closed_by=row.closed_by,
        last_number=row.last_number,
    )


def _key(authority: str, symbol: str, year: int) -> tuple[sa.ColumnElement[bool], ...]:
    return book.c.authority == authority, book.c.symbol == symbol, book.c.year == year


def _counter(authority: str, symbol: str, year: int) -> tuple[sa.ColumnElement[bool], ...]:
    return counter.c.authority == authority, counter.c.symbol == symbol, counter.c.year == year

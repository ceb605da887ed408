"""Find lines of one register (authority and symbol), the newest first, page by page.

Words are looked for by their beginnings, in any order, without regard to tones. SQLite answers them from an FTS5 index
whose row numbers are series, year and number; PostgreSQL from a GIN index of beginnings that carry their authority.
Both are made by the migrations.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import heapq
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from certcopy.clock import VIETNAM
from certcopy.domain.office import Certifier
from certcopy.domain.register import Amendment, Line, lost_line
from certcopy.domain.toneless import toneless
from certcopy.register.amendments import amendments_of
from certcopy.register.books import volumes, years
from certcopy.storage.schema import entry

Place = tuple[int, int]
"""Year and number of a line."""

FIRST: Place = (0, 0)
BEYOND: Place = (10_000, 0)
LAST_NUMBER = 2**31 - 1
"""The highest that a column of the database holds."""
LAST_DAY = dt.date(dt.MAXYEAR - 1, 12, 31)
"""The last that can be asked for: there is a day after it."""
MOST_WORDS = 12
LONGEST_BEGINNING = 7
"""Letters; longer words are looked for among the lines that have their beginning."""
NEAR = 2000
"""How many of the newest lines PostgreSQL looks through one by one before it asks the index of words."""

YEAR_SHIFT = 32
SERIES_SHIFT = 48
YEAR_BITS = (1 << (SERIES_SHIFT - YEAR_SHIFT)) - 1
NUMBER_BITS = (1 << YEAR_SHIFT) - 1


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; what is None or empty does not matter. ``since`` and ``until`` are Vietnamese days, both
    included."""

    words: str = ""
    number: int | None = None
    year: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Results:
    """One page of lines; ``next`` is to be given as ``before`` for the page after it, None at the end."""

    lines: tuple[Line, ...]
    next: Place | None


def find(
    connection: sa.Connection, authority: str, symbol: str, query: Query, before: Place | None = None, limit: int = 20
) -> Results:
    """The lines that answer the query, the newest first, from just before a place on."""
    low, high = _bounds(connection, authority, symbol, query)
    high = min(high, before or BEYOND)
    words = toneless(query.words).split()[:MOST_WORDS]
    if query.number is not None:
        found = _numbered(connection, authority, symbol, query.number, low, high, limit + 1)
    elif not words:
        found = _newest(connection, authority, symbol, low, high, limit + 1)
    elif connection.dialect.name == "sqlite":
        found = _by_fts(connection, authority, symbol, words, low, high, limit + 1)
    else:
        found = _by_gin(connection, authority, symbol, words, low, high, limit + 1)
    lines = _lines_at(connection, authority, symbol, found[:limit])
    kept = tuple(line for line in lines if _answers(line, query, words))
    return Results(kept, found[limit - 1] if len(found) > limit else None)


def line_at(connection: sa.Connection, authority: str, symbol: str, place: Place) -> Line | None:
    """The line at a place, or None where there is none."""
    if not (FIRST < place < BEYOND and 0 < place[1] <= LAST_NUMBER):
        return None
    year, number = place
    there = _lines_at(connection, authority, symbol, [place])
    said = amendments_of(connection, authority, symbol, year, (number, number))
    return next(iter([*there, *_lost(connection, authority, symbol, year, said)]), None)


def lines_between(
    connection: sa.Connection, authority: str, symbol: str, since: dt.date, until: dt.date
) -> Iterator[Line]:
    """Every line from the first day to the last, in the order of the book, read as the caller goes."""
    for year in range(since.year, until.year + 1):
        said = amendments_of(connection, authority, symbol, year, (0, LAST_NUMBER))
        rows = connection.execute(
            sa.select(entry)
            .where(
                entry.c.authority == authority,
                entry.c.symbol == symbol,
                entry.c.year == year,
                entry.c.certified_at >= _start(since),
                entry.c.certified_at < _start(until + dt.timedelta(days=1)),
            )
            .order_by(entry.c.number)
            .execution_options(yield_per=1000)
        )
        there = (dataclasses.replace(_line(row), amendments=said.get(row.number, ())) for row in rows)
        lost = [line for line in _lost(connection, authority, symbol, year, said) if since <= _day(line) <= until]
        yield from heapq.merge(there, lost, key=lambda line: line.number)


def _lost(
    connection: sa.Connection, authority: str, symbol: str, year: int, said: Mapping[int, tuple[Amendment, ...]]
) -> list[Line]:
    """What stands for the numbers whose lines are lost, in order."""
    numbers = [number for number, each in said.items() if each[0].kind == "lost"]
    known = volumes(connection, authority, symbol, year) if numbers else ()
    lines = []
    for number in numbers:
        name = next((each.name for each in reversed(known) if each.first_number <= number), "")
        lines.append(lost_line(symbol, year, number, name, said[number]))
    return lines


def _bounds(connection: sa.Connection, authority: str, symbol: str, query: Query) -> tuple[Place, Place]:
    """From which place on, and before which, every line of the asked time stands."""
    low, high = FIRST, BEYOND
    if query.year is not None:
        low, high = (query.year, 0), (query.year + 1, 0)
    if query.since is not None:
        low = max(low, (query.since.year, _edge(connection, authority, symbol, query.since, query.until, first=True)))
    if query.until is not None:
        number = _edge(connection, authority, symbol, query.since, query.until, first=False)
        high = min(high, (query.until.year, number + 1))
    return low, high


def _edge(
    connection: sa.Connection,
    authority: str,
    symbol: str,
    since: dt.date | None,
    until: dt.date | None,
    *,
    first: bool,
) -> int:
    """The lowest number of the first year, or the highest of the last year, that was given in the asked time."""
    day = since if first else until
    assert day is not None  # noqa: S101  (asked for only where there is one)
    start = max(since or dt.date(day.year, 1, 1), dt.date(day.year, 1, 1))
    end = min(until or dt.date(day.year, 12, 31), dt.date(day.year, 12, 31))
    edge = sa.func.min(entry.c.number) if first else sa.func.max(entry.c.number)
    found = connection.scalar(
        sa.select(edge).where(
            entry.c.authority == authority,
            entry.c.symbol == symbol,
            entry.c.certified_at >= _start(start),
            entry.c.certified_at < _start(end + dt.timedelta(days=1)),
        )
    )
    return int(found) if found is not None else (LAST_NUMBER if first else 0)


def _numbered(
    connection: sa.Connection, authority: str, symbol: str, number: int, low: Place, high: Place, limit: int
) -> list[Place]:
    known = [(year, number) for year in years(connection, authority, symbol)]
    wanted = [place for place in known if low <= place < high]
    return [(line.year, line.number) for line in _lines_at(connection, authority, symbol, wanted)][:limit]


def _newest(connection: sa.Connection, authority: str, symbol: str, low: Place, high: Place, limit: int) -> list[Place]:
    return _places(connection, _standing(authority, symbol, low, high).limit(limit))


def _by_fts(
    connection: sa.Connection, authority: str, symbol: str, words: list[str], low: Place, high: Place, limit: int
) -> list[Place]:
    series = connection.scalar(
        sa.text("SELECT id FROM search_series WHERE authority = :authority AND symbol = :symbol"),
        {"authority": authority, "symbol": symbol},
    )
    if series is None:
        return []
    rows = connection.scalars(
        sa.text(
            "SELECT rowid FROM search WHERE search MATCH :words AND rowid >= :low AND rowid < :high "
            "ORDER BY rowid DESC LIMIT :limit"
        ),
        {
            "words": " ".join(f'"{word}"*' for word in words),
            "low": _row_number(series, low),
            "high": _row_number(series, high),
            "limit": limit,
        },
    )
    return [((row >> YEAR_SHIFT) & YEAR_BITS, row & NUMBER_BITS) for row in rows]


def _row_number(series: int, place: Place) -> int:
    return (series << SERIES_SHIFT) + (place[0] << YEAR_SHIFT) + place[1]


ROOM = sa.text("SELECT set_config('work_mem', '64MB', true)")
"""Until the transaction ends. In less, the index names pages instead of lines where there are millions, and each line
of a page has to be read again: half a minute for what takes less than a second."""


def _by_gin(
    connection: sa.Connection, authority: str, symbol: str, words: list[str], low: Place, high: Place, limit: int
) -> list[Place]:
    """Common words stand among the newest lines; for rare ones the index names few lines. ``OFFSET 0`` keeps the
    planner from going through the whole register beside it."""
    near = _standing(authority, symbol, low, high).add_columns(entry.c.search).limit(NEAR).subquery("near")
    some = sa.select(near.c.year, near.c.number).where(*_words_in(near.c.search, words))
    found = _places(connection, some.order_by(near.c.year.desc(), near.c.number.desc()).limit(limit))
    if len(found) == limit:
        return found
    connection.execute(ROOM)
    beginnings = [f"{authority}:{word[:LONGEST_BEGINNING]}" for word in words]
    indexed = sa.func.search_prefixes(entry.c.authority, entry.c.search).op("@>")(sa.cast(beginnings, ARRAY(sa.Text)))
    every = sa.select(entry.c.symbol, entry.c.year, entry.c.number, entry.c.search).where(indexed)
    named = every.offset(0).subquery("named")
    place = sa.tuple_(named.c.year, named.c.number)
    long = [word for word in words if len(word) > LONGEST_BEGINNING]
    rest = sa.select(named.c.year, named.c.number).where(
        named.c.symbol == symbol, place >= low, place < high, *_words_in(named.c.search, long)
    )
    return _places(connection, rest.order_by(named.c.year.desc(), named.c.number.desc()).limit(limit))


def _words_in(text: sa.ColumnElement[str], words: list[str]) -> list[sa.ColumnElement[bool]]:
    return [(" " + text).like(f"% {word}%") for word in words]


def _standing(authority: str, symbol: str, low: Place, high: Place) -> sa.Select[Any]:
    return (
        sa.select(entry.c.year, entry.c.number)
        .where(*_within(authority, symbol, low, high))
        .order_by(entry.c.year.desc(), entry.c.number.desc())
    )


def _within(authority: str, symbol: str, low: Place, high: Place) -> tuple[sa.ColumnElement[bool], ...]:
    place = sa.tuple_(entry.c.year, entry.c.number)
    return entry.c.authority == authority, entry.c.symbol == symbol, place >= low, place < high


def _places(connection: sa.Connection, wanted: sa.Select[Any]) -> list[Place]:
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _lines_at(connection: sa.Connection, authority: str, symbol: str, places: list[Place]) -> list[Line]:
    lines: list[Line] = []
    for year in sorted({place[0] for place in places}, reverse=True):
        numbers = [place[1] for place in places if place[0] == year]
        said = amendments_of(connection, authority, symbol, year, (min(numbers), max(numbers)))
        rows = connection.execute(
            sa.select(entry)
            .where(
                entry.c.authority == authority,
                entry.c.symbol == symbol,
                entry.c.year == year,
                entry.c.number.in_(numbers),
            )
            .order_by(entry.c.number.desc())
        )
        lines += [dataclasses.replace(_line(row), amendments=said.get(row.number, ())) for row in rows]
    return lines


def _answers(line: Line, query: Query, words: list[str]) -> bool:
    """Whether the line is of the asked days, should the clock have jumped when it was written, and has the words."""
    day = _day(line)
    in_time = (query.since or day) <= day <= (query.until or day)
    return in_time and (query.number is None or not words or _has_words(line, words))


def _day(line: Line) -> dt.date:
    return line.at.astimezone(VIETNAM).date()


def _has_words(line: Line, words: list[str]) -> bool:
    changed = " ".join(value for each in line.amendments for value in each.changes.values())
    known = toneless(f"{line.requester} {line.title} {changed}").split()
    return all(any(each.startswith(word) for each in known) for word in words)


def _start(day: dt.date) -> str:
    return dt.datetime(day.year, day.month, day.day, tzinfo=VIETNAM).isoformat()


def _line(row: sa.Row[Any]) -> Line:
    return Line(
        number=row.number,
        year=row.year,
        symbol=row.symbol,
        volume=row.volume,
        digits=row.digits,
        dossier=row.dossier,
        at=dt.datetime.fromisoformat(row.certified_at),
        requester=row.requester,
        title=row.title,
        certifier=Certifier(**row.certifier),
        pages=row.pages,
        copies=row.copies,
        fee=row.fee,
        note=row.note,
        code=row.code,
    )

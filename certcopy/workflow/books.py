"""The books of the register: looked into, corrected, closed, printed, handed over as tables."""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import sqlalchemy as sa

from certcopy.domain.register import Amendment, Line, Part, Volume
from certcopy.errors import BadValue, MissingValue, UnknownNumber
from certcopy.register import books, journal
from certcopy.register.amendments import CORRECTABLE, amend
from certcopy.register.entries import entry_of
from certcopy.register.search import Place, Query, Results, find, line_at, lines_between
from certcopy.register.tables import write_csv, write_xlsx
from certcopy.workflow import bell
from certcopy.workflow.house import House
from certcopy.workflow.strike import owe_leaf

LONGEST = 500
"""Letters of a corrected value or a reason."""


def search(house: House, query: Query, actor: str, before: Place | None = None, limit: int = 20) -> Results:
    """One page of lines, the newest first; the look is journalled before anybody sees it; the words are not."""
    with house.database.read() as connection:
        results = find(connection, house.authority, _symbol(house), query, before, limit)
    _note_look(house, actor, None, {"what": "search", "lines": len(results.lines)})
    return results


def look(house: House, year: int, number: int, actor: str) -> Line:
    """One line with its amendments; the look is journalled.

    Raises:
        UnknownNumber: there is no such line.
    """
    with house.database.read() as connection:
        line = _line(connection, house, year, number)
    facts: journal.Facts = {"what": "line", "number": number, "year": year, "symbol": line.symbol}
    _note_look(house, actor, line.dossier or None, facts)
    return line


def correct(house: House, year: int, number: int, changes: Mapping[str, str], reason: str, actor: str) -> Line:
    """Say what a line should read (``requester``, ``title``, ``note``), and why. The line itself stays as it is; the
    public log hears that it was corrected.

    Raises:
        UnknownNumber: there is no such line.
        MissingValue: nothing is corrected, or no reason is given.
        BadValue: another column, or a text too long.
    """
    said = {name: _tidy(name, value) for name, value in changes.items()}
    if not said:
        raise MissingValue(name="changes")
    if unknown := [name for name in said if name not in CORRECTABLE]:
        raise BadValue(name=unknown[0])
    correction = Amendment("correction", house.clock(), actor, _tidy("reason", reason), said)
    with house.database.write() as connection:
        _line(connection, house, year, number)
        amend(connection, house.authority, _symbol(house), year, number, correction)
        line = _line(connection, house, year, number)
        facts: journal.Facts = {"number": number, "year": year, "columns": ", ".join(sorted(said))}
        if (entry := entry_of(connection, line.dossier)) is not None:
            owe_leaf(connection, house.authority, entry, correction.at, "correct", entry.copy_digest)
            bell.ring(connection, entry.dossier)
        journal.write(connection, correction.at, actor, "corrected", line.dossier, facts)
        return line


def volumes(house: House, year: int) -> tuple[Volume, ...]:
    """The volumes of a year in order."""
    with house.database.read() as connection:
        return books.volumes(connection, house.authority, _symbol(house), year)


def years(house: House) -> tuple[int, ...]:
    """The years of the register, the newest first."""
    with house.database.read() as connection:
        return books.years(connection, house.authority, _symbol(house))


def open_volume(house: House, year: int, actor: str, *, carried: bool = False) -> Volume:
    """Open the next volume of a year before its first number; ``carried``: go on in last year's.

    Raises:
        VolumeOpen: one is open already.
        NoOpenVolume: there is none to carry over.
    """
    key = house.authority, _symbol(house), year
    with house.database.write() as connection:
        at = house.clock()
        if carried:
            volume = books.carry_over(connection, *key, at, actor)
        else:
            volume = books.open_volume(connection, *key, house.office.book.volume, at, actor)
        journal.write(connection, at, actor, "volume_opened", None, {"volume": volume.label})
        return volume


def close_volume(house: House, year: int, actor: str) -> Volume:
    """Close the open volume of a year with its total; the next number opens the next.

    Raises:
        NoOpenVolume: none is open.
    """
    with house.database.write() as connection:
        at = house.clock()
        volume = books.close_volume(connection, house.authority, _symbol(house), year, at, actor)
        facts: journal.Facts = {"volume": volume.label, "last": volume.last_number, "total": volume.total}
        journal.write(connection, at, actor, "volume_closed", None, facts)
        return volume


def print_month(house: House, year: int, month: int, actor: str) -> bytes:
    """The month's lines as PDF/A, volume by volume, to be bound (NĐ 23/2015/NĐ-CP, Điều 13)."""
    last = calendar.monthrange(year, month)[1]
    return _printed(house, dt.date(year, month, 1), dt.date(year, month, last), f"Tháng {month:02} năm {year}", actor)


def print_year(house: House, year: int, actor: str) -> bytes:
    """The whole year merged, each closed volume with its closing certification."""
    return _printed(house, dt.date(year, 1, 1), dt.date(year, 12, 31), f"Năm {year}", actor)


def export(house: House, file: BinaryIO, since: dt.date, until: dt.date, kind: str, actor: str) -> None:
    """Write the lines of these days as ``csv`` or ``xlsx``, each as entered, with its amendments in words.

    Raises:
        BadValue: another kind of table.
    """
    if kind not in ("csv", "xlsx"):
        raise BadValue(name="kind")
    _note_period(house, kind, since, until, actor)
    with house.database.read() as connection:
        lines = lines_between(connection, house.authority, _symbol(house), since, until)
        if kind == "csv":
            write_csv(file, lines)
        else:
            write_xlsx(file, lines, house.clock())


def _printed(house: House, since: dt.date, until: dt.date, period: str, actor: str) -> bytes:
    from certcopy.document.register_print import print_register

    _note_period(house, "print", since, until, actor)
    with house.database.read() as connection:
        known = books.volumes(connection, house.authority, _symbol(house), since.year)
        lines = tuple(lines_between(connection, house.authority, _symbol(house), since, until))
    return print_register(_parts(known, lines, house, since), house.office, period, house.clock())


def _parts(known: Iterable[Volume], lines: tuple[Line, ...], house: House, since: dt.date) -> Iterator[Part]:
    held: dict[str, list[Line]] = {}
    for line in lines:
        held.setdefault(line.volume, []).append(line)
    if not held:
        empty = Volume(_symbol(house), since.year, house.office.book.volume, house.clock(), "", 1)
        yield Part(next(iter(known), empty), (), closing=False)
    for volume in known:
        if here := held.get(volume.name):
            yield Part(volume, tuple(here), closing=here[-1].number == volume.last_number)


def _note_period(house: House, what: str, since: dt.date, until: dt.date, actor: str) -> None:
    _note_look(house, actor, None, {"what": what, "since": since.isoformat(), "until": until.isoformat()})


def _note_look(house: House, actor: str, dossier: str | None, facts: journal.Facts) -> None:
    with house.database.write() as connection:
        journal.write(connection, house.clock(), actor, "looked", dossier, facts)


def _line(connection: sa.Connection, house: House, year: int, number: int) -> Line:
    line = line_at(connection, house.authority, _symbol(house), (year, number))
    if line is None:
        raise UnknownNumber(number=number, year=year)
    return line


def _tidy(name: str, value: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", value).split())
    if not tidy:
        raise MissingValue(name=name)
    if len(tidy) > LONGEST:
        raise BadValue(name=name)
    return tidy


def _symbol(house: House) -> str:
    return house.office.book.symbol

"""Record: what the register says to anyone of a copy that this office issued."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from certcopy.domain.certification import Certification, plain_code
from certcopy.domain.dossier import State
from certcopy.domain.public_record import PublicRecord
from certcopy.domain.register import Amendment
from certcopy.errors import UnknownCopy
from certcopy.register.amendments import amendments_of
from certcopy.register.entries import Entry, entry_by_code, entry_by_copy
from certcopy.storage.schema import dossier
from certcopy.workflow.house import House


def record_by_code(house: House, typed: str) -> PublicRecord:
    """The public facts of the copy with this verification code, however it was typed.

    Raises:
        UnknownCopy: no copy that was issued or given up carries it.
    """
    with house.database.read() as connection:
        entry = entry_by_code(connection, plain_code(typed))
        if entry is None or (record := _record(connection, house, entry)) is None:
            raise UnknownCopy
        return record


def record_by_digest(house: House, sha256: str) -> PublicRecord | None:
    """The public facts of the file with this SHA-256 (hexadecimal), or None where this office did not issue it."""
    with house.database.read() as connection:
        entry = entry_by_copy(connection, sha256)
        return None if entry is None else _record(connection, house, entry)


PUBLIC: dict[State, State] = {
    State.ISSUED: State.ISSUED,
    State.DELIVERED: State.ISSUED,
    State.VOIDED: State.VOIDED,
    State.REVOKED: State.REVOKED,
}
"""The states of a numbered dossier that the public sees, as it sees them."""


def _record(connection: sa.Connection, house: House, entry: Entry) -> PublicRecord | None:
    state = connection.execute(sa.select(dossier.c.state).where(dossier.c.id == entry.dossier)).scalar_one()
    if state not in PUBLIC:
        return None
    certification = entry.certification
    said = _said_of(connection, house.authority, certification)
    return PublicRecord(
        agency=house.office.agency.name,
        number=certification.printed_number,
        book=f"{certification.book.volume}/{certification.year} - {certification.book.symbol}",
        certified_on=certification.at.date(),
        pages=certification.pages,
        state=PUBLIC[state],
        ended_on=_last(said, ended=True),
        test=house.office.test,
        corrected_on=_last(said, ended=False),
    )


def _said_of(connection: sa.Connection, authority: str, certification: Certification) -> tuple[Amendment, ...]:
    line = (certification.book.symbol, certification.year, (certification.number, certification.number))
    return amendments_of(connection, authority, *line).get(certification.number, ())


def _last(said: tuple[Amendment, ...], *, ended: bool) -> dt.date | None:
    """The day of the last amendment that ended the entry, or that corrected it."""
    of_kind = (each for each in reversed(said) if each.public and (each.kind != "correction") is ended)
    return next((each.at.date() for each in of_kind), None)

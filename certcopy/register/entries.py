"""The register's rows: one certification each, with every column of the form (NĐ 23/2015/NĐ-CP, Điều 13)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import sqlalchemy as sa

from certcopy.domain.certification import Certification
from certcopy.domain.office import Book, Certifier, Clerk
from certcopy.domain.toneless import toneless
from certcopy.storage.schema import entry

ENTER = entry.insert()
COLUMNS = tuple(column.label(f"entry_{column.name}") for column in entry.c)
"""The columns of an entry as ``entry_in`` reads them, to be selected alone or beside those of a dossier."""


def enter(connection: sa.Connection, authority: str, dossier: str, certification: Certification) -> None:
    """Write the row of a certification; its number must be fresh from ``take_number`` in this transaction."""
    line = {
        "authority": authority,
        "symbol": certification.book.symbol,
        "year": certification.year,
        "number": certification.number,
        "volume": certification.book.volume,
        "digits": certification.book.digits,
        "dossier": dossier,
        "certified_at": certification.at.isoformat(),
        "requester": certification.requester,
        "title": certification.title,
        "certifier": dataclasses.asdict(certification.certifier),
        "converter": dataclasses.asdict(certification.converter),
        "pages": certification.pages,
        "copies": 1,
        "fee": certification.fee,
        "search": toneless(f"{certification.requester} {certification.title}"),
        "note": "",
        "code": certification.code,
    }
    connection.execute(ENTER, line)


def attach_copy(connection: sa.Connection, dossier: str, digest: str) -> None:
    """Name the signed copy of an entry; done once, when the dossier becomes issued."""
    connection.execute(
        entry.update().where(entry.c.dossier == dossier, entry.c.copy_digest.is_(None)).values(copy_digest=digest)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A row as read back: the certification, its dossier, and the digest of the copy once it is signed."""

    certification: Certification
    dossier: str
    copy_digest: str | None


def entry_of(connection: sa.Connection, dossier: str) -> Entry | None:
    """The entry of a dossier, or None where no number was taken."""
    return _one(connection, entry.c.dossier == dossier)


def entry_by_code(connection: sa.Connection, code: str) -> Entry | None:
    """The entry with this verification code."""
    return _one(connection, entry.c.code == code)


def entry_by_copy(connection: sa.Connection, digest: str) -> Entry | None:
    """The entry whose signed copy has this digest."""
    return _one(connection, entry.c.copy_digest == digest)


def _one(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Entry | None:
    row = connection.execute(sa.select(*COLUMNS).where(condition)).one_or_none()
    return None if row is None else entry_in(row)


def entry_in(row: sa.Row[Any]) -> Entry | None:
    """The entry in a row that has its ``COLUMNS``, or None where they are all empty."""
    if row.entry_number is None:
        return None
    certification = Certification(
        number=row.entry_number,
        year=row.entry_year,
        book=Book(volume=row.entry_volume, symbol=row.entry_symbol, digits=row.entry_digits),
        at=dt.datetime.fromisoformat(row.entry_certified_at),
        requester=row.entry_requester,
        title=row.entry_title,
        certifier=Certifier(**row.entry_certifier),
        converter=Clerk(**row.entry_converter),
        pages=row.entry_pages,
        fee=row.entry_fee,
        code=row.entry_code,
    )
    return Entry(certification=certification, dossier=row.entry_dossier, copy_digest=row.entry_copy_digest)

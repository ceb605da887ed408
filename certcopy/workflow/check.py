"""Check: any PDF is read by the verification room in a child process, and looked up in our register."""

from __future__ import annotations

import dataclasses
import datetime as dt

from certcopy.confine import Limits, run
from certcopy.domain.certification import plain_code
from certcopy.domain.dossier import State
from certcopy.errors import UnknownCopy
from certcopy.register.entries import Entry, entry_by_code, entry_by_copy
from certcopy.storage.objects import digest_of
from certcopy.verification.report import Report
from certcopy.verification.verdict import verify
from certcopy.workflow.house import House

CHECK_LIMITS = Limits(seconds=20, mebibytes=2048)


@dataclasses.dataclass(frozen=True, slots=True)
class PublicRecord:
    """What anyone may know of an issued copy: no name, no document."""

    agency: str
    number: str
    book: str
    certified_on: dt.date
    pages: int
    state: State
    test: bool


def check_bytes(pdf: bytes, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """The verdict on a PDF.

    Raises:
        NotAPdf, UnreadablePdf: it cannot be read.
        Overrun: reading it took more time or memory than a file deserves.
    """
    report: Report = run(verify, pdf, anchors, at, returns=Report, limits=CHECK_LIMITS)
    return report


def record_by_code(house: House, typed: str) -> PublicRecord:
    """The public facts of the copy with this verification code, however it was typed.

    Raises:
        UnknownCopy: no issued copy carries it.
    """
    with house.database.read() as connection:
        entry = entry_by_code(connection, plain_code(typed))
    if entry is None or entry.copy_digest is None:
        raise UnknownCopy
    return _record(house, entry)


def record_of_copy(house: House, pdf: bytes) -> PublicRecord | None:
    """The public facts of this very file, or None where this office did not issue it."""
    with house.database.read() as connection:
        entry = entry_by_copy(connection, digest_of(pdf))
    return None if entry is None else _record(house, entry)


def _record(house: House, entry: Entry) -> PublicRecord:
    certification = entry.certification
    return PublicRecord(
        agency=house.office.agency.name,
        number=certification.printed_number,
        book=f"{certification.book.volume}/{certification.year} - {certification.book.symbol}",
        certified_on=certification.at.date(),
        pages=certification.pages,
        state=State.ISSUED,
        test=house.office.test,
    )

"""Check: any PDF is read by the verification room in a child process, and looked up in our register."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import pathlib

import sqlalchemy as sa

from certcopy.confine import Limits, run
from certcopy.domain.certification import Certification, plain_code
from certcopy.domain.dossier import State
from certcopy.domain.register import Amendment
from certcopy.errors import StoreDamaged, UnknownCopy
from certcopy.register.amendments import amendments_of
from certcopy.register.entries import Entry, entry_by_code, entry_by_copy
from certcopy.storage.passing import passing_folder
from certcopy.storage.schema import dossier
from certcopy.verification.code_picture import Documents, Given, check_picture
from certcopy.verification.digest_only import SignatureBlock, verify_blocks
from certcopy.verification.report import Report
from certcopy.verification.signed_code import CodeReport
from certcopy.verification.verdict import verify, verify_file
from certcopy.workflow.house import House
from certcopy.workflow.images import lay_out

CHECK_LIMITS = Limits(seconds=10, mebibytes=512)
BLOCK_LIMITS = Limits(seconds=10, mebibytes=1024)


@dataclasses.dataclass(frozen=True, slots=True)
class PublicRecord:
    """What anyone may know of a numbered copy: no name, no document.

    ``state`` is issued, voided or revoked, in the two last cases since ``ended_on``. That an issued copy was
    delivered is not said. ``corrected_on`` is when requester or title were last corrected in the register: not how.
    """

    agency: str
    number: str
    book: str
    certified_on: dt.date
    pages: int
    state: State
    ended_on: dt.date | None
    test: bool
    corrected_on: dt.date | None = None

    @property
    def counts(self) -> bool:
        """Whether the register stands by the copy."""
        return self.state is State.ISSUED


def check_bytes(pdf: bytes, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """The verdict on a PDF.

    Raises:
        NotAPdf, UnreadablePdf: it cannot be read.
        Overrun: reading it took more time or memory than a file deserves.
    """
    report: Report = run(verify, pdf, anchors, at, returns=Report, limits=CHECK_LIMITS)
    return report


def check_file(pdf: pathlib.Path, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """The verdict on a PDF that is a file already; raises as ``check_bytes`` does."""
    report: Report = run(verify_file, str(pdf), anchors, at, returns=Report, limits=CHECK_LIMITS)
    return report


def check_blocks(
    house: House, blocks: tuple[SignatureBlock, ...], size: int, sha256: str
) -> tuple[Report, PublicRecord | None]:
    """The verdict on a file that stays with its holder, from its signatures and digests (hexadecimal ``sha256``).

    Where the digest is that of a copy we issued, the same bytes are in our store: then they are verified whole. Of any
    other file only its signatures are known, and the verdict is never *valid*.

    Raises:
        Overrun: reading the signatures took more time or memory than they deserve.
    """
    with house.database.read() as connection:
        entry = entry_by_copy(connection, sha256)
        record = None if entry is None else _record(connection, house, entry)
    if entry is not None and (found := _check_stored(house, sha256)) is not None:
        return found, record
    arguments = (blocks, size, sha256, house.anchors(), house.clock())
    report: Report = run(verify_blocks, *arguments, returns=Report, limits=BLOCK_LIMITS)
    return report, record


def _check_stored(house: House, digest: str) -> Report | None:
    with contextlib.suppress(StoreDamaged), passing_folder() as room:
        return check_file(lay_out(house.objects, digest, room), house.anchors(), house.clock())
    return None


def check_print(picture: Given, documents: Documents, at: dt.datetime) -> tuple[CodeReport, ...]:
    """The verdict on every signed code in a picture of a print.

    Raises:
        BadPicture, NoCodeFound, BadCodeDocument: as ``verification.code_picture.check_picture`` says.
        Overrun: reading it took more time or memory than a picture deserves.
    """
    found: tuple[CodeReport, ...] = run(
        check_picture, picture, documents, at, returns=tuple[CodeReport, ...], limits=CHECK_LIMITS
    )
    return found


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

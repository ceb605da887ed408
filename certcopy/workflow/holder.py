"""Holder: who has a copy, and so its verification code, sees a little more than anybody else may."""

from __future__ import annotations

import dataclasses
import datetime as dt

from certcopy.confine import Limits, run
from certcopy.document.tasks import thumbnail
from certcopy.domain.certification import plain_code
from certcopy.domain.public_record import PublicRecord
from certcopy.domain.signed_code import masked
from certcopy.errors import UnknownCopy
from certcopy.register.amendments import amendments_of
from certcopy.register.entries import Entry, entry_by_code
from certcopy.storage.passing import passing_folder
from certcopy.workflow.house import House
from certcopy.workflow.images import lay_out
from certcopy.workflow.look import note_thumbnail
from certcopy.workflow.record import record_by_code

PICTURE_LIMITS = Limits(seconds=10, mebibytes=1024)


@dataclasses.dataclass(frozen=True, slots=True)
class HeldCopy:
    """What the holder of a copy may compare with it: the public record, the name of the original, the requester with
    only the last word of the name whole, and since when the register's line stands corrected, if it does."""

    record: PublicRecord
    title: str
    requester: str
    certifier: str
    corrected_on: dt.date | None


def held_copy(house: House, typed: str) -> HeldCopy:
    """The copy with this verification code, however it was typed.

    Raises:
        UnknownCopy: no copy that was issued or given up carries it.
    """
    record = record_by_code(house, typed)
    entry = _entry(house, typed)
    said = entry.certification
    return HeldCopy(record, said.title, masked(said.requester), said.certifier.name, _corrected_on(house, entry))


def page_picture(house: House, typed: str, number: int) -> bytes | None:
    """Page ``number`` (from 1) of the copy as a small JPEG, or None where there is none to show; the look is noted.

    Raises:
        UnknownCopy: no copy that stands carries this code.
        StoreDamaged: the copy is missing or changed.
        Overrun: drawing it took more time or memory than it deserves.
    """
    entry = _entry(house, typed)
    if not record_by_code(house, typed).counts or entry.copy_digest is None:
        raise UnknownCopy
    with passing_folder() as room:
        copy = lay_out(house.objects, entry.copy_digest, room)
        picture: bytes | None = run(thumbnail, str(copy), number, returns=bytes | None, limits=PICTURE_LIMITS)
    if picture is not None:
        note_thumbnail(house, entry.dossier, number)
    return picture


def _entry(house: House, typed: str) -> Entry:
    with house.database.read() as connection:
        entry = entry_by_code(connection, plain_code(typed))
    if entry is None:
        raise UnknownCopy
    return entry


def _corrected_on(house: House, entry: Entry) -> dt.date | None:
    said = entry.certification
    line = (said.book.symbol, said.year, (said.number, said.number))
    with house.database.read() as connection:
        amendments = amendments_of(connection, house.authority, *line).get(said.number, ())
    return next((each.at.date() for each in reversed(amendments) if each.kind == "correction"), None)

"""Look: whoever sees a person's data leaves a line in the journal."""

from __future__ import annotations

import contextlib
from typing import BinaryIO

from certcopy.domain.layers import parted
from certcopy.domain.page import PageImage, Reading
from certcopy.ocr.tasks import composite
from certcopy.pool import shared
from certcopy.register import journal
from certcopy.workflow.dossiers import Dossier, look_up, recent
from certcopy.workflow.house import House
from certcopy.workflow.issue import copy_of
from certcopy.workflow.read import reading_of
from certcopy.workflow.stack import Stack, image_in, stack_of


def as_seen(image: PageImage) -> bytes:
    """The page as one JPEG that any browser shows: its own bytes, or both its layers put together."""
    if parted(image.jpeg)[1] is None:
        return image.jpeg
    seen: bytes = shared().run(composite, image, returns=bytes)
    return seen


def open_dossier(house: House, dossier_id: str, actor: str) -> Stack:
    """A dossier with its requester and its pages, for a person to see.

    Raises:
        UnknownDossier: there is none with this identifier here.
    """
    stack = stack_of(house, dossier_id)
    _note(house, actor, "opened", dossier_id, {})
    return stack


def list_recent(house: House, actor: str, limit: int) -> tuple[Dossier, ...]:
    """The newest dossiers with their requesters, for a person to see."""
    dossiers = recent(house, limit)
    if dossiers:
        _note(house, actor, "listed", None, {"dossiers": len(dossiers)})
    return dossiers


def open_page(house: House, dossier_id: str, number: int, actor: str) -> PageImage | None:
    """One page of the copy, counted from 1, or None where there is no such page.

    Raises:
        UnknownDossier: there is none with this identifier here.
        NoSuchAddress, StoreDamaged: as ``stack.image_in`` says.
    """
    stack = stack_of(house, dossier_id)
    image = image_in(house, stack, stack.pages, number)
    if image is not None:
        _note(house, actor, "page_seen", dossier_id, {"page": number})
    return image


def open_reading(house: House, dossier_id: str, actor: str) -> Reading | None:
    """What was read off the pages, or None where the machine has not come to it.

    Raises:
        UnknownDossier: there is none with this identifier here.
        StoreDamaged: the reading is missing or changed.
    """
    reading = reading_of(house, look_up(house, dossier_id))
    if reading is not None:
        _note(house, actor, "reading_seen", dossier_id, {})
    return reading


def open_scan(house: House, dossier_id: str, number: int, actor: str) -> PageImage | None:
    """One page as it was scanned, whatever was done to it since; else as ``open_page``."""
    stack = stack_of(house, dossier_id)
    image = image_in(house, stack, stack.scans, number)
    if image is not None:
        _note(house, actor, "scan_seen", dossier_id, {"page": number})
    return image


def open_copy(house: House, dossier_id: str, actor: str) -> BinaryIO:
    """The certified copy, for somebody of this office to see; whoever asked closes it.

    Raises:
        UnknownDossier, NotIssuedYet, CopyRevoked: as ``issue.copy_of`` says.
    """
    with contextlib.ExitStack() as unless_noted:
        copy = unless_noted.enter_context(copy_of(house, dossier_id))
        note_copy(house, dossier_id, actor)
        unless_noted.pop_all()
    return copy


def note_thumbnail(house: House, dossier_id: str, number: int) -> None:
    """Somebody who knows the verification code has seen a small picture of a page."""
    _note(house, "holder", "thumbnail_seen", dossier_id, {"page": number})


def note_copy(house: House, dossier_id: str, actor: str) -> None:
    """Somebody has had the certified copy."""
    _note(house, actor, "copy_seen", dossier_id, {})


def _note(house: House, actor: str, event: str, dossier_id: str | None, facts: journal.Facts) -> None:
    with house.database.write() as connection:
        journal.write(connection, house.clock(), actor, event, dossier_id, facts)

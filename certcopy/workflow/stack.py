"""The stack of a dossier: its scanned pages, what is done to them and the pages of its copy, all as of one moment.
Between two looks a clerk may hand in other pages, and the machine may have read them again."""

from __future__ import annotations

import dataclasses

from certcopy.domain.page import PageImage
from certcopy.workflow.dossiers import Dossier, find, page_images, scan_images, unless_erased
from certcopy.workflow.edits import History, history_of
from certcopy.workflow.house import House
from certcopy.workflow.images import fetched


@dataclasses.dataclass(frozen=True, slots=True)
class Stack:
    """The bytes of ``scans`` and of ``pages`` stay in the store; there are none of either once they were erased."""

    dossier: Dossier
    history: History
    scans: tuple[PageImage, ...]
    pages: tuple[PageImage, ...]


def stack_of(house: House, dossier_id: str) -> Stack:
    """The pages of a dossier as they lie now.

    Raises:
        UnknownDossier: there is none with this identifier here.
    """
    with house.database.read() as connection:
        dossier = find(connection, house.authority, dossier_id)
        return Stack(
            dossier,
            history_of(connection, dossier),
            scan_images(connection, dossier_id),
            page_images(connection, dossier_id),
        )


def image_in(house: House, stack: Stack, images: tuple[PageImage, ...], number: int) -> PageImage | None:
    """One of these images of the stack with its bytes, counted from 1, or None where there are not so many.

    Raises:
        NoSuchAddress: it was erased meanwhile.
        StoreDamaged: it is missing or changed.
    """
    if not 1 <= number <= len(images):
        return None
    with unless_erased(house, stack.dossier.id):
        return fetched(house.objects, images[number - 1])

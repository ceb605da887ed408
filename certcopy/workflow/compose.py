"""Compose: the pages of a copy become one PDF, unsigned, in a child process."""

from __future__ import annotations

import datetime as dt
import pathlib

from certcopy.confine import Limits, run
from certcopy.document.tasks import COPY, compose_in_folder
from certcopy.domain.certification import Certification
from certcopy.domain.office import Office
from certcopy.domain.page import Page
from certcopy.domain.signature import Slots
from certcopy.storage.objects import ObjectStore
from certcopy.workflow.images import lay_out

COMPOSE_LIMITS = Limits(seconds=120, mebibytes=4096)


def compose(
    store: ObjectStore,
    room: pathlib.Path,
    pages: tuple[Page, ...],
    certification: Certification,
    office: Office,
    at: dt.datetime,
    code: str,
) -> tuple[pathlib.Path, Slots]:
    """The copy as a file of a passing folder, and where its signatures go.

    Raises:
        CodeUnreadable, NoPages, BadProfile: as ``readback.compose_in_folder`` says.
        Overrun: composing took more time or memory than a copy deserves.
    """
    for page in pages:
        lay_out(store, page.image.digest, room)
    arguments = str(room), pages, certification, office, at, code
    slots: Slots = run(compose_in_folder, *arguments, returns=Slots, limits=COMPOSE_LIMITS)
    return room / COPY, slots

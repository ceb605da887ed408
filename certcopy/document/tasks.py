"""What children are asked for in this room.

Each task is named here and imported where it is done, so that whoever asks starts without the libraries it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from certcopy.domain.certification import Certification
    from certcopy.domain.office import Office
    from certcopy.domain.page import Page
    from certcopy.domain.signature import Slots

COPY = "copy.pdf"
"""The name of the file that ``compose_in_folder`` leaves."""


def compose_in_folder(
    folder: str, pages: tuple[Page, ...], certification: Certification, office: Office, at: dt.datetime, code: str
) -> Slots:
    """As ``readback.compose_in_folder``."""
    from certcopy.document import readback

    return readback.compose_in_folder(folder, pages, certification, office, at, code)


def thumbnail(pdf: str, number: int) -> bytes | None:
    """As ``thumbnail.thumbnail``."""
    from certcopy.document import thumbnail as small_page

    return small_page.thumbnail(pdf, number)

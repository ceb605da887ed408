"""Preview: an edited page as it will be, small, without storing anything."""

from __future__ import annotations

from certcopy.confine import Limits, run
from certcopy.domain.edit import PageEdit
from certcopy.domain.page import PageImage
from certcopy.ocr.tasks import preview as draw

PREVIEW_LIMITS = Limits(seconds=30, mebibytes=4096)


def preview(scan: PageImage, edit: PageEdit, side: int) -> bytes:
    """The page as a JPEG of at most ``side`` pixels along its longer side, drawn in a child process.

    Raises:
        Overrun: the child reached its limits.
    """
    drawn: bytes = run(draw, scan, edit, side, returns=bytes, limits=PREVIEW_LIMITS)
    return drawn

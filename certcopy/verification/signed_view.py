"""What was signed, as pictures: the pages of the revision that one signature covers."""

from __future__ import annotations

import io

from PIL import Image

from certcopy.errors import UnreadablePdf
from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.rendering import open_drawing

MOST_PAGES = 20


def signed_pages(pdf: Pdf, end: int, first: int = 0, count: int = MOST_PAGES) -> tuple[bytes, ...]:
    """PNG pictures of pages of the file as it was up to ``end``, from page ``first`` (from 0), at most ``MOST_PAGES``.

    ``end`` is the end of a revision as the report's history gives it; annotations and signatures are drawn as they
    stood then. Call it where bytes from outside are read, in a child process.

    Raises:
        UnreadablePdf: no file that can be drawn ends there.
    """
    drawing = open_drawing(pdf, end)
    if drawing is None:
        raise UnreadablePdf
    with drawing:
        numbers = range(len(drawing))[first : first + min(count, MOST_PAGES)]
        return tuple(_png(drawing.coloured(number)) for number in numbers)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

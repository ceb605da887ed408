"""A small picture of a scan's first page, for lists."""

from __future__ import annotations

import io

from PIL import JpegImagePlugin

from certcopy.ocr.intake import ScanFile, take_in

SIZE = (480, 480)
QUALITY = 80


def thumbnail(file: ScanFile) -> bytes:
    """The first page, upright, as a JPEG within ``SIZE`` pixels.

    Raises:
        BadScan: as ``intake.take_in`` says.
    """
    first = take_in([file])[0]
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(first.jpeg))
    image.draft(None, SIZE)
    small = image.rotate(-first.turn, expand=True)
    small.thumbnail(SIZE)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()

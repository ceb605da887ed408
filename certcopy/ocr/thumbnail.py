"""A small picture of a scan's first page, for lists."""

from __future__ import annotations

import io
import pathlib

from PIL import JpegImagePlugin

from certcopy.ocr.intake import ScanFile, take_in

SIZE = (480, 480)
QUALITY = 80


def thumbnail(name: str, path: str) -> bytes:
    """The first page of the file of this path, upright, as a JPEG within ``SIZE`` pixels; ``name`` serves messages.

    Raises:
        BadScan: as ``intake.take_in`` says.
    """
    first = take_in([ScanFile(name, pathlib.Path(path).read_bytes())])[0]
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(first.jpeg))
    image.draft(None, SIZE)
    small = image.rotate(-first.turn, expand=True)
    small.thumbnail(SIZE)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()

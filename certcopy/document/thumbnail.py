"""A page of a PDF as a small picture: enough to recognise a paper, too small to read one."""

from __future__ import annotations

import io
import pathlib

import pypdfium2 as pdfium

WIDTH = 280
"""Pixels: body text of 10 to 14 points comes out 4 to 6 pixels high."""
QUALITY = 70


def thumbnail(pdf: str, number: int) -> bytes | None:
    """Page ``number`` (from 1) of the file of this path as a JPEG ``WIDTH`` pixels wide, or None where it has no such
    page."""
    document = pdfium.PdfDocument(pathlib.Path(pdf))
    try:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        picture = page.render(scale=WIDTH / max(float(page.get_width()), 1.0)).to_pil()
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
        return out.getvalue()
    finally:
        document.close()

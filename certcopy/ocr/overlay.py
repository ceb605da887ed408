"""A page with a box around every word read on it, to see what the machine saw."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, JpegImagePlugin

from certcopy.domain.page import Page
from certcopy.ocr.compression import composite
from certcopy.ocr.reading import turned

SURE, LIKELY = 90.0, 70.0
COLOURS = ((0, 140, 60), (215, 140, 0), (200, 30, 40))
"""Of sure, likely and doubtful words."""


def overlaid(page: Page) -> bytes:
    """The upright page as a JPEG, its words boxed green, amber or red by the confidence of their reading."""
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(composite(page.image))).convert("RGB")
    upright = turned(picture, page.image.turn)
    _draw(upright, page)
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _draw(picture: Image.Image, page: Page) -> None:
    pen = ImageDraw.Draw(picture)
    thickness = max(1, round(page.image.dpi / 100))
    for word in page.text.words:
        box = (word.box.left, word.box.top, word.box.right, word.box.bottom)
        pen.rectangle(box, outline=_colour(word.confidence), width=thickness)


def _colour(confidence: float) -> tuple[int, int, int]:
    return COLOURS[(confidence < SURE) + (confidence < LIKELY)]

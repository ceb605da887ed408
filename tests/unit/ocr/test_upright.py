"""Which way up a page is read, where what the engine says of it is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.engine import UNKNOWN, Orientation
from certcopy.ocr.picture import encoded
from certcopy.ocr.reading import read_page

DPI = 150
POOR, WORSE = 70.0, 35.0


class MisledEngine:
    """Reads a page whose upper half is the darker one better than any other, and says of all that they stand on
    their head."""

    name = "misled"

    def recognise(self, image: Image.Image, dpi: int) -> PageText:
        assert dpi
        upper, lower = np.array_split(np.asarray(image), 2)
        confidence = POOR if upper.mean() < lower.mean() else WORSE
        boxes = [Box(100, 100 + 40 * number, 300, 130 + 40 * number) for number in range(12)]
        return PageText(tuple(Line((Word("chứng", box, confidence),)) for box in boxes))

    def recognise_lines(self, lines: Sequence[Image.Image]) -> list[Line]:
        return [Line(()) for _ in lines]

    def orientation(self, image: Image.Image) -> Orientation:
        return Orientation(180, 5.0) if image.getbbox() else UNKNOWN


@pytest.mark.parametrize(("begin", "turn"), [(100, 0), (950, 180)])
def test_a_page_is_turned_only_where_it_is_read_better_then(begin: int, turn: int) -> None:
    page = Image.new("L", (1240, 1754), 255)
    for line in range(20):
        ImageDraw.Draw(page).rectangle((150, begin + 35 * line, 1000, begin + 15 + 35 * line), 40)
    image = encoded(page, DPI)
    assert read_page(image, MisledEngine()).image.turn == turn

"""Print under the ring of a seal in one ink."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from certcopy.domain.page import Box
from certcopy.ocr.rings import without_ring
from tests.unit.ocr.signed import SEAL, SIZE, block


def ink(picture: Image.Image) -> int:
    return int((np.asarray(picture) < 110).sum())


@pytest.mark.parametrize("off", [(0, 0), (6, -5), (-7, 4)])
def test_the_ring_goes_and_what_it_does_not_touch_stays(off: tuple[int, int]) -> None:
    cleared = without_ring(block(), SEAL.moved(*off))
    down, across = np.indices(SIZE[::-1])
    away = np.hypot(across - (SEAL.left + SEAL.right) / 2, down - (SEAL.top + SEAL.bottom) / 2) - SEAL.width / 2
    before, after = np.asarray(block()) < 110, np.asarray(cleared) < 110
    ring = before & (away > -8) & (away < 1)
    assert after[ring].mean() < 0.15
    assert np.array_equal(after[abs(away) > 25], before[abs(away) > 25])


def test_letters_keep_the_strokes_that_cross_the_ring() -> None:
    picture = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((SEAL.left, SEAL.top, SEAL.right, SEAL.bottom), outline=0, width=7)
    pen.rectangle((190, 300, 196, 345), fill=0)
    cleared = np.asarray(without_ring(picture, SEAL))
    assert (cleared[300:346, 193] < 110).all()
    assert (cleared[321:329, 150:180] < 110).mean() < 0.2


def test_where_there_is_no_ring_the_picture_stays_as_it_is() -> None:
    page = Image.new("L", SIZE, 255)
    ImageDraw.Draw(page).line((0, 100, 600, 300), fill=0, width=6)
    assert ink(without_ring(page, SEAL)) == ink(page)
    assert ink(without_ring(page, Box(-400, -400, -100, -100))) == ink(page)

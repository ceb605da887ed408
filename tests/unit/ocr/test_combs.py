"""Rows of boxes for a letter each: what stands in them is moved together, and put back once it was read."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box, Word
from certcopy.ocr.cleaning import straightened
from certcopy.ocr.combs import packed
from tests.unit.ocr.test_cleaning import FONT
from tests.unit.ocr.test_tables import table

DPI = 225
LEFT, TOP, WIDTH, HEIGHT = 500, 100, 50, 58
NUMBER = "099075000123"


def page(letters: str = NUMBER, width: int = WIDTH) -> Image.Image:
    """A label and a row of boxes with a letter in each."""
    picture = Image.new("L", (1860, 400), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 38)
    pen.text((60, TOP + 10), "Số định danh cá nhân:", 20, font)
    for number, letter in enumerate(letters):
        left = LEFT + number * width
        pen.rectangle((left, TOP, left + width, TOP + HEIGHT), outline=30, width=2)
        pen.text((left + width / 2, TOP + HEIGHT - 14), letter, 20, font, anchor="ms")
    return picture


def ink(picture: Image.Image, box: Box) -> int:
    return int((np.asarray(picture.crop(box.outward)) < 128).sum())


@pytest.mark.parametrize("tilt", [-0.8, 0.0, 0.8])
def test_the_letters_stand_together_and_the_boxes_are_gone(tilt: float) -> None:
    crooked = straightened(page(), -tilt, 1.0).image
    found = packed(crooked, DPI)
    assert len(found.letters) == len(NUMBER)
    ends = found.letters[-1][0].right
    assert ends - LEFT < 0.6 * len(NUMBER) * WIDTH
    assert ink(found.picture, Box(ends + 20, 0, 1860, 400)) == 0
    assert ink(found.picture, Box(0, 0, LEFT - 10, 400)) == ink(
        straightened(page(), -tilt, 1.0).image, Box(0, 0, LEFT - 10, 400)
    )


def test_a_word_read_there_is_as_wide_as_its_letters_stand() -> None:
    found = packed(page(), DPI)
    first, last = found.letters[0][0], found.letters[-1][0]
    word = Word(NUMBER, Box(first.left - 3, TOP + 15, last.right + 3, TOP + 45), 95)
    placed = found.placed(word)
    assert placed.box.left == pytest.approx(LEFT + WIDTH / 2, abs=15)
    assert placed.box.right == pytest.approx(LEFT + (len(NUMBER) - 0.5) * WIDTH, abs=15)
    assert (placed.box.top, placed.box.bottom) == (word.box.top, word.box.bottom)


def test_words_elsewhere_stay_where_they_are() -> None:
    word = Word("Số", Box(60, TOP + 10, 110, TOP + 45), 95)
    assert packed(page(), DPI).placed(word) == word


def test_an_empty_box_is_a_space() -> None:
    letters = packed(page("VĂN MẪU"), DPI).letters
    steps = [other[0].left - one[0].right for one, other in itertools.pairwise(letters)]
    assert len(steps) == 5
    assert steps[2] > 4 * max(*steps[:2], *steps[3:])


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(page("1234"), id="few"),
        pytest.param(page("12345678", width=100), id="wide"),
        pytest.param(table(Image.new("L", (1860, 1700), 255), range(200, 800, 50), range(300, 800, 58)), id="a table"),
        pytest.param(table(Image.new("L", (1860, 1700), 255)), id="a wide table"),
    ],
)
def test_what_else_is_ruled_stays(picture: Image.Image) -> None:
    assert packed(picture, DPI).picture is picture

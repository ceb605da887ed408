"""Lines that dirt on a feeder's glass draws down a scan are bridged; what is printed stays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from certcopy.ocr.cleaning import levelled
from certcopy.ocr.streaks import streaks_in, without_streaks

SIZE = (800, 1200)


def printed() -> Image.Image:
    """Lines of letters, a table, and a frame."""
    page = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(page)
    for line in range(20):
        for letter in range(35):
            left, top = 100 + 16 * letter, 150 + 40 * line
            pen.rectangle((left, top, left + 6, top + 12), 20)
            pen.rectangle((left, top + 12, left + 12, top + 15), 20)
    pen.rectangle((50, 60, 750, 1140), outline=20, width=3)
    pen.line((400, 60, 400, 1140), 20, 2)
    return page


def streaked(page: Image.Image, *columns: tuple[int, int], level: int = 60) -> Image.Image:
    dirty = page.copy()
    for left, width in columns:
        dirty.paste(level, (left, 0, left + width, page.height))
    return dirty


def ink(page: Image.Image) -> npt.NDArray[np.bool_]:
    return np.asarray(page) < 128


def test_printed_lines_are_no_streaks() -> None:
    page = printed()
    assert without_streaks(page) is page


@pytest.mark.parametrize("sideways", [False, True])
def test_print_that_a_streak_crosses_is_whole_again(sideways: bool) -> None:
    page, dirty = printed(), streaked(printed(), (156, 2), (332, 1), (604, 3))
    if sideways:
        page, dirty = (each.transpose(Image.Transpose.ROTATE_90) for each in (page, dirty))
    clean = without_streaks(dirty)
    assert np.count_nonzero(ink(clean) != ink(page)) < 0.25 * np.count_nonzero(ink(dirty) != ink(page))


def test_streaks_are_found_where_they_are() -> None:
    found = np.flatnonzero(streaks_in(np.asarray(streaked(printed(), (332, 2), level=150))))
    assert found.tolist() == [332, 333]


def test_a_line_that_ends_before_the_edges_is_none() -> None:
    page = printed()
    ImageDraw.Draw(page).line((332, 60, 332, 1199), 20, 2)
    assert not streaks_in(np.asarray(page)).any()


def test_a_page_is_read_without_its_streaks() -> None:
    empty = Image.new("L", SIZE, 250)
    assert levelled(streaked(empty, (300, 2))).getextrema() == (255, 255)


def test_too_small_a_picture_has_none() -> None:
    assert not streaks_in(np.zeros((40, 8), np.uint8)).any()

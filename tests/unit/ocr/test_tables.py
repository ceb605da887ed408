"""Ruled tables: their columns are told apart, and their rules are gone before anything is read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box
from certcopy.ocr.cleaning import straightened
from certcopy.ocr.tables import Column, unruled
from tests.unit.ocr.test_cleaning import FONT

DPI = 225
SIZE = (1860, 2630)
XS = (200, 300, 800, 1100, 1600)
YS = tuple(range(300, 1300, 100))


def page() -> Image.Image:
    """Lines of print above and below where tables stand."""
    blank = Image.new("L", SIZE, 255)
    for y in (100, 180, 1500, 1580):
        write(blank, 220, y, "Kèm theo Quyết định của Ủy ban nhân dân phường Ví Dụ")
    return blank


def write(picture: Image.Image, x: float, y: float, words: str) -> None:
    ImageDraw.Draw(picture).text((x, y), words, 20, ImageFont.truetype(FONT, 40))


def rule(picture: Image.Image, start: tuple[int, int], end: tuple[int, int]) -> None:
    ImageDraw.Draw(picture).line((*start, *end), 30, 2)


def table(picture: Image.Image, xs: Sequence[int] = XS, ys: Sequence[int] = YS) -> Image.Image:
    """A table with a word in every cell."""
    for y in ys:
        rule(picture, (xs[0], y), (xs[-1], y))
    for x in xs:
        rule(picture, (x, ys[0]), (x, ys[-1]))
    for x, y in itertools.product(xs[:-1], ys[:-1]):
        write(picture, x + 14, y + 30, "Mẫu")
    return picture


def sides(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """To ten pixels."""
    return [(round(column.box.left, -1), round(column.box.right, -1)) for column in columns]


def ink(picture: Image.Image, box: Box) -> int:
    return int((np.asarray(picture.crop(box.outward)) < 128).sum())


def test_every_column_is_found_and_the_rules_that_cross_it() -> None:
    columns = unruled(table(page()), DPI).columns
    assert sides(columns) == list(itertools.pairwise(XS))
    assert all((round(each.box.top, -1), round(each.box.bottom, -1)) == (YS[0], YS[-1]) for each in columns)
    assert all([round(rule.top, -1) for rule in each.rules] == list(YS) for each in columns)


def test_no_rule_is_left_and_every_letter_is() -> None:
    without = page()
    for x, y in itertools.product(XS[:-1], YS[:-1]):
        write(without, x + 14, y + 30, "Mẫu")
    assert np.array_equal(np.asarray(unruled(table(page()), DPI).picture), np.asarray(without))


def test_beside_the_table_its_words_are_gone_and_the_others_are_not() -> None:
    assert np.array_equal(np.asarray(unruled(table(page()), DPI).beside()), np.asarray(page()))


@pytest.mark.parametrize("tilt", [-2.0, -0.7, 0.3, 0.8, 2.0])
def test_a_crooked_table_is_found_and_stays_crooked(tilt: float) -> None:
    crooked = straightened(table(page()), -tilt, 1.0).image
    found = unruled(crooked, DPI)
    assert len(found.columns) == len(XS) - 1
    assert ink(found.picture, Box(0, 0, *SIZE)) == pytest.approx(
        ink(unruled(table(page()), DPI).picture, Box(0, 0, *SIZE)), rel=0.05
    )
    words = np.asarray(found.picture) < 128
    assert (words <= (np.asarray(crooked) < 128)).all()


def test_a_row_without_columns_parts_a_table() -> None:
    picture = table(table(page(), ys=YS[:4]), ys=YS[4:])
    for x in (XS[0], XS[-1]):
        rule(picture, (x, YS[3]), (x, YS[4]))
    write(picture, 230, YS[3] + 30, "I. Các trường trên địa bàn phường Ví Dụ")
    found = unruled(picture, DPI)
    assert sides(found.columns) == list(itertools.pairwise(XS)) * 2
    assert ink(found.beside(), Box(XS[0], YS[3], XS[-1], YS[4])) > 1000


def test_a_head_over_two_columns_is_a_column_of_its_own() -> None:
    picture = table(page(), XS[:3], YS)
    table(picture, XS[2:], YS[1:])
    rule(picture, (XS[2], YS[0]), (XS[-1], YS[0]))
    rule(picture, (XS[-1], YS[0]), (XS[-1], YS[1]))
    found = unruled(picture, DPI).columns
    assert sides(found[:2]) == [(200, 300), (300, 800)]
    assert (round(found[0].box.top, -1), round(found[0].box.bottom, -1)) == (YS[0], YS[-1])
    assert {(800, 1600), (800, 1100), (1100, 1600)} == {*sides(found[2:])}


def test_a_frame_a_box_for_a_photo_and_strokes_are_no_table() -> None:
    picture = page()
    pen = ImageDraw.Draw(picture)
    for inset in (40, 60):
        pen.rectangle((inset, inset, SIZE[0] - inset, SIZE[1] - inset), outline=30, width=3)
    pen.rectangle((200, 300, 450, 650), outline=30, width=2)
    for x in (900, 1000, 1120):
        rule(picture, (x, 700), (x, 900))
    found = unruled(picture, DPI)
    assert found.columns == ()
    assert found.picture is picture


def test_boxes_for_the_figures_of_a_number_are_no_columns() -> None:
    assert unruled(table(page(), range(200, 200 + 13 * 40, 40), (300, 340)), DPI).columns == ()

"""What the machine read, as the clerk sees it beside the page."""

from __future__ import annotations

import re

import pytest

from certcopy.api.counter.reading import TRANSFORMS, fields_of, images_of, sheets_of
from certcopy.domain.page import Box, Correction, Field, Line, Page, PageImage, PageText, Reading, Turn, Word
from certcopy.ocr.understanding.rulebook import built_in

BOX = Box(10, 20, 110, 40)


def image(turn: Turn) -> PageImage:
    return PageImage(jpeg=b"", width=300, height=200, dpi=300, turn=turn)


def reading(*fields: Field, turn: Turn = 0) -> Reading:
    return Reading(pages=(Page(image(turn), PageText(())),), kind=None, fields=fields)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_fills_exactly_its_upright_frame(turn: Turn) -> None:
    (sheet,) = sheets_of(images_of(reading(turn=turn)), ())
    corners = [moved(sheet.transform, x, y) for x in (0, sheet.width) for y in (0, sheet.height)]
    assert (min(x for x, _ in corners), min(y for _, y in corners)) == (0, 0)
    assert (max(x for x, _ in corners), max(y for _, y in corners)) == sheet.upright


def moved(transform: str, x: float, y: float) -> tuple[float, float]:
    """Where a point lands; SVG applies the rotation first, then the translation."""
    right, down = map(int, (re.findall(r"translate\((\d+) (\d+)\)", transform) or [(0, 0)])[0])
    turn = int((re.findall(r"rotate\((\d+)\)", transform) or [0])[0])
    turned = {0: (x, y), 90: (-y, x), 180: (-x, -y), 270: (y, -x)}[turn]
    return turned[0] + right, turned[1] + down


def test_fields_are_numbered_by_page_and_doubtful_ones_marked() -> None:
    fields = fields_of(
        reading(
            Field("birth_date", "1997-02-14", 2, BOX, 96.4, "rule"),
            Field("person_name", "NGUYỄN THỊ THÍ DỤ", 1, BOX, 71, "rule"),
        ),
        built_in(),
    )
    assert [(each.number, each.page, each.label) for each in fields] == [(1, 1, "Họ và tên"), (2, 2, "Ngày sinh")]
    assert [(each.value, each.confidence, each.doubtful) for each in fields] == [
        ("NGUYỄN THỊ THÍ DỤ", 71, True),
        ("14/02/1997", 96, False),
    ]


def test_every_turn_is_known() -> None:
    assert set(TRANSFORMS) == {0, 90, 180, 270}


def test_a_page_shows_what_of_its_words_was_put_right_and_whether_it_was_read() -> None:
    text = PageText((Line((Word("đốc", BOX, 80, "đóc"),)),))
    pages = (Page(image(0), text), Page(image(0), PageText(()), unread=True))
    found = Reading(pages=pages, kind=None, fields=())
    first, second = sheets_of(images_of(found), (), (), found)
    assert (first.corrections, first.unread) == ((Correction("đóc", "đốc"),), False)
    assert (second.corrections, second.unread) == ((), True)
    assert not sheets_of(images_of(found), ())[1].unread

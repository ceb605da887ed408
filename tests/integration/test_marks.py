"""Marks of names in capitals and of subjects, looked at once more where the engine was not sure of them."""

from __future__ import annotations

import dataclasses

import pytest
from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box, Line, Page, PageImage, PageText, Word
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.marks import MOST, with_marks
from tests.unit.ocr.signed import BOLD, DPI

NAME = "HOÀNG ĐỨC MÔ PHỎNG"
FACE = ImageFont.truetype(BOLD, 34)


def picture(name: str = NAME) -> Image.Image:
    page = Image.new("RGB", (900, 300), "white")
    ImageDraw.Draw(page).text((200, 120), name, "black", FACE)
    return page


def read(*words: tuple[str, float], shown: str = NAME) -> Page:
    """A page on which this was read, word for word, where something else stands."""
    starts = [200 + FACE.getlength(shown[: place + 1]) for place, letter in enumerate(shown) if letter == " "]
    ends = [*(start - 12 for start in starts), 200 + FACE.getlength(shown)]
    boxes = [Box(left, 120, right, 160) for left, right in zip([200, *starts], ends, strict=True)]
    line = Line(tuple(Word(text, box, sure) for (text, sure), box in zip(words, boxes, strict=False)))
    return Page(PageImage(b"", 900, 300, DPI), PageText((line,)))


def again(page: Page, shown: Image.Image | None = None, skew: float = 0.0) -> Page:
    return with_marks(page, shown or picture(), 1.0, skew, choose_engine("bundled"))


def test_marks_that_two_readings_see_take_the_place_of_those_of_one_and_are_looked_at_twice() -> None:
    (line,) = again(read(("HOÀNG", 96.0), ("ĐỨC", 96.0), ("MÔ", 96.0), ("PHÒNG", 85.0))).text.lines
    assert line.text == NAME
    assert line.words[3].confidence == 60
    assert all(word.confidence > 90 for word in line.words[:3])


def test_marks_on_which_all_agree_are_believed() -> None:
    (line,) = again(read(("HOÀNG", 70.0), ("ĐỨC", 70.0), ("MÔ", 70.0), ("PHỎNG", 70.0))).text.lines
    assert line.text == NAME
    assert min(word.confidence for word in line.words[1:3]) > 90
    assert min(word.confidence for word in line.words) >= 70


@pytest.mark.parametrize(
    "words",
    [
        (("HOÀNG", 97.0), ("ĐỨC", 97.0), ("MÔ", 97.0), ("PHÒNG", 96.0)),
        (("HOÀNG", 96.0), ("ĐỨC", 96.0), ("MÔ", 96.0), ("PHONGX", 50.0)),
        (("Hoàng", 50.0), ("Đức", 50.0), ("Mô", 50.0), ("Phòng", 50.0)),
        (("HOẢNG", 50.0),),
    ],
    ids=["sure", "other letters", "no capitals", "one word"],
)
def test_nothing_else_changes(words: tuple[tuple[str, float], ...]) -> None:
    assert again(read(*words)) == read(*words)


def test_where_no_print_is_seen_everything_stays() -> None:
    page = read(("HOÀNG", 70.0), ("ĐỨC", 70.0), ("MÔ", 70.0), ("PHÒNG", 70.0))
    assert again(page, picture("")) == page


def test_words_of_other_fields_are_looked_at_only_where_they_are_doubtful() -> None:
    title = "SỞ TƯ PHÁP"
    unsure, doubtful = (read(("SỞ", 96.0), ("TƯ", 96.0), ("PHẤP", sure), shown=title) for sure in (85.0, 70.0))
    assert again(unsure, picture(title)) == unsure
    assert again(doubtful, picture(title)).text.text == title


def test_the_marks_of_a_subject_are_looked_at_again_and_its_signs_stay() -> None:
    title = "V/v chuyển đổi số"
    about = read(("V/v", 90.0), ("chuyển", 96.0), ("đối", 88.0), ("số", 96.0), shown=title)
    assert again(about, picture(title)).text.text == title
    other = read(("Với", 90.0), ("chuyển", 96.0), ("đối", 88.0), ("số", 96.0), shown=title)
    assert again(other, picture(title)) == other


def test_of_a_long_list_the_first_names_are_looked_at_again_and_nothing_beyond_the_page() -> None:
    tall = Image.new("RGB", (900, 60 * MOST + 300), "white")
    (row,) = read(("HOÀNG", 70.0), ("ĐỨC", 70.0), ("MÔ", 70.0), ("PHỎNG", 70.0)).text.lines
    lines = []
    for number in range(MOST + 2):
        ImageDraw.Draw(tall).text((200, 60 * number), NAME, "black", FACE)
        moved = (dataclasses.replace(word, box=word.box.moved(0, 60 * number - 120)) for word in row.words)
        lines.append(Line(tuple(moved)))
    far = Line(tuple(dataclasses.replace(word, box=word.box.moved(0, 9000)) for word in row.words))
    page = Page(PageImage(b"", *tall.size, DPI), PageText((*lines, far)))
    found = again(page, tall).text.lines
    assert [line == before for line, before in zip(found, page.text.lines, strict=True)] == [False] * MOST + [True] * 3
    assert again(dataclasses.replace(page, text=PageText((far,))), tall).text == PageText((far,))

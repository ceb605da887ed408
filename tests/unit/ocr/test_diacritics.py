"""Misread marks are put right where the neighbours leave one choice, and nowhere else."""

from __future__ import annotations

import dataclasses

import pytest

from certcopy.domain.page import Box, Correction, Line, PageText, Word
from certcopy.ocr.diacritics import put_right

DOUBTFUL = 80.0
SURE = 99.0
LETTER = 14
HEIGHT = 30


def line(text: str, confidence: float = DOUBTFUL) -> PageText:
    words, left = [], 100
    for part in text.split():
        words.append(Word(part, Box(left, 50, left + LETTER * len(part), 50 + HEIGHT), confidence))
        left += LETTER * (len(part) + 1)
    return PageText((Line(tuple(words)),))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("GIÁM ĐÓC", "GIÁM ĐỐC"),
        ("Thành phó Ví Dụ", "Thành phố Ví Dụ"),
        ("giây chứng nhận", "giấy chứng nhận"),
        ("(Đăng kỷ: 12)", "(Đăng ký: 12)"),
        ("Noi cấp:", "Nơi cấp:"),
        ("nơi dăng ký", "nơi đăng ký"),
        ("CỘNG HOA XÃ HÔI CHỦ", "CỘNG HÒA XÃ HỘI CHỦ"),
    ],
)
def test_a_known_neighbour_tells_the_marks(read: str, meant: str) -> None:
    assert put_right(line(read)).text == meant


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nguyễn Thành Phó", id="a name in capitals and small letters"),
        pytest.param("NGUYỄN THÀNH PHÓ", id="a name in capitals"),
        pytest.param("giám, đóc", id="a sign between them"),
        pytest.param("công nhân", id="two known readings"),
        pytest.param("thanh phó", id="neither read exactly"),
        pytest.param("GIẢ ĐỊNH", id="no known pair"),
        pytest.param("Ủy ban 12A/QĐ-UBND", id="numbers and abbreviations"),
        pytest.param("CỘNG HOÀ XÃ HỘI", id="the tone where the new spelling puts it"),
        pytest.param("OF VIET NAM", id="another language"),
        pytest.param("chủ hô sơ", id="two neighbours, two choices"),
    ],
)
def test_what_may_be_right_is_left_as_it_was_read(text: str) -> None:
    found = put_right(line(text))
    assert found.text == text
    assert not found.corrections


def test_a_syllable_the_engine_is_sure_of_stays_and_what_is_none_does_not() -> None:
    assert put_right(line("giám đóc", SURE)).text == "giám đóc"
    assert put_right(line("giám đôc", SURE)).text == "giám đốc"


def test_what_was_read_stays_on_the_word() -> None:
    found = put_right(line("Phó giám đóc:"))
    assert [word.read_as for word in found.words] == ["", "", "đóc:"]
    assert found.corrections == (Correction("đóc:", "đốc:"),)
    assert found.words[2].box == line("Phó giám đóc:").words[2].box


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Dântộc:Kinh", "Dân tộc: Kinh"),
        ("Giớitính:", "Giới tính:"),
        ("sinh:1990", "sinh: 1990"),
        ("QUỐCTỊCH", "QUỐC TỊCH"),
    ],
)
def test_words_that_ran_together_are_parted(read: str, meant: str) -> None:
    found = put_right(line(read))
    assert found.text == meant
    assert found.corrections == (Correction(read, meant),)


@pytest.mark.parametrize(
    "text", ["12:30", "https://vidu.example", "NguyễnVăn", "khôngcóthật", "Email:a@b.example", "tháng:month"]
)
def test_what_is_no_known_pair_or_label_stays_together(text: str) -> None:
    assert put_right(line(text)).text == text


def test_the_parts_stand_side_by_side_within_the_box_of_the_whole() -> None:
    (whole,) = line("Dântộc:").words
    first, second = put_right(line("Dântộc:")).words
    assert whole.box.left == first.box.left < first.box.right < second.box.left < second.box.right == whole.box.right


def test_a_box_too_narrow_for_two_words_is_not_parted() -> None:
    narrow = PageText((Line((Word("Dântộc:", Box(0, 0, 40, HEIGHT), DOUBTFUL),)),))
    assert put_right(narrow) == narrow


def test_a_word_may_have_been_missed_in_a_wide_gap() -> None:
    ((first, second),) = (one.words for one in line("CHỨNG NHÂN").lines)
    far = dataclasses.replace(second, box=Box(400, 50, 456, 80))
    assert put_right(PageText((Line((first, far)),))).text == "CHỨNG NHÂN"
    assert put_right(line("CHỨNG NHÂN")).text == "CHỨNG NHẬN"

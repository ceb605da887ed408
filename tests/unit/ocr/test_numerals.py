"""Days in words: what fixtures write by their own grammar is read back, with and without its marks."""

from __future__ import annotations

import datetime as dt

import pytest

from certcopy.ocr.understanding.numerals import day_in_words
from certcopy.ocr.understanding.segments import folded
from fixtures.generator.numerals import in_words

FIRST, DAYS = dt.date(1925, 1, 1), 40_000


def value(text: str) -> str | None:
    found = day_in_words(text)
    return found.value if found else None


def test_every_day_of_a_century_is_read_from_its_words() -> None:
    for day in (FIRST + dt.timedelta(days=number) for number in range(0, DAYS, 31)):
        assert value(f"Ngày {in_words(day)}") == day.isoformat()
        assert value(folded(f"Ngày {in_words(day)}")) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày mười hai tháng ba năm hai nghìn không trăm hai mươi", "2020-03-12"),
        ("ngày năm, tháng năm, năm hai ngàn lẻ năm", "2005-05-05"),
        ("Ngày mùng một tháng giêng năm một nghìn chín trăm bảy mươi lăm", "1975-01-01"),
        ("ngày hai mươi mốt tháng mười một năm hai nghìn hai mươi tư", "2024-11-21"),
        ("ngày ba mươi mốt, tháng chạp, năm hai không hai không", "2020-12-31"),
        ("NGÀY BỐN THÁNG TƯ NĂM HAI NGHÌN MƯỜI LĂM", "2015-04-04"),
    ],
)
def test_days_are_written_in_several_ways(text: str, day: str) -> None:
    assert value(text) == day


@pytest.mark.parametrize(
    "text", ["", "ngày 12 tháng 3 năm 2020", "ngày lành tháng tốt năm hai nghìn", "tháng hai năm ba"]
)
def test_other_words_are_no_day(text: str) -> None:
    assert value(text) is None


def test_it_is_told_where_the_words_stand() -> None:
    found = day_in_words("Ghi bằng chữ: Ngày hai, tháng chín, năm hai nghìn không trăm mười lăm")
    assert found is not None
    assert (found.start, found.end) == (14, 69)


def test_a_year_that_cannot_be_read_to_its_end_is_no_year() -> None:
    assert day_in_words("ngày hai tháng chín năm hai nghìn khônq trăm mười lăm") is None
    assert day_in_words("ngày hai tháng chín năm hai nghìn tại Ví Dụ") is not None

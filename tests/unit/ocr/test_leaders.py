"""Dotted lines of forms are no print; everything else of dots is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from certcopy.ocr.cleaning import straightened
from certcopy.ocr.leaders import without_leaders
from tests.unit.ocr.test_cleaning import FONT, printed

DPI = 225
LINES = ("Họ và tên: {}Nguyễn Văn Mẫu{} Giới tính: {}Nam{}", "Lý do: {}", "Số định danh cá nhân: {}099075000123{}")


def form(leader: str, size: float = 13) -> Image.Image:
    """A form whose dotted lines are made of this."""
    page = Image.new("L", (1860, 700), 255)
    for number, line in enumerate(LINES):
        write(page, number, line.replace("{}", leader), size)
    return page


def write(page: Image.Image, number: int, line: str, size: float = 13) -> None:
    font = ImageFont.truetype(FONT, size * DPI / 72)
    ImageDraw.Draw(page).text((60, 80 + 90 * number), line, 20, font)


def ink(page: Image.Image) -> int:
    return int((np.asarray(page) < 128).sum())


@pytest.mark.parametrize("tilt", [0.0, 0.8])
@pytest.mark.parametrize("size", [9, 11, 14])
@pytest.mark.parametrize("leader", ["." * 12, "…" * 5, ". " * 8])
def test_dotted_lines_are_gone_and_letters_are_not(leader: str, size: float, tilt: float) -> None:
    page, left = (straightened(form(each, size), -tilt, 1.0).image for each in (leader, " "))
    assert ink(without_leaders(page, DPI)) == pytest.approx(ink(left), rel=0.03)


@pytest.mark.parametrize(
    "line",
    [
        "Số tiền 12.345.678.000 đồng, điều 1.2.3.4.5 và mục a.b.c.d",
        "Các giấy tờ khác (nếu có)... xem Phụ lục",
        "- - - - - - - - - - -",
        "Thị xã ịịịịịịịị ạạạạạạạ iiiiiiiiiii jjjjjjj",
        "; ; ; ; ; ; ; ; : : : : : : :",
    ],
)
def test_other_dots_stay(line: str) -> None:
    page = Image.new("L", (1860, 400), 255)
    write(page, 0, line)
    assert without_leaders(page, DPI) is page


def test_dots_at_the_end_of_one_row_of_pixels_and_the_start_of_the_next_are_no_line() -> None:
    page = Image.new("L", (600, 400), 255)
    pen = ImageDraw.Draw(page)
    for left, top in ((588, 100), (596, 100), (1, 102), (9, 102)):
        pen.rectangle((left, top, left + 2, top + 2), fill=20)
    assert without_leaders(page, DPI) is page


def test_a_page_of_print_is_left_as_it_is() -> None:
    page = printed()
    assert without_leaders(page, 150) is page

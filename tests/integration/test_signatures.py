"""The name below a title of office, where seal and signature in one ink run into it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image

from certcopy.domain.page import Box, Line, Page, PageImage, PageText, Word
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.picture import encoded
from certcopy.ocr.reading import read_page
from certcopy.ocr.signatures import with_signers
from tests.unit.ocr.signed import DPI, NAME, NAME_BOX, signed_page

TITLE = Line((Word("CHỦ", Box(1069, 1421, 1154, 1456), 97.0), Word("TỊCH", Box(1164, 1429, 1262, 1463), 97.0)))


@pytest.mark.parametrize("tilt", [0.0, 0.8])
def test_the_name_is_read_line_by_line_where_it_stands(tilt: float) -> None:
    picture = signed_page().rotate(-tilt, Image.Resampling.BICUBIC, fillcolor=255)
    page = read_page(encoded(picture, DPI), choose_engine("bundled"))
    line = next(line for line in page.text.lines if NAME in line.text)
    ink = np.asarray(picture.crop(Box.around([word.box for word in line.words]).outward))
    assert (ink < 128).mean() > 0.1
    assert "CHỦ TỊCH" in page.text.text


def test_a_page_that_says_who_signed_stays_as_it_was_read() -> None:
    name = Line(tuple(Word(text, NAME_BOX.moved(850, 1400), 96.0) for text in NAME.split()))
    page = Page(PageImage(b"", 1654, 2339, DPI), PageText((TITLE, name)))
    assert with_signers(page, signed_page(), 0.0, choose_engine("bundled")) == page


def test_a_part_beyond_the_edge_of_the_page_is_passed_over() -> None:
    low = Line(tuple(dataclasses.replace(word, box=word.box.moved(0, 880)) for word in TITLE.words))
    page = Page(PageImage(b"", 1654, 2339, DPI), PageText((low,)))
    assert with_signers(page, signed_page(), 0.0, choose_engine("bundled")) == page


def test_sure_print_where_a_name_is_read_keeps_its_place() -> None:
    left, top = 850 + NAME_BOX.left, 1400 + NAME_BOX.top
    words = ("Căn-cứ", "Quyết-định", "số", "12/QĐ-UBND")
    there = (Word(text, Box(left + 70 * n, top, left + 70 * n + 60, top + 48), 96.0) for n, text in enumerate(words))
    page = Page(PageImage(b"", 1654, 2339, DPI), PageText((TITLE, Line(tuple(there)))))
    assert with_signers(page, signed_page(), 0.0, choose_engine("bundled")) == page

"""Which pages are blank: those on which nothing stands, whatever the scanner adds, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from certcopy.domain.page import Box, Line, Page, PageText, Trace, Word
from certcopy.ocr.blank import is_blank
from certcopy.ocr.picture import encoded
from certcopy.ocr.survey import surveyed
from fixtures.generator.ink import seal, signature
from fixtures.generator.paper import Seal, font

DPI = 150.0
SIZE = (1240, 1754)
PAPER = 248
NO_WORDS = PageText(())


def paper() -> Image.Image:
    grain = np.random.default_rng(1).normal(PAPER, 3, SIZE[::-1])
    return Image.fromarray(grain.clip(0, 255).astype(np.uint8))


def blank(page: Image.Image, text: PageText = NO_WORDS, *traces: Trace) -> bool:
    image = encoded(page, DPI)
    return is_blank(Page(image, text, traces=traces), surveyed(image))


def numbered(number: str, at: tuple[int, int], level: int = 30) -> Image.Image:
    page = paper()
    # Letters of the fixtures are drawn at 300 dpi.
    ImageDraw.Draw(page).text(at, number, level, font(5.5), anchor="mm")
    return page


def with_holes() -> Image.Image:
    page = paper()
    for y in (640, 1114):
        ImageDraw.Draw(page).ellipse((55, y - 18, 91, y + 18), 20)
    return page


def with_gutter() -> Image.Image:
    fall = 1 - 0.93 * np.exp(-np.arange(SIZE[0]) / 41)
    return Image.fromarray((np.asarray(paper()) * fall).astype(np.uint8))


def with_lid() -> Image.Image:
    page = paper()
    page.paste(8, (1200, 0, *SIZE))
    return page


def with_dust() -> Image.Image:
    specks = np.random.default_rng(2).uniform(size=SIZE[::-1]) < 0.0005
    return Image.fromarray(np.where(specks, 60, np.asarray(paper())).astype(np.uint8))


def with_streak() -> Image.Image:
    page = paper()
    page.paste(60, (700, 0, 702, SIZE[1]))
    return page


@pytest.mark.parametrize("page", [paper(), with_holes(), with_gutter(), with_lid(), with_dust(), with_streak()])
def test_what_is_no_part_of_a_paper_does_not_stand_on_it(page: Image.Image) -> None:
    assert blank(page)


@pytest.mark.parametrize("at", [(620, 60), (620, 1690), (45, 1710), (1190, 877)])
@pytest.mark.parametrize("number", ["3", "- 2 -"])
def test_a_page_with_its_number_only_is_not_blank(number: str, at: tuple[int, int]) -> None:
    assert not blank(numbered(number, at))


def test_neither_is_one_with_a_seal_or_a_faint_signature() -> None:
    for mark, level in ((seal(Seal("ỦY BAN", "PHƯỜNG"), "a"), 120), (signature("a"), 200)):
        page = paper()
        page.paste(level, (500, 900), mark.reduce(2))
        assert not blank(page)


def test_nor_one_with_a_word() -> None:
    assert not blank(paper(), PageText((Line((Word("Trang", Box(0, 0, 9, 9), 90.0),)),)))


def test_of_what_shows_through_only_what_is_as_dark_as_ink_counts() -> None:
    behind = Trace("show_through", Box(0, 0, *SIZE), 95.0)
    faint, dark = (numbered("ỦY BAN NHÂN DÂN", (620, 800), level) for level in (200, 60))
    assert not blank(faint)
    assert blank(faint, NO_WORDS, behind)
    assert not blank(dark, NO_WORDS, behind)

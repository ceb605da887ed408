from __future__ import annotations

import pathlib

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr import bundled, cleaning, supplement
from certcopy.ocr.lie import lie_of

FONT = pathlib.Path(bundled.__file__).parents[1] / "document" / "fonts" / "LiberationSerif-Regular.ttf"


def printed(mode: str = "L") -> Image.Image:
    """A page of 150 dpi with twenty lines of print."""
    page = Image.new(mode, (1240, 1754), "white")
    font = ImageFont.truetype(FONT, 28)
    for number in range(20):
        ImageDraw.Draw(page).text((150, 200 + 60 * number), "Cộng hòa xã hội chủ nghĩa Việt Nam " * 2, "black", font)
    return page


def word(text: str, left: float, top: float, confidence: float = 95) -> Word:
    return Word(text, Box(left, top, left + 20 * len(text), top + 30), confidence)


def text_of(*lines: tuple[Word, ...]) -> PageText:
    return PageText(tuple(Line(words) for words in lines))


@pytest.mark.parametrize("tilt", [-7.0, -1.2, 0.0, 0.5, 3.0])
def test_the_skew_of_print_is_measured_to_a_fifth_of_a_degree(tilt: float) -> None:
    page = printed().rotate(-tilt, Image.Resampling.BICUBIC, fillcolor=255)
    assert lie_of(page, 150).skew == pytest.approx(tilt, abs=0.2)


@pytest.mark.parametrize(("white", "is_kept"), [(cleaning.WHITE, False), (cleaning.FAINT_WHITE, True)])
def test_small_print_in_grey_stays_where_white_begins_later(white: int, is_kept: bool) -> None:
    page = printed()
    page.paste(205, (600, 100, 640, 110))
    levelled = np.asarray(cleaning.levelled(page, 1.0, white))
    assert bool((levelled[103:107, 605:635] < 255).all()) is is_kept
    assert levelled[500, 20] == 255


def test_what_is_no_paper_is_white_and_print_beside_it_stays() -> None:
    page = printed()
    page.paste(9, (1180, 0, 1240, 1754))
    page.paste(9, (0, 1600, 1240, 1754))
    ImageDraw.Draw(page).rectangle((1150, 700, 1170, 720), 20)
    levelled = np.asarray(cleaning.levelled(page))
    assert (levelled[:, 1190:] == 255).all()
    assert (levelled[1610:] == 255).all()
    assert (levelled[702:718, 1152:1168] < 60).all()


def test_of_a_dark_page_the_paper_is_paper() -> None:
    dark = printed().point([level // 6 for level in range(256)])
    assert (np.asarray(cleaning.levelled(dark)) < 128).mean() > 0.01


def test_an_empty_page_has_no_skew() -> None:
    assert lie_of(Image.new("L", (1240, 1754), 255), 150).skew == 0


@pytest.mark.parametrize(("degrees", "scale"), [(0.0, 2.0), (4.0, 1.0), (-3.0, 1.5)])
def test_a_point_of_the_straightened_page_is_found_again_on_the_page(degrees: float, scale: float) -> None:
    page = Image.new("L", (800, 600), 255)
    page.paste(0, (500, 200, 540, 240))
    cleaned = cleaning.straightened(page, degrees, scale)
    down, across = np.nonzero(np.asarray(cleaned.image) < 100)
    dark = Box(across.min(), down.min(), across.max(), down.max())
    back = cleaned.on_page(dark)
    assert back.left <= 502
    assert back.right >= 538
    assert (back.left + back.right) / 2 == pytest.approx(520, abs=2)
    assert (back.top + back.bottom) / 2 == pytest.approx(220, abs=2)


def test_straightening_undoes_the_skew_it_was_told() -> None:
    tilted = printed().rotate(-3.0, Image.Resampling.BICUBIC, fillcolor=255)
    assert lie_of(cleaning.straightened(tilted, 3.0, 1.0).image, 150).skew == pytest.approx(0, abs=0.2)


def test_shadow_and_coloured_ink_give_way_to_white_paper_and_black_print() -> None:
    page = printed("RGB")
    ImageDraw.Draw(page).ellipse((800, 1500, 1000, 1700), fill=(230, 90, 90))
    shade = Image.linear_gradient("L").resize(page.size).point(lambda value: 140 + value // 3)
    page = Image.composite(page, Image.new("RGB", page.size, "black"), shade)
    clean = np.asarray(cleaning.levelled(page))
    assert np.median(clean) == 255
    assert clean[1600, 900] > 200
    assert clean.min() < 30


@pytest.mark.parametrize("ink", [110, 190])
def test_pale_print_keeps_its_thin_strokes(ink: int) -> None:
    page = printed().point(lambda tone: ink + tone * (250 - ink) // 255)
    strokes = np.asarray(page) < (ink + 250) // 2
    assert np.asarray(cleaning.levelled(page))[strokes].max() < 230


def test_dots_paler_than_black_print_vanish() -> None:
    page = printed()
    ImageDraw.Draw(page).line((150, 1500, 1000, 1500), 215, 3)
    assert np.asarray(cleaning.levelled(page))[1495:1505].min() == 255


def test_print_is_enlarged_before_its_edges_are_made_steep() -> None:
    sought = printed().crop((0, 0, 1239, 1752))
    coarse = sought.reduce(3)
    steep = cleaning.levelled(coarse).resize(sought.size, Image.Resampling.LANCZOS)
    off = [
        np.abs(np.asarray(each, dtype=float) - np.asarray(sought)).mean()
        for each in (cleaning.levelled(coarse, 3), steep)
    ]
    assert off[0] < 0.9 * off[1]


def test_coloured_ink_has_a_layer_of_its_own_only_where_there_is_some() -> None:
    page = printed("RGB")
    assert cleaning.coloured(page) is None
    assert cleaning.coloured(page.convert("L")) is None
    ImageDraw.Draw(page).rectangle((400, 1500, 800, 1600), fill=(190, 20, 40))
    layer = cleaning.coloured(page)
    assert layer is not None
    assert layer.getpixel((600, 1550)) == 0
    assert np.asarray(layer)[:1490].min() > 200


def test_strongly_tinted_paper_is_no_coloured_ink() -> None:
    page = Image.new("RGB", (800, 600), (255, 240, 130))
    ImageDraw.Draw(page).rectangle((200, 300, 500, 340), fill=(206, 22, 22))
    layer = cleaning.coloured(page)
    assert layer is not None
    assert layer.getpixel((300, 320)) == 0
    assert np.asarray(layer)[:290].min() == 255


def test_a_second_reading_fills_only_gaps_and_only_with_sure_words() -> None:
    first = text_of((word("Độc", 100, 100), word("lập", 200, 100)), (word("cấp", 100, 400),))
    second = text_of(
        (word("DOC", 100, 102),),
        (word("BẰNG", 100, 200, 40), word("CỬ", 220, 200), word("NHÂN", 300, 200)),
        (word("MAU", 100, 600, 60),),
    )
    assert supplement.supplemented(first, second).text == "Độc lập\nBẰNG CỬ NHÂN\ncấp"


@pytest.mark.parametrize(
    ("text", "kept"), [("C0046577", True), ("0046577", True), ("CƠ QUAN", False), ("B 0012", False)]
)
def test_a_serial_number_in_colour_may_be_less_sure_than_other_words(text: str, kept: bool) -> None:
    first = text_of((word("Độc", 100, 100),))
    second = text_of((word(text, 900, 600, 67),))
    assert (text in supplement.supplemented(first, second).text) is kept

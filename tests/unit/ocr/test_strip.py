"""A strip of print, on its way to the network and back."""

from __future__ import annotations

from PIL import Image

from certcopy.domain.page import Box
from certcopy.ocr.decoding import Spelt
from certcopy.ocr.strip import HEIGHT, Strip

INK = (Box(12, 14, 40, 30), Box(44, 12, 60, 30), Box(90, 14, 118, 34))


def test_the_network_sees_a_strip_at_its_height() -> None:
    page = Image.new("L", (400, 200), 255)
    page.paste(0, (10, 10, 60, 40))
    seen = Strip(0, Box(10, 10, 130, 40), ()).picture(page)
    assert seen.size == (144, HEIGHT)
    assert seen.crop((5, 5, 55, HEIGHT - 5)).getextrema() == (0, 0)


def test_white_print_on_black_is_seen_as_black_on_white() -> None:
    page = Image.new("L", (400, 200), 0)
    page.paste(255, (10, 10, 50, 40))
    seen = Strip(0, Box(10, 10, 130, 40), ()).picture(page)
    assert seen.crop((5, 5, 43, HEIGHT - 5)).getextrema() == (0, 0)
    assert seen.getpixel((100, HEIGHT // 2)) == 255


def test_a_word_is_where_its_pieces_of_ink_are() -> None:
    strip = Strip(0, Box(10, 10, 130, 46), INK)
    first, second = strip.words([Spelt("Độc", 1, 16, 96.0), Spelt("lập", 27, 36, 95.0)])
    assert first.box == Box(12, 12, 60, 30)
    assert second.box == Box(90, 14, 118, 34)
    assert (first.text, second.confidence) == ("Độc", 95.0)


def test_a_word_without_ink_of_its_own_is_where_its_letters_were_seen() -> None:
    (word,) = Strip(0, Box(10, 10, 130, 46), ()).words([Spelt("Độc", 10, 20, 90.0)])
    assert word.box == Box(40, 10, 70, 46)


def test_a_strip_that_runs_down_the_page_is_set_upright_and_its_words_put_back() -> None:
    page = Image.new("L", (200, 400), 255)
    page.paste(0, (10, 10, 46, 70))
    strip = Strip(0, Box(10, 10, 46, 130), (Box(14, 12, 30, 60), Box(14, 90, 34, 118)), turn=270)
    seen = strip.picture(page)
    assert seen.size == (120, HEIGHT)
    assert seen.crop((0, 0, 50, HEIGHT)).getextrema() == (0, 0)
    first, second = strip.words([Spelt("Độc", 1, 16, 96.0), Spelt("lập", 27, 36, 95.0)])
    assert first.box == Box(14, 12, 30, 60)
    assert second.box == Box(14, 90, 34, 118)


def test_specks_are_no_words() -> None:
    strip = Strip(0, Box(10, 10, 130, 46), INK)
    assert [word.text for word in strip.words([Spelt("~", 1, 2, 30.0), Spelt("lập", 27, 36, 95.0)])] == ["lập"]
    assert list(strip.words([])) == []

"""The numbers of a list, taken for one line down the page."""

from __future__ import annotations

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.stacked import has_stacked_words


def word(left: float, top: float) -> Word:
    return Word("8", Box(left, top, left + 30, top + 40), 80)


def text_of(*words: Word) -> PageText:
    return PageText((Line((word(10, 10), word(60, 12), word(100, 8))), Line(words)))


def test_words_side_by_side_are_a_line() -> None:
    assert not has_stacked_words(text_of(word(10, 60), word(60, 62)))


def test_words_one_above_the_other_are_none() -> None:
    assert has_stacked_words(text_of(word(10, 360), word(12, 260), word(9, 160)))


def test_two_may_be_a_line_that_leans() -> None:
    assert not has_stacked_words(text_of(word(10, 60), word(35, 105)))

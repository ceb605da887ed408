"""Lines that run down the page: Tesseract takes the numbers before the items of a list for one, and reads nonsense."""

from __future__ import annotations

import itertools

from certcopy.domain.page import Line, PageText

LEAST_WORDS = 3


def has_stacked_words(text: PageText) -> bool:
    """Whether the words of some line stand one above the other."""
    return any(len(line.words) >= LEAST_WORDS and _is_stacked(line) for line in text.lines)


def _is_stacked(line: Line) -> bool:
    pairs = itertools.pairwise(word.box for word in line.words)
    return all(one.overlaps_across(other) and not one.overlaps_down(other) for one, other in pairs)

"""Lines of print cut at wide gaps, and folded for comparison: the pieces that field rules look at."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import statistics
import unicodedata
from typing import TYPE_CHECKING

from certcopy.domain.page import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certcopy.domain.page import Line, PageText, Word

WIDE_GAP = 1.5
"""Letter heights between two words that belong to different columns."""


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together on one line of one page (numbered from 1)."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return around(self.words)

    @property
    def in_capitals(self) -> bool:
        """Whether all of it is in capitals, but for single letters that were read as small ones."""
        return any(map(str.isupper, self.text)) and all(_is_capital(word.text) for word in self.words)

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that stand in this span of ``text``."""
        ends = itertools.accumulate(len(word.text) + 1 for word in self.words)
        return tuple(
            word
            for word, after in zip(self.words, ends, strict=True)
            if after - 1 > start and after - 1 - len(word.text) < end
        )


def segments(number: int, text: PageText) -> list[Segment]:
    """The segments of one page in reading order."""
    return [Segment(number, words) for line in text.lines for words in _cut(line)]


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case without diacritics, each character in its place: what a mistaken tone mark does not change."""
    return "".join(_base(character) for character in text)


def around(words: Sequence[Word]) -> Box:
    """The smallest rectangle that holds these words."""
    return Box.around([word.box for word in words])


def _is_capital(word: str) -> bool:
    """Whether a word is in capitals; a longer one may hold one small letter behind the first."""
    small = sum(map(str.islower, word))
    return small == 0 or (small == 1 and sum(map(str.isupper, word)) > 1 and not word[0].islower())


def _base(character: str) -> str:
    if character in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", character)[0].lower()[:1] or character


def _cut(line: Line) -> Iterator[tuple[Word, ...]]:
    gap = WIDE_GAP * statistics.median(word.box.height for word in line.words)
    piece: list[Word] = []
    for word in line.words:
        if piece and word.box.left - piece[-1].box.right > gap:
            yield tuple(piece)
            piece = []
        piece.append(word)
    yield tuple(piece)

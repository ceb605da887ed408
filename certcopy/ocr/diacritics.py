"""Marks that were misread, put right where the words beside them leave one choice; what was read stays on the word.

A word is changed only if it and its neighbour are one known pair of words but for marks (``formulae``), the neighbour
was read exactly, and the engine was not sure or what it read is no syllable. Names, numbers and abbreviations are left
as they were read: a wrong name that looks right is worse than one that looks wrong.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.formulae import Pair, known_pair
from certcopy.ocr.gaps import parted
from certcopy.ocr.syllables import is_syllable
from certcopy.ocr.understanding.checks import FAMILIES

SURE = 97.0
PRINTED = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
WIDEST_GAP = 1.5
"""Between two words of a pair, in parts of their height."""
REACH_OF_NAME = 4
"""Words that may follow a family name and still be of the name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Printed:
    """A word without the signs about it, which part it from its neighbours."""

    before: str
    letters: str
    after: str
    box: Box


def put_right(text: PageText) -> PageText:
    """The words, each with the marks that its neighbours tell; words that ran together are parted first."""
    return PageText(tuple(_line_put_right(line) for line in text.lines))


def _line_put_right(line: Line) -> Line:
    words = [part for word in line.words for part in parted(word)]
    printed = [_printed(word) for word in words]
    for at, word in enumerate(words):
        letters = _letters_put_right(printed, at, word.confidence)
        if letters:
            printed[at] = dataclasses.replace(printed[at], letters=letters)
            words[at] = _reworded(word, printed[at])
    return Line(tuple(words))


def _printed(word: Word) -> Printed:
    hit = PRINTED.fullmatch(word.text)
    before, letters, after = hit.groups() if hit else ("", word.text, "")
    return Printed(before, letters, after, word.box)


def _reworded(word: Word, printed: Printed) -> Word:
    text = printed.before + printed.letters + printed.after
    return dataclasses.replace(word, text=text, read_as=word.read_as or word.text)


def _letters_put_right(printed: Sequence[Printed], at: int, confidence: float) -> str:
    """What the word must be by one of its neighbours; empty where it stays as it is."""
    letters = printed[at].letters
    if not letters.isalpha() or (confidence >= SURE and is_syllable(letters)):
        return ""
    known = _known_words(printed, at - 1, at) | _known_words(printed, at, at)
    if len(known) != 1 or any(_same(letters, word) for word in known):
        return ""
    return _in_case(min(known), letters)


def _known_words(printed: Sequence[Printed], first: int, at: int) -> set[str]:
    """What the word is in the known pair that begins at ``first``, if its neighbour was read as it is there."""
    this, neighbour = at - first, first + 1 - at
    pair = _pair_at(printed, first)
    return {pair[this]} if pair and _same(printed[first + neighbour].letters, pair[neighbour]) else set()


def _pair_at(printed: Sequence[Printed], first: int) -> Pair | None:
    """The known pair that two words are but for marks, where they stand together and may not be a name."""
    if first < 0 or first + 1 >= len(printed) or not _stand_together(printed[first], printed[first + 1]):
        return None
    words = printed[first].letters, printed[first + 1].letters
    return known_pair(*words) if _written_alike(*words) and not _may_be_name(printed, first) else None


def _stand_together(one: Printed, next_one: Printed) -> bool:
    """No sign parts them, nor a gap in which a word may have been missed."""
    gap = next_one.box.left - one.box.right
    return not one.after and not next_one.before and gap < WIDEST_GAP * max(one.box.height, next_one.box.height)


def _written_alike(first: str, second: str) -> bool:
    """Both in capitals, or the second in small letters: two capitalised words may be a name."""
    return (first.isupper() and second.isupper()) or (second.islower() and first[1:] == first[1:].lower())


def _may_be_name(printed: Sequence[Printed], first: int) -> bool:
    before = [word.letters for word in printed[max(0, first - REACH_OF_NAME) : first + 1]]
    return printed[first].letters.isupper() and any(word.capitalize() in FAMILIES for word in before)


def _same(read: str, known: str) -> bool:
    """Equal, wherever the tone stands; both have the same letters without marks."""
    return sorted(unicodedata.normalize("NFD", read.lower())) == sorted(unicodedata.normalize("NFD", known))


def _in_case(known: str, read: str) -> str:
    return "".join(new.upper() if old.isupper() else new for new, old in zip(known, read, strict=True))

"""The text in which a rule looks for its labels: folded, and with misread words put right where a label is meant."""

from __future__ import annotations

import functools
import re

from certcopy.ocr.syllables import is_syllable
from certcopy.ocr.understanding.rulebook import Rule
from certcopy.ocr.understanding.segments import Segment, folded

LONGEST = 400
"""Letters of one segment that are looked at; no line of print is longer."""
WORD = re.compile(r"\w{3,}")
SHORTEST_IN_CAPITALS = 5
"""Fewer capitals are an abbreviation, and no misread word."""


def label_text(piece: Segment, rule: Rule) -> str:
    """Each letter stands where it stands in the text. A word that is no syllable of Vietnamese is taken for the one of
    the rule's label words from which it differs in one letter; values are never looked for in this text."""
    text = piece.text[:LONGEST]
    meant = folded(text)
    for start, end in _strange(text):
        meant = meant[:start] + _nearest(meant[start:end], rule.words) + meant[end:]
    return meant


@functools.lru_cache(maxsize=2048)
def _strange(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand that may be misread."""
    return tuple(found.span() for found in WORD.finditer(text) if _is_strange(found[0]))


def _is_strange(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    short = word.isupper() and len(word) < SHORTEST_IN_CAPITALS
    return letters >= len(word) - 1 and not short and not is_syllable(word)


@functools.lru_cache(maxsize=8192)
def _nearest(word: str, words: frozenset[str]) -> str:
    near = [each for each in words if len(each) == len(word) and _differing(each, word) <= 1]
    return word if word in near or len(near) != 1 else near[0]


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

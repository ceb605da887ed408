"""Words that ran together because the gap between them was not seen: “Dântộc:Kinh”."""

from __future__ import annotations

import dataclasses
import re

from certcopy.domain.page import Word
from certcopy.ocr.formulae import pair_run_together
from certcopy.ocr.syllables import is_syllable

LABELLED = re.compile(r"([^\W\d_]+:)(\w.*)", re.DOTALL)
LETTERS = re.compile(r"\W*([^\W\d_]+)\W*")
LEAST_LETTER = 0.28
"""The least width of a letter that a word of so many may have, in parts of the word's height."""


def parted(word: Word) -> tuple[Word, ...]:
    """The words that this one is made of; itself where it may well be one.

    It is parted between the colon of a label and a value in capitals or figures, and between two words of a known pair
    that are no one syllable.
    """
    if word.box.width < LEAST_LETTER * word.box.height * len(word.text):
        return (word,)
    labelled = LABELLED.fullmatch(word.text)
    if labelled and _is_label(labelled[1][:-1]) and not labelled[2][0].islower():
        label, value = _cut(word, len(labelled[1]))
        return (*_pair_parted(label), value)
    return _pair_parted(word)


def _is_label(letters: str) -> bool:
    return is_syllable(letters) or _gap_in(letters) is not None


def _pair_parted(word: Word) -> tuple[Word, ...]:
    hit = LETTERS.fullmatch(word.text)
    gap = _gap_in(hit[1]) if hit else None
    return _cut(word, hit.start(1) + gap) if hit and gap else (word,)


def _gap_in(letters: str) -> int | None:
    """After how many letters the second word of a known pair begins."""
    pair = None if is_syllable(letters) else pair_run_together(letters)
    gap = len(pair[0]) if pair else 0
    return gap if gap and _are_words(letters[:gap], letters[gap:]) else None


def _are_words(first: str, second: str) -> bool:
    alike = second.islower() or (first + second).isupper()
    return alike and is_syllable(first) and is_syllable(second)


def _cut(word: Word, gap: int) -> tuple[Word, Word]:
    """The two halves, with the gap of one letter between them."""
    letter = word.box.width / (len(word.text) + 1)
    ends = word.box.left + gap * letter
    first = dataclasses.replace(word.box, right=ends)
    second = dataclasses.replace(word.box, left=ends + letter)
    whole = word.read_as or word.text
    return (
        dataclasses.replace(word, text=word.text[:gap], box=first, read_as=whole),
        dataclasses.replace(word, text=word.text[gap:], box=second, read_as=whole),
    )

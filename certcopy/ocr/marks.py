"""Words whose marks were read unsurely and matter, names in capitals above all, read once more by themselves: only
marks may change."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from certcopy.domain.page import Box, Line, Page, PageText, Word
from certcopy.domain.toneless import toneless
from certcopy.ocr import cleaning
from certcopy.ocr.bands import bands_of
from certcopy.ocr.engine import LEAST_SIDE
from certcopy.ocr.rereading import ALONE, Place, places_of, read_lines
from certcopy.ocr.understanding.checks import AUTHORITY, FAMILIES, PLAIN_FAMILIES
from certcopy.ocr.understanding.neighbours import next_line
from certcopy.ocr.understanding.segments import Segment, folded, segments

if TYPE_CHECKING:
    from PIL import Image

    from certcopy.ocr.engine import OcrEngine

SURE, NAMES_SURE = 80.0, 95.0
"""Confidence of every word from which on marks are not looked at again, and that for names and subjects."""
SUBJECT = re.compile(r"v ?/ ?v\b|ve viec\b")
SHARES = (0.85, 1.0)
"""Of the room that a line needs: it is read with so much of it."""
NO_LETTERS = re.compile(r"[\W\d_]+")
FEWEST, LONGEST_NAME = 2, 6
"""Words that are looked at together, and that a name has."""
MOST = 16
"""Lines of a page that are looked at again, names before others: a long list in capitals shall not take for ever."""
AROUND, BESIDE = 0.6, 0.25
"""Heights of the words around them that are looked at, and that their first and last letter may reach beyond."""


def with_marks(page: Page, picture: Image.Image, scale: float, skew: float, engine: OcrEngine) -> Page:
    """A page with the marks of words in capitals and of subjects read once more, where not every one was sure.
    ``picture`` are its pixels, upright, which are read at a ``scale``, and which ``skew`` straightens."""
    pieces = segments(1, page.text)
    capitals = itertools.chain.from_iterable(_unsure(piece.words) for piece in pieces)
    runs = [*_subjects(pieces), *sorted(capitals, key=_may_be_name, reverse=True)][:MOST]
    places = [_places(picture, run, scale, skew) for run in runs]
    readings = iter(read_lines(list(itertools.chain.from_iterable(places)), engine))
    marked: dict[Word, Word] = {}
    for run, there in zip(runs, places, strict=True):
        marked |= _marked(run, list(itertools.islice(readings, len(there))))
    lines = (Line(tuple(marked.get(word, word) for word in line.words)) for line in page.text.lines)
    return dataclasses.replace(page, text=PageText(tuple(lines)))


def _unsure(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Runs of words in capitals that were not read surely."""
    runs = (tuple(run) for capitals, run in itertools.groupby(words, key=_is_capital) if capitals)
    return (run for run in runs if len(run) >= FEWEST and _is_unsure(run))


def _subjects(pieces: Sequence[Segment]) -> Iterator[tuple[Word, ...]]:
    """The lines that say what a paper is about, the first and the next, that were not read surely."""
    firsts = (piece for piece in pieces if SUBJECT.match(folded(piece.text)))
    for piece in itertools.chain.from_iterable((first, next_line(first, pieces)) for first in firsts):
        if piece and not piece.in_capitals and min(word.confidence for word in piece.words) < NAMES_SURE:
            yield piece.words


def _is_capital(word: Word) -> bool:
    return word.text.isupper() and word.text.isalpha()


def _is_unsure(run: Sequence[Word]) -> bool:
    return min(word.confidence for word in run) < (NAMES_SURE if _may_be_name(run) else SURE)


def _may_be_name(run: Sequence[Word]) -> bool:
    """Whether it begins with a family name, its marks aside, that begins no name of an authority."""
    first = run[0].text
    plain = toneless(first)
    is_family = first.capitalize() in FAMILIES or (plain in PLAIN_FAMILIES and not AUTHORITY.fullmatch(plain))
    return is_family and len(run) <= LONGEST_NAME


def _places(picture: Image.Image, run: Sequence[Word], scale: float, skew: float) -> list[Place]:
    """Where words are read again on their levelled and straightened surroundings; nowhere if no print is found."""
    words = Box.around([word.box for word in run])
    around = AROUND * words.height
    left, top = max(0, round(words.left - around)), max(0, round(words.top - around))
    right, bottom = min(picture.width, round(words.right + around)), min(picture.height, round(words.bottom + around))
    if min(right - left, bottom - top) < LEAST_SIDE:
        return []
    grey = cleaning.levelled(picture.crop((left, top, right, bottom)), scale, cleaning.FAINT_WHITE)
    part = cleaning.straightened(grey, skew, 1.0)
    there = words.moved(-left, -top).scaled(scale)
    beside = BESIDE * there.height
    bands = bands_of(part.image, there.height, 1)[:1]
    rows = (dataclasses.replace(band, left=there.left - beside, right=there.right + beside) for band in bands)
    placed = part.scaled(1 / scale).moved(left, top)
    return [place for row in rows for place in places_of([placed], row, SHARES)]


def _marked(run: Sequence[Word], readings: Sequence[Sequence[Word]]) -> dict[Word, Word]:
    """Each word with the marks that most of the readings give it that differ in no more than marks."""
    alike = [words for words in readings if _plain(words) == _plain(run)]
    return {word: _agreed(word, [words[number] for words in alike]) for number, word in enumerate(run)}


def _plain(words: Sequence[Word]) -> list[str]:
    return [toneless(word.text) for word in words]


def _agreed(word: Word, readings: Sequence[Word]) -> Word:
    if not word.text.isalpha():
        return word
    said = [(word.text, word.confidence), *((NO_LETTERS.sub("", each.text), each.confidence) for each in readings)]
    votes: dict[str, float] = {}
    for text, confidence in said:
        votes[text] = votes.get(text, 0.0) + confidence
    best = max(votes, key=votes.__getitem__)
    surest = max(confidence for text, confidence in said if text == best)
    return dataclasses.replace(word, text=best, confidence=surest if len(votes) == 1 else min(surest, ALONE))

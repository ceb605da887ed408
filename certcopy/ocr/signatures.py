"""The names of who signed, read once more where a seal or a signature ran into them: line by line, without it."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from certcopy.domain.page import Line, Page, PageText, Word
from certcopy.ocr import cleaning, supplement
from certcopy.ocr.bands import bands_of
from certcopy.ocr.engine import LEAST_SIDE
from certcopy.ocr.rereading import ALONE, places_of, read_lines
from certcopy.ocr.rings import without_ring
from certcopy.ocr.understanding.segments import segments
from certcopy.ocr.understanding.signers import PRINT
from certcopy.ocr.understanding.unsigned import Unsigned, is_likely, telling, unsigned

if TYPE_CHECKING:
    from PIL import Image

    from certcopy.ocr.cleaning import Cleaned
    from certcopy.ocr.engine import OcrEngine
    from certcopy.ocr.understanding.hits import Hit

SEALS = ("red_seal", "black_seal")
MOST_PARTS = 6
"""Of a page that are looked at: nobody signs more often on one."""
MOST_LINES = 4
"""That are read of one part: a title of office over two lines, the name, and what a seal says."""
SHARES = (0.85, 1.0, 1.15)
"""Of the room that a line needs: each is read with so much of it, and two of these readings are to agree."""
LEAST = 30.0
"""Confidence of a reading that counts."""
FEW = 3
"""Letters that scraps of ink may have been read as."""


def with_signers(page: Page, grey: Image.Image, skew: float, engine: OcrEngine) -> Page:
    """A page with the names and titles of who signed, where no name was read surely. ``grey`` is its levelled print,
    upright, which ``skew`` straightens."""
    scale = grey.width / page.image.upright_size[0]
    seals = [trace.box for trace in page.traces if trace.kind in SEALS]
    height = cleaning.word_height(page.text) or 0.0
    text = page.text
    for part in unsigned(segments(1, page.text), seals if height else [], height)[:MOST_PARTS]:
        for hit in _read_again(_pictures(grey, part, scale, skew), part.height * scale, engine):
            text = supplement.corrected(text, Line(hit.words)) if _is_better(hit, text) else text
    return dataclasses.replace(page, text=text)


def _pictures(grey: Image.Image, part: Unsigned, scale: float, skew: float) -> list[Cleaned]:
    """A part of a page as it lies on the straightened print; first without the ring of its seal."""
    left, top, right, bottom = part.box.scaled(scale).outward
    left, top, right, bottom = max(0, left), max(0, top), min(grey.width, right), min(grey.height, bottom)
    if min(right - left, bottom - top) < LEAST_SIDE:
        return []
    there = grey.crop((left, top, right, bottom))
    straight = cleaning.straightened(there, skew, 1.0)
    pictures = [straight.image]
    if part.seal:
        pictures.insert(0, without_ring(straight.image, part.seal.scaled(scale).moved(-left, -top)))
    placed = straight.moved(left, top).scaled(1 / scale)
    return [dataclasses.replace(placed, image=picture) for picture in pictures]


def _read_again(pictures: Sequence[Cleaned], height: float, engine: OcrEngine) -> Iterator[Hit]:
    bands = bands_of(pictures[0].image, height, MOST_LINES) if pictures else []
    for band in bands:
        first, *others = places_of(pictures, band, SHARES)
        (words,) = read_lines([first], engine)
        hit = _agreed([words, *read_lines(others, engine)]) if any(map(_is_print, words)) else None
        if hit:
            yield hit


def _is_print(word: Word) -> bool:
    return word.confidence >= PRINT and len(word.text) > 1


def _agreed(readings: Sequence[Sequence[Word]]) -> Hit | None:
    """What most of the likely readings say, as surely as the second surest of them that says so."""
    hits = [hit for words in readings if (hit := telling(words)) and hit.confidence >= LEAST]
    likely = list(filter(is_likely, hits)) or hits
    counts = collections.Counter(hit.value for hit in likely)
    best = max(likely, key=lambda hit: (counts[hit.value], hit.confidence), default=None)
    if best is None:
        return None
    alike = sorted((hit.confidence for hit in likely if hit.value == best.value), reverse=True)
    return best.believed_to(alike[1] if len(alike) > 1 else ALONE)


def _is_better(hit: Hit, text: PageText) -> bool:
    """Than what was read where it stands: no other print, nor the name of somebody or a title as surely."""
    covered = supplement.covered(text, Line(hit.words))
    before = telling(covered)
    if before and before.confidence >= hit.confidence and is_likely(before) >= is_likely(hit):
        return False
    print_there = sum(len(word.text) for word in covered if word.confidence >= PRINT)
    return print_there <= len(hit.value) + FEW

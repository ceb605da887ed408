"""Rows of boxes for one letter or figure each, as forms have for numbers and names: read as one word, not as bars.

The boxes are made white, and what stands in them is moved together; what was read there is put back where it stands.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from certcopy.domain.page import Box, Word
from certcopy.ocr.ruling import CELL, Mask, ink_of, level_rules, upright_rules

LOWEST, HIGHEST = 0.15, 0.4
"""Inches, as the measures below: how high a row of boxes is."""
NARROWEST, WIDEST = 0.12, 0.34
"""A box from rule to rule."""
UNEVEN = 0.12
"""By what part boxes of a row may differ in width."""
LEAST = 5
"""Boxes of a row."""
LIKE = 0.06
"""How far apart the ends of two rules are that bound one row, at most."""
OUTSIDE = 0.05
"""How far beyond a row of boxes its rules do not reach; those of a table do."""
TIGHT, BLANK = 0.008, 0.09
"""Between two letters that are moved together, and for an empty box."""
HALO = 2
"""Pixels around a rule that are grey."""
INK = 128

Part = tuple[Box, Box]
"""Where a letter was moved to, and where it stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class Packed:
    """A page with what stood in boxes moved together."""

    picture: Image.Image
    letters: tuple[Part, ...] = ()

    def placed(self, word: Word) -> Word:
        """A word that was read there, as far across as its letters stand."""
        across, down = word.box.middle
        row = [part for part in self.letters if part[0].top < down < part[0].bottom]
        stand = [here for there, here in row if there.overlaps_across(word.box)]
        if not any(there.left <= across <= there.right for there, _ in row) or not stand:
            return word
        around = Box.around(stand)
        return dataclasses.replace(word, box=dataclasses.replace(word.box, left=around.left, right=around.right))


def packed(level: Image.Image, dpi: float) -> Packed:
    """An evened page that lies straight to a degree, rows of boxes made words; itself where it has none."""
    rows = list(_rows(ink_of(level), dpi / CELL))
    if not rows:
        return Packed(level)
    picture = level.copy()
    letters = [part for frame, boxes in rows for part in _moved(level, picture, frame, boxes, dpi)]
    return Packed(picture, tuple(letters))


def _rows(ink: Mask, scale: float) -> Iterator[tuple[Box, list[Box]]]:
    """The frame and the boxes of each row, in cells: all between two level rules that begin and end together."""
    turned = upright_rules(np.ascontiguousarray(ink.T), scale)
    rules = [Box(each.top, each.left, each.bottom, each.right) for each in turned]
    for upper, lower in itertools.product(rules, repeat=2):
        height = lower.top - upper.bottom
        alike = max(abs(upper.left - lower.left), abs(upper.right - lower.right)) <= LIKE * scale
        if alike and LOWEST * scale <= height <= HIGHEST * scale:
            boxes = _boxes(ink, upper, lower, scale)
            if len(boxes) >= LEAST and not _goes_on(ink, boxes, upper, lower, scale):
                yield Box.around((upper, lower)), boxes


def _boxes(ink: Mask, upper: Box, lower: Box, scale: float) -> list[Box]:
    """The boxes of equal width between upright rules; none where they are not equal."""
    left, right = int(min(upper.left, lower.left)), int(max(upper.right, lower.right))
    top, bottom = int(upper.bottom), int(lower.top)
    uprights = level_rules(ink[top:bottom, left:right].T, scale)
    boxes = [Box(left + one[1], top, left + other[0], bottom) for one, other in itertools.pairwise(uprights)]
    widths = np.array([box.width for box in boxes])
    even = widths.size and bool((np.abs(widths - np.median(widths)) <= max(1, UNEVEN * np.median(widths))).all())
    return boxes if even and NARROWEST * scale <= widths[0] <= WIDEST * scale else []


def _goes_on(ink: Mask, boxes: Sequence[Box], upper: Box, lower: Box, scale: float) -> bool:
    """Whether most upright rules reach further up or down, as in a table."""
    reach = max(2, round(OUTSIDE * scale))
    above, below = (int(upper.top) - reach, int(upper.top)), (int(lower.bottom), int(lower.bottom) + reach)
    columns = [int(box.right) for box in boxes[:-1]]
    beyond = (ink[max(0, first) : last, at - 1 : at + 3] for first, last in (above, below) for at in columns)
    return sum(bool(part.size and part.any(axis=1).all()) for part in beyond) > len(columns) / 2


def _moved(level: Image.Image, picture: Image.Image, frame: Box, boxes: Sequence[Box], dpi: float) -> Iterator[Part]:
    """Where each letter goes and stood; the picture is changed."""
    left, top, right, bottom = frame.scaled(CELL).outward
    picture.paste(255, (left - HALO, top - HALO, right + HALO, bottom + HALO))
    place = boxes[0].left * CELL
    for box in boxes:
        left, top, right, bottom = box.scaled(CELL).outward
        columns = np.flatnonzero((np.asarray(level.crop((left, top, right, bottom))) < INK).any(axis=0))
        if not columns.size:
            place += BLANK * dpi
            continue
        here = Box(left + int(columns[0]) - 1, top, left + int(columns[-1]) + 2, bottom)
        picture.paste(level.crop(here.outward), (round(place), top))
        yield here.moved(round(place) - here.left, 0), here
        place += here.width + TIGHT * dpi

"""Tables with ruled columns: the print of each column is read by itself, and no rule is taken for a letter.

Tesseract takes what stands side by side in two columns for one line, and a rule for “|” or “1”: of the lists that go
with decisions it reads every tenth letter wrongly.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw

from certcopy.domain.page import Box
from certcopy.ocr.cleaning import Cleaned, straightened, without
from certcopy.ocr.ruling import (
    CELL,
    LONG,
    THICKEST,
    Mask,
    ink_of,
    level_rules,
    tilt_of,
    upright_rules,
    upright_stretches,
)
from certcopy.ocr.spans import apart

NARROWEST = 0.2
"""Inches: what is narrower is the gap in the double rule of a frame, or holds one figure of a number."""
LOWEST = 0.1
"""Inches from where one rule begins or ends to where the next one does, at least, for the columns to be others."""
LEAST_COLUMNS = 2
LEAST_RULES = LEAST_COLUMNS + 1
LEAST_CROSSING = 2
"""Level rules that cross a column: strokes of a signature have none."""
INSET, OUTSET = 2, 5
"""Cells of a column beside its rules where level ones are not looked for, and above and below it where they are."""
LEAST_TILT = 0.1
"""Degrees by which a table is crooked."""
HALO = 1
"""Pixels around a rule that are grey."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and the rules that cross it from the top to the bottom, where the table stands straight."""

    box: Box
    rules: tuple[Box, ...]

    def above(self, height: float) -> float:
        """Where the row begins that is so far down the page."""
        return max((rule.bottom for rule in self.rules if rule.bottom <= height), default=self.box.top)


@dataclasses.dataclass(frozen=True, slots=True)
class Unruled:
    """An evened page as it lies, without the rules of its tables; the same ``straight``, and its columns there."""

    picture: Image.Image
    straight: Cleaned
    columns: tuple[Column, ...] = ()

    def beside(self) -> Image.Image:
        """The page without its columns."""
        boxes = [column.box for column in self.columns]
        return _without(self.picture, self.straight, boxes) if boxes else self.picture


def unruled(grey: Image.Image, dpi: float) -> Unruled:
    """The page with its tables found; as it is where it has none."""
    scale = dpi / CELL
    stretches = upright_stretches(ink_of(grey), scale)
    if not _has_columns(stretches, scale):
        return Unruled(grey, Cleaned(grey))
    tilt = tilt_of(stretches)
    straight = straightened(grey, tilt if abs(tilt) >= LEAST_TILT else 0.0, 1.0)
    ink = ink_of(straight.image)
    uprights = upright_rules(ink, scale)
    crossed = (_crossed(ink, box, scale) for box in _columns(uprights, scale))
    columns = _side_by_side([column for column in crossed if len(column.rules) >= LEAST_CROSSING], THICKEST * dpi)
    if not columns:
        return Unruled(grey, Cleaned(grey))
    rules = itertools.chain((rule.scaled(CELL) for rule in uprights), *(column.rules for column in columns))
    marks = [_with_halo(rule) for rule in rules]
    bare = dataclasses.replace(straight, image=without(straight.image, marks))
    return Unruled(_without(grey, straight, marks), bare, columns)


def _has_columns(stretches: Mask, scale: float) -> bool:
    """Whether, in as many rows of cells as a rule has at least, there are as many rules as a table."""
    begin = (stretches[:, 1:] & ~stretches[:, :-1]).sum(axis=1)
    return bool(np.count_nonzero(begin >= LEAST_RULES) >= LONG * scale)


def _without(picture: Image.Image, straight: Cleaned, boxes: Sequence[Box]) -> Image.Image:
    """A page without what stands in these boxes where it is straight."""
    left = picture.copy()
    pen = ImageDraw.Draw(left)
    for box in boxes:
        pen.polygon(straight.corners_on_page(box), fill=255)
    return left


def _columns(uprights: Sequence[Box], scale: float) -> list[Box]:
    """Between which upright rules there is a column, from where to where down the page; all in cells."""
    columns: list[Box] = []
    for part in _parts(uprights, scale):
        over = next((column for column in columns if _goes_on(column, part)), None)
        if over is None:
            columns.append(part)
        else:
            columns[columns.index(over)] = Box.around((over, part))
    return columns


def _goes_on(column: Box, part: Box) -> bool:
    return (column.left, column.right, column.bottom) == (part.left, part.right, part.top)


def _parts(uprights: Sequence[Box], scale: float) -> Iterator[Box]:
    """The columns, cut wherever a rule begins or ends."""
    ends = (end for rule in uprights for end in (rule.top, rule.bottom))
    for top, bottom in itertools.pairwise(apart(ends, LOWEST * scale)):
        rules = [rule for rule in uprights if rule.top < (top + bottom) / 2 < rule.bottom]
        parts = [Box(one.right, top, other.left, bottom) for one, other in itertools.pairwise(rules)]
        wide = [part for part in parts if part.width >= NARROWEST * scale]
        yield from wide if len(wide) >= LEAST_COLUMNS else ()


def _crossed(ink: Mask, box: Box, scale: float) -> Column:
    """The column in this part of the ink."""
    left, top, right, bottom = box.outward
    top, bottom = max(0, top - OUTSET), bottom + OUTSET
    across = level_rules(ink[top:bottom, left + INSET : right - INSET], scale)
    rules = (Box(left, top + begin, right, top + end).scaled(CELL) for begin, end in across)
    return Column(box.scaled(CELL), tuple(rules))


def _side_by_side(columns: Sequence[Column], gap: float) -> tuple[Column, ...]:
    """Those that are parted from another by one rule: a box for a photo stands alone."""

    def is_beside(one: Box, other: Box) -> bool:
        return 0 < other.left - one.right <= gap and one.overlaps_down(other)

    pairs = [(one, other) for one in columns for other in columns if is_beside(one.box, other.box)]
    return tuple(column for column in columns if any(column in pair for pair in pairs))


def _with_halo(rule: Box) -> Box:
    return Box(rule.left - HALO, rule.top - HALO, rule.right + HALO, rule.bottom + HALO)

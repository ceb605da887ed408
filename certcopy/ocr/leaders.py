"""Dotted lines of forms: rows of small dots, evenly spaced, with nothing close above or below them.

The network for lines reads a few dots as dots, and a long row of them as letters.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.ocr.ruling import CELL, Mask, ink_of

DOT = 0.036
"""Inches, as the measures below: the height and the width of a dot, at most."""
CLEAR = 0.09
"""How far above and below a dot there is nothing: letters reach further, and the marks below them are closer."""
APART = 0.12
"""From one dot to the next, at most."""
LEAST = 4
"""Dots of a row; three are an ellipsis."""
UNEVEN, MOSTLY = 0.35, 0.8
"""By what part a step from dot to dot may differ from the usual one, and how many of a row may not."""

Places = NDArray[np.intp]
"""Cells of a picture, row after row; a row has one more than the picture, which is blank."""


def without_leaders(level: Image.Image, dpi: float) -> Image.Image:
    """An evened page that lies straight to a degree, without its dotted lines."""
    scale = dpi / CELL
    ink = ink_of(level)
    reach = round(DOT * scale / 2)
    begin, end = _dots(*_low_and_tall(ink, reach, round(CLEAR * scale)), DOT * scale)
    dots = np.zeros_like(ink)
    row_length = ink.shape[1] + 1
    for group in _leaders(begin, row_length, APART * scale):
        (row, *_), across = np.divmod(begin[group], row_length)
        band = dots[max(0, row - reach) : row + reach + 1]
        for left, width in zip(across, end[group] - begin[group], strict=True):
            band[:, left : left + width] = True
    return _blank(level, dots) if dots.any() else level


def _low_and_tall(ink: Mask, reach: int, clear: int) -> tuple[Mask, Mask]:
    """Where there is ink in a band around each row of cells, and where there is some above or below the band."""
    beyond = reach + clear
    counts = np.pad(ink, ((beyond + 1, beyond), (0, 0))).cumsum(axis=0, dtype=np.int32)

    def inked(first: int, last: int) -> Mask:
        """Whether there is ink from so many to so many cells below each one."""
        begin, end = beyond + first, beyond + last + 1
        found: Mask = counts[end : end + len(ink)] > counts[begin : begin + len(ink)]
        return found

    return inked(-reach, reach), inked(-beyond, -reach - 1) | inked(reach + 1, beyond)


def _dots(low: Mask, tall: Mask, widest: float) -> tuple[Places, Places]:
    """Where narrow stretches begin and end that reach neither above nor below their band."""
    edges = np.flatnonzero(np.diff(np.pad(low, ((0, 0), (1, 0))).ravel(), append=False))
    begin, end = edges[::2], edges[1::2]
    reaching = np.append(0, np.pad(tall, ((0, 0), (0, 1))).cumsum(dtype=np.int32))
    alone = (end - begin <= widest) & (reaching[end] == reaching[begin])
    return begin[alone], end[alone]


def _leaders(begin: Places, row_length: int, apart: float) -> Iterator[slice]:
    """Which dots follow one another evenly in a row of cells."""
    parted = (np.diff(begin) > apart) | (np.diff(begin // row_length) > 0)
    cuts = np.flatnonzero(parted) + 1
    first, last = np.append(0, cuts), np.append(cuts, begin.size)
    enough = last - first >= LEAST
    groups = (slice(*ends) for ends in zip(first[enough], last[enough], strict=True))
    return (group for group in groups if _is_even(np.diff(begin[group])))


def _is_even(steps: Places) -> bool:
    usual = np.median(steps)
    return bool((np.abs(steps - usual) <= max(1, UNEVEN * usual)).mean() >= MOSTLY)


def _blank(level: Image.Image, dots: Mask) -> Image.Image:
    """The page with these cells, and those around them, white."""
    around = np.pad(dots, 1)
    grown = np.logical_or.reduce([np.roll(around, step, (0, 1)) for step in np.ndindex(3, 3)])[2:, 2:]
    marks = grown.repeat(CELL, axis=0).repeat(CELL, axis=1)
    pixels = np.array(level)
    pixels[: len(marks), : marks.shape[1]][marks] = 255
    return Image.fromarray(pixels)

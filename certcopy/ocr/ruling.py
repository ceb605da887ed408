"""Rules printed on a page: long thin lines, upright or level.

They are looked for on an evened page at half its size, where a cell of four pixels is as dark as the darkest of them.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.domain.page import Box
from certcopy.ocr.lie import Ink
from certcopy.ocr.spans import spans

Mask = NDArray[np.bool_]
"""Where there is ink, a cell for every ``CELL`` by ``CELL`` pixels."""

CELL = 2
DARK = 185
"""Of an evened page, 255: a thin rule that falls between two rows of pixels is grey."""
LONG = 0.45
"""Inches, as all measures below: three lines of print, whose letters never stand above one another without a gap."""
FILLED, CROSSED = 0.88, 0.9
"""Of the length of an upright rule, and of the width of a column that a level one crosses: how much is ink."""
CROOKED = 2.5
"""Degrees: stretches of more crooked rules are not found."""
THICKEST = 0.08
BROKEN = 0.06
"""A gap that a rule may have; the row of a table that has no columns is higher."""


def ink_of(grey: Image.Image) -> Mask:
    """The ink of an evened page."""
    dark = np.asarray(grey) < DARK
    rows = dark[:-1:CELL] | dark[1::CELL]
    cells: Mask = rows[:, :-1:CELL] | rows[:, 1::CELL]
    return cells


def upright_stretches(ink: Mask, dpi: float) -> Mask:
    """The ink of whatever is upright and long; ``dpi``: cells per inch."""
    length = round(LONG * dpi)
    counts = np.pad(_widened(ink), ((1, 0), (0, 0))).cumsum(axis=0, dtype=np.int32)
    filled = counts[length:] - counts[:-length] >= FILLED * length
    columns = np.flatnonzero(filled.any(axis=0))
    covered = np.zeros((len(ink) + 1, columns.size), np.int32)
    covered[: len(filled)] += filled[:, columns]
    covered[length : length + len(filled)] -= filled[:, columns]
    long = np.zeros_like(ink)
    long[:, columns] = ink[:, columns] & (covered.cumsum(axis=0)[:-1] > 0)
    return long


def tilt_of(stretches: Mask) -> float:
    """Clockwise degrees by which long upright ink is crooked."""
    ink = Ink(np.rot90(stretches))
    coarse = ink.sharpest(np.arange(-CROOKED, CROOKED + 0.1, 0.25))
    return round(ink.sharpest(np.arange(coarse - 0.25, coarse + 0.26, 0.05)), 2)


def upright_rules(ink: Mask, dpi: float) -> list[Box]:
    """The upright rules from left to right, in cells."""
    long = upright_stretches(ink, dpi)
    found = (
        _fitted(long, Box(left, top, right, bottom))
        for left, right in spans(np.asarray(long.any(axis=0)))
        for top, bottom in spans(np.asarray(long[:, left:right].any(axis=1)), round(BROKEN * dpi))
    )
    return [rule for rule in found if rule.width <= THICKEST * dpi]


def level_rules(ink: Mask, dpi: float) -> list[tuple[int, int]]:
    """From where to where down a column of a table a rule crosses it, in cells."""
    crossed = _widened(ink.T).T.mean(axis=1) >= CROSSED
    return [(top, bottom) for top, bottom in spans(crossed) if bottom - top <= THICKEST * dpi]


def _fitted(ink: Mask, box: Box) -> Box:
    """The part of a box in which there is ink, as high as it was."""
    left, top, right, bottom = box.outward
    places = np.flatnonzero(ink[top:bottom, left:right].any(axis=0))
    return dataclasses.replace(box, left=left + int(places[0]), right=left + int(places[-1]) + 1)


def _widened(ink: Mask) -> Mask:
    """With the cells beside those with ink: a rule that is not quite upright goes on beside itself."""
    wide = ink.copy()
    wide[:, 1:] |= ink[:, :-1]
    wide[:, :-1] |= ink[:, 1:]
    return wide

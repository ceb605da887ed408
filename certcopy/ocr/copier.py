"""The marks of a copier on a page without colour: lone specks of toner, and a dark edge where the lid stood open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.domain.page import MM_PER_INCH, Box, Trace

SPECK_MM = 0.35
ALONE_MM = 1.2
"""A speck has nothing else in a square of this side: the dots of a dotted line stand closer."""
SPECK_DARK = 110
SPECK_FILL = 0.7
"""Of its square: a fuller one is a square of print."""
SPECKS_PER_DM2 = 14.0
FEWEST = 12
"""Specks; fewer are the dots of small print, on whatever paper."""
SPECKS_LEAST, SPECKS_MOST = 70.0, 95.0
MARGIN_MM = 16.0
EDGE_SHARE = 0.01
"""Of the shorter side: how deep the dark edge must be."""
EDGE_DARKER = 45.0
EDGE = 75.0


def copier_traces(picture: Image.Image, small: NDArray[np.float32], dpi: float) -> Iterator[Trace]:
    """Specks and dark edges of an upright page; ``small`` is the same page reduced."""
    specks = _specks(_margins(picture, dpi), dpi)
    if specks >= SPECKS_PER_DM2:
        yield Trace("specks", Box(0, 0, *picture.size), round(min(SPECKS_MOST, SPECKS_LEAST + specks), 1))
    yield from _edges(small.mean(axis=2), picture.size)


def _margins(picture: Image.Image, dpi: float) -> NDArray[np.uint8]:
    """The left and the right margin side by side: where paper is blank."""
    wide = min(round(MARGIN_MM * dpi / MM_PER_INCH), picture.width // 4)
    left, right = (0, 0, wide, picture.height), (picture.width - wide, 0, picture.width, picture.height)
    return np.hstack([np.asarray(picture.crop(side).convert("L")) for side in (left, right)])


def _specks(grey: NDArray[np.uint8], dpi: float) -> float:
    """Lone dots of toner on one square decimetre."""
    dark = grey < SPECK_DARK
    core, room = (max(1, round(mm * dpi / MM_PER_INCH / 2)) for mm in (SPECK_MM, ALONE_MM))
    near, wide = _counts(dark, core), _counts(dark, room)
    lone = dark & (near == wide) & (near <= (2 * core + 1) ** 2 * SPECK_FILL)
    clusters = float((lone / np.maximum(near, 1)).sum())
    decimetres = grey.size / (dpi * 100 / MM_PER_INCH) ** 2
    return clusters / decimetres if clusters >= FEWEST else 0.0


def _counts(dark: NDArray[np.bool_], reach: int) -> NDArray[np.int32]:
    """How many dark pixels lie within so many pixels of each, in a square."""
    padded = np.pad(dark.astype(np.int32), ((reach + 1, reach), (reach + 1, reach)))
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    side = 2 * reach + 1
    counts: NDArray[np.int32] = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return counts


def _edges(grey: NDArray[np.float32], size: tuple[int, int]) -> Iterator[Trace]:
    """Sides that are dark along their whole length, where the lid stood open."""
    height, width = grey.shape
    paper = float(np.median(grey))
    wide, tall = size
    rim = max(1, round(EDGE_SHARE * min(height, width)))
    reach = rim * wide / width
    sides = (
        (grey[:, :rim], Box(0, 0, reach, tall)),
        (grey[:, -rim:], Box(wide - reach, 0, wide, tall)),
        (grey[:rim], Box(0, 0, wide, reach)),
        (grey[-rim:], Box(0, tall - reach, wide, tall)),
    )
    for strip, box in sides:
        if paper - float(np.median(strip)) > EDGE_DARKER:
            yield Trace("dark_edge", box, EDGE)

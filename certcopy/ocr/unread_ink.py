"""Coloured ink that nobody has made sense of yet: where it may be worth reading the colours of a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from certcopy.domain.page import Box
from certcopy.ocr.frames import GAP, within_frame
from certcopy.ocr.spans import spans
from certcopy.ocr.traces import SmallPage, has_colour

Part = tuple[int, int, int, int]
"""Top, left, bottom and right on the small page."""
LOWEST, SHORTEST = 2, 4
"""Pixels of the small page: the height and the width of the least print."""
ACROSS = 24
"""Pixels of the small page, 15 mm: so much of a stamp may lie across a frame."""
MARGIN = 2
"""Pixels of the small page around coloured ink."""


def unread_ink(small: SmallPage, known: Iterable[Box]) -> list[Box]:
    """The rectangles of an upright page with coloured ink, less what is ``known`` already, such as seals and words;
    specks are left out."""
    ink, factor = small.ink.copy(), small.factor
    for box in known:
        left, top = math.floor(box.left / factor), math.floor(box.top / factor)
        ink[max(0, top) : math.ceil(box.bottom / factor), max(0, left) : math.ceil(box.right / factor)] = False
    if not has_colour(ink):
        return []
    return [_outward(_whole(part, ink), small) for part in _bands(ink) if _may_be_print(part)]


def _bands(ink: NDArray[np.bool_], corner: tuple[int, int] = (0, 0)) -> Iterator[Part]:
    """The rectangles of ink that blank rows part, and within a frame again."""
    for top, bottom in spans(np.asarray(ink.any(axis=1)), GAP):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        band, start = ink[top:bottom, left:right], (corner[0] + top, corner[1] + left)
        inner = within_frame(band)
        if inner is band:
            yield *start, corner[0] + bottom, corner[1] + right
        elif inner.any():
            yield from _bands(inner, start)


def _whole(part: Part, ink: NDArray[np.bool_]) -> Part:
    """The part with what of it lies across a frame: as far as its ink goes on."""
    top, left, bottom, right = part
    across, down = np.asarray(ink[:, left:right].any(axis=1)), np.asarray(ink[top:bottom].any(axis=0))
    return (
        top - _length(across[:top][::-1]),
        left - _length(down[:left][::-1]),
        bottom + _length(across[bottom:]),
        right + _length(down[right:]),
    )


def _length(inked: NDArray[np.bool_]) -> int:
    """How far the ink goes on without a gap, at most ``ACROSS``."""
    return int(np.append(inked[:ACROSS], False).argmin())


def _may_be_print(part: Part) -> bool:
    top, left, bottom, right = part
    return bottom - top >= LOWEST and right - left >= SHORTEST


def _outward(part: Part, small: SmallPage) -> Box:
    top, left, bottom, right = (small.factor * side for side in part)
    margin, (width, height) = small.factor * MARGIN, small.size
    return Box(max(0, left - margin), max(0, top - margin), min(width, right + margin), min(height, bottom + margin))

"""Lines of print found by their ink alone, where a seal or a pen runs into them: in rows of print ink and paper change
more often than where a stroke or a ring is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.domain.page import Box

DARK = 110
"""The tone below which a pixel of a levelled page is ink."""
LEAST_CHANGES = 20
"""From ink to paper and back, along a row: a name of two short words has more, a signature seldom."""
MIDDLE = 0.5
"""Heights of a word that small letters are high."""
HIGHEST = 1.1
"""Heights of a word: what is as crowded over more rows than that is a drawing."""
INSIDE = 0.55
"""Of the changes in the middle of a line: how many there are at the edges of its small letters."""
GAP, SHORTEST = 1.0, 3.0
"""Heights of a word that part what stands on one line, and that the shortest name is long."""
ABOVE, BELOW, MARGIN = 0.6, 0.5, 3
"""Heights of small letters that marks and tails need, and pixels beyond."""


def bands_of(grey: Image.Image, height: float, most: int) -> list[Box]:
    """Where print stands on a levelled picture: the small letters of at most so many lines, the most crowded first.
    ``height`` is that of a word, marks and all."""
    ink = np.asarray(grey) < DARK
    changes = (ink[:, 1:] != ink[:, :-1]).sum(axis=1).astype(np.float32)
    return [box for top, bottom in _rows(changes, height, most) for box in _pieces(ink[top:bottom], top, height)]


def room_for(band: Box, size: tuple[int, int], share: float = 1.0) -> Box:
    """A band with the room that its line needs, or a ``share`` of it, within a picture of that size."""
    height = share * band.height
    return Box(
        max(0, band.left - MARGIN),
        max(0, band.top - ABOVE * height - MARGIN),
        min(size[0], band.right + MARGIN),
        min(size[1], band.bottom + BELOW * height + MARGIN),
    )


def _rows(changes: NDArray[np.float32], height: float, most: int) -> Iterator[tuple[int, int]]:
    """From where to where the small letters of a line reach, of the most crowded line first."""
    if not changes.size:
        return
    window, beside = max(1, round(MIDDLE * height)), round(height)
    left = np.convolve(changes, np.ones(window) / window, "same")
    for _ in range(most):
        row = int(left.argmax())
        if left[row] < LEAST_CHANGES:
            return
        left[max(0, row - beside) : row + beside] = 0
        inside = changes > INSIDE * np.median(changes[max(0, row - window // 2) : row + window // 2 + 1])
        top = row - int(np.append(inside[: row + 1][::-1], False).argmin()) + 1
        bottom = row + int(np.append(inside[row:], False).argmin())
        if 0 < top < bottom <= min(top + HIGHEST * height, changes.size - 1):
            yield top, bottom


def _pieces(ink: NDArray[np.bool_], top: int, height: float) -> Iterator[Box]:
    """What stands on a line, parted at wide gaps; short pieces are left out."""
    columns = np.flatnonzero(ink.any(axis=0))
    for piece in np.split(columns, np.flatnonzero(np.diff(columns) > GAP * height) + 1):
        if piece.size and piece[-1] + 1 - piece[0] >= SHORTEST * height:
            yield Box(int(piece[0]), top, int(piece[-1]) + 1, top + len(ink))

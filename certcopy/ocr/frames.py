"""Frames printed around all else on a page, plain or ornamental, and what of a photo is not paper: ink along all four
sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certcopy.ocr.outline import STRAY, Line, fitted

Mask = NDArray[np.bool_]

GAP = 6
"""Pixels of a small page that part one piece of print from the next, and a frame from what it encloses."""
DEEPEST = 0.2
"""Of the way across: how far from its side a frame ends."""
LEAST = 0.7
"""Of a side: along how much of it there is a frame, if there is one."""


def within_frame(ink: Mask) -> Mask:
    """Where there is ink, less a frame around it; all of it where there is none along every side."""
    kept = ink.copy()
    for side in range(4):
        rows = np.rot90(ink, side)
        edge = _inner_edge(rows)
        if edge is None:
            return ink
        down, across = np.ogrid[: rows.shape[0], : rows.shape[1]]
        inside = np.rot90(kept, side)
        inside &= across > edge.at(down + 0.5) + STRAY
    return kept


def _inner_edge(rows: Mask) -> Line | None:
    """Where the frame on the left ends, across by down."""
    ends = _ends(rows)
    framed = np.flatnonzero(rows.any(axis=1) & (ends <= DEEPEST * rows.shape[1]))
    if framed.size < LEAST * len(rows):
        return None
    return fitted(framed.astype(np.float64) + 0.5, ends[framed].astype(np.float64))


def _ends(rows: Mask) -> NDArray[np.intp]:
    """Where the first ink of each row ends."""
    counts = np.pad(rows.cumsum(axis=1), ((0, 0), (1, GAP)), mode="edge")
    blank = counts[:, GAP:] == counts[:, :-GAP]
    ends: NDArray[np.intp] = (blank & (counts[:, :-GAP] > 0)).argmax(axis=1)
    return ends

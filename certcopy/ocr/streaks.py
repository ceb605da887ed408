"""Streaks: straight lines from one edge of a scan to the other, which dirt on the glass of a feeder leaves.

Lines that are printed end before the edges, or lean with the paper.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Levels = npt.NDArray[np.uint8]

NEAR = 6
"""Pixels to either side where a streak is over: half a millimetre at the resolution of reading."""
DEPTH = 24
"""Levels by which a streak is darker than what is beside it."""
ROWS = 6
"""Every so manieth row is looked at."""
BANDS = 30
"""Stretches of the way from edge to edge: a streak is seen in every one."""
SEEN = 0.4
"""Of a stretch; elsewhere print beside the streak, or across it, may be as dark."""
SOFT = 1
"""Pixels to either side that a streak is blurred over."""


def without_streaks(level: Image.Image) -> Image.Image:
    """The levelled page, streaks bridged from one side to the other: paper is paper again, and print that they cross is
    whole."""
    levels = np.asarray(level)
    across, down = streaks_in(levels), streaks_in(levels.T)
    if not across.any() and not down.any():
        return level
    return Image.fromarray(np.ascontiguousarray(_bridged(_bridged(levels, across).T, down).T))


def streaks_in(levels: Levels) -> npt.NDArray[np.bool_]:
    """The columns of a picture that belong to streaks."""
    rows = levels[::ROWS].astype(np.int16)
    found = np.zeros(rows.shape[1], np.bool_)
    if len(rows) >= BANDS and found.size > 2 * NEAR:
        darker = np.minimum(rows[:, : -2 * NEAR], rows[:, 2 * NEAR :]) - rows[:, NEAR:-NEAR] >= DEPTH
        bands = darker[: len(rows) // BANDS * BANDS].reshape(BANDS, -1, darker.shape[1])
        found[NEAR:-NEAR] = bands.mean(axis=1).min(axis=0) > SEEN
    return found


def _bridged(levels: Levels, streaks: npt.NDArray[np.bool_]) -> Levels:
    dirty = streaks.copy()
    for step in range(1, SOFT + 1):
        dirty[step:] |= streaks[:-step]
        dirty[:-step] |= streaks[step:]
    if not dirty.any():
        return levels
    clean, wanted = np.flatnonzero(~dirty), np.flatnonzero(dirty)
    after = np.searchsorted(clean, wanted)
    right, left = clean[np.minimum(after, clean.size - 1)], clean[np.maximum(after - 1, 0)]
    part = (wanted - left) / np.maximum(right - left, 1)
    bridged = levels.copy()
    bridged[:, wanted] = np.rint(levels[:, left] * (1 - part) + levels[:, right] * part)
    return bridged

"""The level that parts two kinds of pixels best (Otsu 1979)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LEAST_APART = 9.0
"""Levels between the means of two kinds of pixels; what is closer is one kind."""


def parting_level(levels: npt.NDArray[np.generic]) -> float | None:
    """The level, of 255, with one kind below and the other above it; none where there is one kind only."""
    counts = np.bincount(np.clip(levels, 0, 255).astype(np.uint8).ravel(), minlength=256).astype(np.float64)
    below, weighted = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = weighted / below - (weighted[-1] - weighted) / above
        worth = np.nan_to_num(below * above * apart**2)
    best = int(worth.argmax())
    return best + 0.5 if worth[best] > 0 and abs(apart[best]) >= LEAST_APART else None

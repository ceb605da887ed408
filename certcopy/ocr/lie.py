"""How the lines of print lie on a page, by their edges: they are sharpest in the direction in which it is read."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PIL import Image

DPI = 75
INK_BELOW = 160
WIDEST = 10.0
"""Degrees, either way."""
SIDEWAYS = 2.0
"""How much sharper the edges of columns of ink must be than those of rows; measured: below 1.4 and above 8."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lie:
    """How the lines of print lie: down the page rather than across it, and their clockwise tilt in degrees.

    ``gain``: how many times sharper their edges are along that tilt than along none. Flat paper gains much, a
    photograph seen at an angle little.
    """

    sideways: bool
    skew: float
    gain: float


def lie_of(grey: Image.Image, dpi: float) -> Lie:
    """How the print of a page lies; straight where there is none."""
    scale = min(1.0, DPI / dpi)
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    mask = np.asarray(grey.resize(size, Image.Resampling.BOX, reducing_gap=1.0)) < INK_BELOW
    across, down = Ink(mask), Ink(np.rot90(mask))
    level, upright = (ink.sharpest(np.arange(-WIDEST, WIDEST + 0.1, 0.5)) for ink in (across, down))
    sideways = down.sharpness(upright) > SIDEWAYS * across.sharpness(level)
    ink, coarse = (down, upright) if sideways else (across, level)
    fine = ink.sharpest(np.arange(coarse - 0.5, coarse + 0.55, 0.1))
    untilted = ink.sharpness(0.0)
    return Lie(sideways, round(fine, 1), ink.sharpness(fine) / untilted if untilted else 1.0)


class Ink:
    """The places of the ink of a picture."""

    def __init__(self, mask: npt.NDArray[np.bool_]) -> None:
        self._down, self._across = np.nonzero(mask)
        self._columns = np.arange(mask.shape[1])

    def sharpest(self, tilts: Iterable[float]) -> float:
        """Along which of the tilts its lines have the sharpest edges; the least where all are alike."""
        return float(max(tilts, key=lambda tilt: (self.sharpness(tilt), -abs(tilt))))

    def sharpness(self, tilt: float) -> float:
        """How much ink begins and ends from one line to the next."""
        falls = np.rint(self._columns * math.tan(math.radians(tilt))).astype(np.intp)
        ink_of_line = np.bincount(self._down + (falls.max() - falls)[self._across])
        return float(np.square(np.diff(ink_of_line)).sum())

"""Round seals: rings of the size that seals have, found on a small image of the page, and whether their ink is red."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from certcopy.domain.page import MM_PER_INCH, Box, Trace
from certcopy.ocr.channels import least

Pixels = NDArray[np.float32]

RADII_MM = (12.5, 19.5)
"""Of round seals of authorities and companies, which measure 28 to 38 mm across."""
ANGLES = 120
BRIGHT = 90
"""The percentile of grey that is taken for paper."""
DEEPEST = 90.0
"""Print is not to count for more than the thin line of a seal."""
BLOCK, KEPT = 64, 48
"""Pages are padded to multiples of this, and so many spectra of rings kept: those for A4 upright and lying, at two
resolutions."""
CANDIDATES = 12
LINE_DEPTH = 14.0
"""Grey levels by which a line is darker than what lies beside it."""
RING = 0.66
"""Of the ring's directions, how many must show a line that goes on from the one before."""
BEYOND = 6
"""Pixels; where nearly as good a ring stands that far outside, there is a table or text, and no seal."""
RED = 13.0
"""Grey levels by which red exceeds the other channels in red ink, at least."""
LEAST, MOST, GAIN = 75.0, 98.0, 120.0
"""Confidence of a ring that just is one, of the best, and how it grows between."""


def seal_traces(small: Pixels, dpi: float, scale: float) -> Iterator[Trace]:
    """Every round seal; boxes are ``scale`` times as large as on the small image, whose resolution ``dpi`` is."""
    grey = least(small)
    darkness = np.clip(float(np.percentile(grey, BRIGHT)) - grey, 0, 255).astype(np.float32)
    low, high = (math.floor(mm * dpi / MM_PER_INCH) for mm in RADII_MM)
    taken: list[tuple[int, int]] = []
    for x, y, radius in _candidates(darkness, low, high):
        if any(math.hypot(x - a, y - b) < radius for a, b in taken):
            continue
        share, red = _ring(small, darkness, x, y, radius)
        share -= _ring(small, darkness, x, y, radius + BEYOND)[0] / 2
        if share >= RING:
            taken.append((x, y))
            box = Box(*(side * scale for side in (x - radius, y - radius, x + radius, y + radius)))
            yield Trace("red_seal" if red else "black_seal", box, round(min(MOST, LEAST + GAIN * (share - RING)), 1))


def _candidates(darkness: Pixels, low: int, high: int) -> list[tuple[int, int, int]]:
    """The places whose surroundings are most like a ring, with its radius in pixels; the likeliest first."""
    height, width = darkness.shape
    if min(height, width) <= 2 * low:
        return []
    lines = np.minimum(darkness, DEEPEST)
    padded = (-(-height // BLOCK) * BLOCK, -(-width // BLOCK) * BLOCK)
    spectrum = np.fft.rfft2(lines, s=padded)
    found: list[tuple[float, int, int, int]] = []
    for radius in range(low, high + 1):
        score = np.fft.irfft2(spectrum * _ring_spectrum(padded, radius), s=padded)[:height, :width]
        for _ in range(2):
            y, x = np.unravel_index(int(score.argmax()), score.shape)
            found.append((float(score[y, x]), int(x), int(y), radius))
            score[max(0, y - low) : y + low, max(0, x - low) : x + low] = -1e9
    best = sorted(found, reverse=True)
    return [(x, y, radius) for _, x, y, radius in best[:CANDIDATES]]


@functools.lru_cache(maxsize=KEPT)
def _ring_spectrum(shape: tuple[int, int], radius: int) -> Pixels:
    """Of a thin ring around the origin against the bands beside it, each of sum one; real, as both are symmetric."""
    around = np.arange(-radius - 4, radius + 5)
    away = np.abs(np.hypot(around[:, None], around[None, :]) - radius)
    ring, beside = away < 0.9, (away >= 1.6) & (away < 3.2)
    kernel = np.zeros(shape, dtype=np.float32)
    kernel[np.ix_(around % shape[0], around % shape[1])] = ring / ring.sum() - beside / beside.sum()
    return np.fft.rfft2(kernel).real.astype(np.float32)


def _ring(small: Pixels, darkness: Pixels, x: int, y: int, radius: int) -> tuple[float, bool]:
    """In what share of directions the ring is an unbroken line, and whether its ink is red."""
    height, width = darkness.shape
    angles = np.linspace(0, 2 * math.pi, ANGLES, endpoint=False)
    steps = np.arange(-4, 5)
    across = np.clip(np.rint(x + np.outer(radius + steps, np.cos(angles))).astype(int), 0, width - 1)
    down = np.clip(np.rint(y + np.outer(radius + steps, np.sin(angles))).astype(int), 0, height - 1)
    profile = darkness[down, across]
    crest = profile[2:7].max(axis=0)
    sides = np.maximum(profile[:2].min(axis=0), profile[7:].min(axis=0))
    is_line = crest - sides > LINE_DEPTH
    where = profile[2:7].argmax(axis=0) + 2
    ring = small[down[where, np.arange(ANGLES)], across[where, np.arange(ANGLES)]][is_line]
    red = bool(len(ring)) and float(np.median(ring[:, 0] - np.maximum(ring[:, 1], ring[:, 2]))) > RED
    goes_on = is_line & np.roll(is_line, 1) & (np.abs(where - np.roll(where, 1)) <= 1)
    return float(goes_on.mean()), red

"""Stretches and places along a line of pixels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def spans(marked: NDArray[np.bool_], gap: int = 1) -> list[tuple[int, int]]:
    """From where to where something is marked, without a gap of more than ``gap``; the ends are exclusive."""
    places = np.flatnonzero(marked)
    if not places.size:
        return []
    last = np.append(np.flatnonzero(np.diff(places) > gap), places.size - 1)
    first = np.append(0, last[:-1] + 1)
    return [(int(places[begin]), int(places[end]) + 1) for begin, end in zip(first, last, strict=True)]


def apart(places: Iterable[float], least: float) -> list[float]:
    """The places in order, without those less than ``least`` behind the one before."""
    return [place for before, place in itertools.pairwise((-math.inf, *sorted(places))) if place - before >= least]

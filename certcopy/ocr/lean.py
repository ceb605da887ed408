"""How far lines of print lean, from where the words were read."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable

from certcopy.domain.page import Line, PageText

LEAST_LINES = 4
LEAST_WORDS = 3
LONG = 6.0
"""Heights of its words that a line must be long, for its lean to be told."""

Place = Callable[[float, float], tuple[float, float]]


def lean_of(text: PageText, place: Place = lambda x, y: (x, y)) -> float | None:
    """The middle lean of the lines in degrees, clockwise; none where there are too few. ``place`` says where on some
    other picture of the page a point of it lies."""
    leans = [lean for line in text.lines if (lean := _lean(line, place)) is not None]
    return statistics.median(leans) if len(leans) >= LEAST_LINES else None


def _lean(line: Line, place: Place) -> float | None:
    words = [word for word in line.words if word.confidence > 50]
    if len(words) < LEAST_WORDS:
        return None
    height = statistics.median(word.box.height for word in words)
    middles = [place((w.box.left + w.box.right) / 2, w.box.top + w.box.height / 2) for w in words]
    if middles[-1][0] - middles[0][0] < LONG * height:
        return None
    slope, _ = statistics.linear_regression([x for x, _ in middles], [y for _, y in middles])
    return math.degrees(math.atan(slope))

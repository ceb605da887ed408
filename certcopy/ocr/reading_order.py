"""In which order the lines of a page with tables are read: row by row, in a row column by column."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import operator
from collections.abc import Collection, Iterable, Sequence

from certcopy.ocr.spans import apart
from certcopy.ocr.strip import Strip

StripLine = tuple[Strip, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A line of print in a table, and how far down its row begins and how far across its column."""

    row: float
    column: float
    line: StripLine


def in_reading_order(beside: Iterable[Strip], cells: Collection[Cell], least: float) -> list[Strip]:
    """The strips beside the tables in their order, and every row before the first line that begins below it.

    ``least``: pixels from the beginning of a row to that of the next, at least.
    """
    around = lines_of(beside)
    rows = apart((cell.row for cell in cells), least)
    placed = [((number, True, 0.0, 0.0), line) for number, line in enumerate(around)]
    for cell in cells:
        row = rows[bisect.bisect(rows, cell.row) - 1]
        placed.append(((_lines_before(row, around), False, row, cell.column), cell.line))
    lines = [line for _, line in sorted(placed, key=operator.itemgetter(0))]
    return [dataclasses.replace(strip, line=number) for number, line in enumerate(lines) for strip in line]


def lines_of(strips: Iterable[Strip]) -> list[StripLine]:
    """The strips line by line."""
    return [tuple(line) for _, line in itertools.groupby(strips, key=operator.attrgetter("line"))]


def _lines_before(height: float, lines: Sequence[StripLine]) -> int:
    """How many lines are read before one that begins at that height."""
    return next((number for number, (first, *_) in enumerate(lines) if first.box.top >= height), len(lines))

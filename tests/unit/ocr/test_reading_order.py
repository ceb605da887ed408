"""Tables are read row by row, where they stand between the lines of print."""

from __future__ import annotations

from certcopy.domain.page import Box
from certcopy.ocr.reading_order import Cell, in_reading_order
from certcopy.ocr.strip import Strip


def strip(line: int, left: float, top: float) -> Strip:
    return Strip(line, Box(left, top, left + 80, top + 40), ())


def cell(row: float, column: float, top: float) -> Cell:
    return Cell(row, column, (strip(0, column, top),))


def places(strips: list[Strip]) -> list[tuple[float, float]]:
    return [(each.box.left, each.box.top) for each in strips]


def test_rows_stand_between_the_lines_above_and_below_them() -> None:
    beside = [strip(0, 500, 100), strip(0, 700, 100), strip(1, 100, 900)]
    cells = [cell(300, 100, 320), cell(500, 100, 520), cell(302, 400, 310), cell(302, 400, 350), cell(501, 400, 530)]
    ordered = in_reading_order(beside, cells, 20)
    assert places(ordered) == [
        (500, 100), (700, 100),
        (100, 320), (400, 310), (400, 350),
        (100, 520), (400, 530),
        (100, 900),
    ]  # fmt: skip
    assert [each.line for each in ordered] == [0, 0, 1, 2, 3, 4, 5, 6]


def test_a_cell_over_two_rows_is_read_with_the_first() -> None:
    cells = [cell(300, 100, 480), cell(300, 400, 320), cell(500, 400, 520)]
    assert places(in_reading_order([], cells, 20)) == [(100, 480), (400, 320), (400, 520)]


def test_without_a_table_the_order_is_as_it_was() -> None:
    beside = [strip(0, 100, 900), strip(1, 100, 100)]
    assert in_reading_order(beside, [], 20) == beside

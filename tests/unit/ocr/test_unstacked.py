"""Numbers of a list that were taken for one line down the page."""

from __future__ import annotations

from certcopy.domain.page import Box
from certcopy.ocr.strip import Strip
from certcopy.ocr.unstacked import unstacked

NUMBERS = tuple(Box(10, top, 30, top + 30) for top in (100, 170, 240, 310))
PILE = Strip(9, Box(10, 100, 30, 340), NUMBERS)


def item(line: int, top: float, left: float = 50) -> Strip:
    return Strip(line, Box(left, top, 400, top + 40), (Box(left, top + 5, 90, top + 35),))


def test_each_number_goes_to_the_head_of_its_line() -> None:
    items = [item(number, top) for number, top in enumerate((95, 165, 235, 305))]
    found = list(unstacked([*items, PILE]))
    assert [strip.line for strip in found] == [0, 1, 2, 3]
    assert found[1].box == Box(10, 165, 400, 205)
    assert found[1].pieces == (NUMBERS[1], items[1].pieces[0])


def test_one_or_two_numbers_in_a_high_strip_are_a_pile_too() -> None:
    items = [item(number, top) for number, top in enumerate((95, 165, 235))]
    two = Strip(7, Box(10, 100, 30, 250), NUMBERS[:2])
    one = Strip(8, Box(10, 150, 30, 330), NUMBERS[2:3])
    found = list(unstacked([*items, two, one]))
    assert [strip.line for strip in found] == [0, 1, 2]
    assert [strip.pieces[0] for strip in found] == list(NUMBERS[:3])


def test_a_number_without_a_line_beside_it_is_a_strip_of_its_own() -> None:
    items = [item(number, top) for number, top in enumerate((95, 165, 235))]
    alone = list(unstacked([*items, PILE]))[-1]
    assert (alone.line, alone.box, alone.pieces) == (9, NUMBERS[3], (NUMBERS[3],))


def test_a_line_far_to_the_right_is_another_column() -> None:
    found = list(unstacked([item(0, 95, left=300), PILE]))
    assert len(found) == 5


def test_letters_of_a_line_down_the_page_stand_too_close_for_numbers() -> None:
    letters = tuple(Box(10, top, 30, top + 18) for top in range(100, 340, 24))
    line = Strip(3, Box(10, 100, 30, 340), letters, turn=270)
    assert list(unstacked([line, item(0, 95)])) == [line, item(0, 95)]

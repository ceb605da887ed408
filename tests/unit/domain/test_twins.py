"""Pages that are one page scanned twice, and pages that are merely forms of one kind."""

from __future__ import annotations

import pytest

from certcopy.domain.twins import SIDE, Look, is_same, look_of

WORDS = [
    "Giấy",
    "hẹn",
    "trả",
    "kết",
    "quả",
    "Số:",
    "0045/STP-HCTP",
    "Ngày",
    "14/4/2026",
    "Ông",
    "Nguyễn",
    "Văn",
    "Mẫu",
    "Số",
    "định",
    "danh",
    "099300000001",
]
Place = tuple[int, int, int, int]
PRINT: tuple[Place, ...] = ((4, 4, 40, 6), (4, 12, 30, 14), (4, 20, 36, 22), (26, 38, 44, 40))


def page(words: list[str], places: tuple[Place, ...] = PRINT, by: int = 0, unsure: int = 0) -> Look:
    """A page with print in some places, moved by so many cells; the first words were not surely read."""
    cells = bytearray(SIDE * SIDE)
    for left, top, right, bottom in places:
        for row in range(top + by, bottom + by):
            cells[row * SIDE + left + by : row * SIDE + right + by] = bytes([120]) * (right - left)
    return look_of(words, words[unsure:], cells.hex())


def with_other(old: str, new: str) -> list[str]:
    return [new if word == old else word for word in WORDS]


@pytest.mark.parametrize("by", [0, 1, 2])
def test_a_page_scanned_twice_is_known_again_wherever_it_lay(by: int) -> None:
    assert is_same(page(WORDS), page(WORDS, by=by))


@pytest.mark.parametrize(
    ("old", "new"), [("0045/STP-HCTP", "0046/STP-HCTP"), ("14/4/2026", "15/4/2026"), ("099300000001", "099300000002")]
)
def test_one_other_number_makes_it_another_page(old: str, new: str) -> None:
    assert not is_same(page(WORDS), page(with_other(old, new)))


def test_a_number_that_stands_there_once_more_makes_it_another_page() -> None:
    assert not is_same(page([*WORDS, "099300000001"]), page(WORDS))


def test_marks_and_a_word_or_two_may_be_misread() -> None:
    assert is_same(page(WORDS), page(with_other("Nguyễn", "Nguyên")))
    assert is_same(page(WORDS), page(with_other("hẹn", "hcn")))


def test_another_name_makes_it_another_page() -> None:
    assert not is_same(page(WORDS), page([*WORDS[:-7], "Trần", "Thị", "Thử", *WORDS[-4:]]))


def test_what_was_not_surely_read_is_held_against_nobody() -> None:
    assert is_same(page(WORDS, unsure=7), page(with_other("0045/STP-HCTP", "OO45/SIP-HCTP"), unsure=7))


def test_the_same_print_signed_or_filled_in_is_another_page() -> None:
    signed = (*PRINT, (28, 28, 42, 34))
    assert not is_same(page(WORDS), page(WORDS, signed))


def test_a_page_that_was_hardly_read_is_like_none() -> None:
    assert not is_same(page(WORDS, unsure=len(WORDS) - 2), page(WORDS))


def test_the_smaller_pictures_of_earlier_releases_are_like_none() -> None:
    assert not is_same(page(WORDS), look_of(WORDS, WORDS, "00" * 576))

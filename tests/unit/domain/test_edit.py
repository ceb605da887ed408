"""Edits are sound, or refused with the page that is not."""

from __future__ import annotations

import dataclasses

import pytest

from certcopy.domain.edit import Crop, Edits, PageEdit, Point, insist_on_soundness, sheets_of, unedited
from certcopy.errors import BadEdit

BOW_TIE = (Point(0, 0), Point(1, 1), Point(1, 0), Point(0, 1))


def test_pages_come_in_the_order_of_the_list_without_what_is_left_out() -> None:
    edits = (PageEdit(3), PageEdit(1, left_out=True), PageEdit(2), PageEdit(4, joined=True))
    assert sheets_of(edits) == ((PageEdit(3),), (PageEdit(2), PageEdit(4, joined=True)))


def test_the_first_page_has_none_to_be_joined_to() -> None:
    assert len(sheets_of((PageEdit(1, left_out=True), PageEdit(2, joined=True)))) == 1


@pytest.mark.parametrize(
    "edits", [(), (PageEdit(1),), (PageEdit(1), PageEdit(1)), (PageEdit(1), PageEdit(2), PageEdit(3))]
)
def test_every_scanned_page_is_there_once(edits: Edits) -> None:
    with pytest.raises(BadEdit) as refusal:
        insist_on_soundness(edits, 2)
    assert refusal.value.problem == "pages"


def test_one_page_at_least_is_kept() -> None:
    with pytest.raises(BadEdit) as refusal:
        insist_on_soundness(tuple(dataclasses.replace(each, left_out=True) for each in unedited(2)), 2)
    assert refusal.value.problem == "none_left"


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (PageEdit(1, skew=float("nan")), "skew"),
        (PageEdit(1, skew=20), "skew"),
        (PageEdit(1, crop=Crop(0.5, 0, 0.4, 1)), "crop"),
        (PageEdit(1, crop=Crop(-0.1, 0, 1, 1)), "crop"),
        (PageEdit(1, corners=BOW_TIE), "corners"),
        (PageEdit(1, corners=(Point(0, 0), Point(2, 0), Point(2, 1), Point(0, 1))), "corners"),
        (PageEdit(1, corners=(Point(0, 0), Point(0, 1), Point(1, 1), Point(1, 0))), "corners"),
    ],
)
def test_what_cannot_be_drawn_is_refused(edit: PageEdit, problem: str) -> None:
    with pytest.raises(BadEdit) as refusal:
        insist_on_soundness((edit,), 1)
    assert (refusal.value.page, refusal.value.problem) == (1, problem)

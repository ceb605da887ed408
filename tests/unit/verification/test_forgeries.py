"""Every trick with updates, bytes and ranges, on our own copies and on somebody else's paper."""

from __future__ import annotations

import pytest

from certcopy.errors import UnreadablePdf
from certcopy.verification.report import Gravity, Report, Verdict
from certcopy.verification.verdict import verify
from tests.unit.verification.byte_attacks import BYTES, OWN_ONLY
from tests.unit.verification.table_attacks import TABLES
from tests.unit.verification.update_attacks import HARMLESS, UPDATES, Attack
from tests.unit.verification.ward import LATER, Ward

OWN = UPDATES | HARMLESS | BYTES | TABLES | OWN_ONLY
FOREIGN = UPDATES | BYTES | TABLES
UNREADABLE = {"encrypted_by_the_trailer"}
"""Readers cannot open these any more: there is nothing to be fooled by."""
UNDECIDED = {"table_that_loops", "fields_in_a_circle", "hybrid_that_points_back"}
"""The tables lead nowhere or in circles, so nobody can say what a reader would show."""


@pytest.mark.parametrize("kind", ["signed", "sealed"])
@pytest.mark.parametrize("title", OWN)
def test_a_copy_with_anything_done_to_it_is_refused(ward: Ward, kind: str, title: str) -> None:
    report = _report(OWN[title], getattr(ward, kind), ward)
    if title in UNREADABLE:
        assert report is None
        return
    assert report is not None
    assert report.verdict is (Verdict.INCONCLUSIVE if title in UNDECIDED else Verdict.INVALID)


@pytest.mark.parametrize("title", FOREIGN)
def test_a_paper_that_forbids_nothing_is_never_called_valid_after_it(ward: Ward, title: str) -> None:
    report = _report(FOREIGN[title], ward.contract, ward)
    assert report is None or report.verdict is not Verdict.VALID
    assert (report is None) == (title in UNREADABLE)


SHOWN_OR_ACTING = {
    "content_replaced": "PAGE_OBJECTS_CHANGED",
    "content_called_metadata": "PAGE_OBJECTS_CHANGED",
    "content_called_certificate": "PAGE_OBJECTS_CHANGED",
    "picture_or_font_replaced": "PAGE_OBJECTS_CHANGED",
    "page_freed": "PAGE_OBJECTS_CHANGED",
    "table_entry_redirected": "PAGE_OBJECTS_CHANGED",
    "page_twice": "PAGE_COUNT_CHANGED",
    "crop box": "PAGE_OBJECTS_CHANGED",
    "rotation": "PAGE_OBJECTS_CHANGED",
    "user unit": "PAGE_OBJECTS_CHANGED",
    "fields_emptied": "HIDDEN_SIGNATURE",
    "signature_nulled": "HIDDEN_SIGNATURE",
    "appearance_replaced": "SIGNATURE_ALTERED",
    "widget_moved": "SIGNATURE_ALTERED",
    "new_catalog": "ACTIVE_CONTENT_CHANGED",
    "layers_switched": "ACTIVE_CONTENT_CHANGED",
    "file_attached": "ACTIVE_CONTENT_CHANGED",
    "open action": "ACTIVE_CONTENT_CHANGED",
    "link with a script": "ACTIVE_CONTENT_CHANGED",
    "named script": "ACTIVE_CONTENT_CHANGED",
    "page actions": "ACTIVE_CONTENT_CHANGED",
    "XFA form": "ACTIVE_CONTENT_CHANGED",
}
"""What must be invalid on any file, and why, whoever made it and whatever its signatures let happen."""


@pytest.mark.parametrize("title", SHOWN_OR_ACTING)
def test_what_shows_or_acts_is_refused_on_any_file_for_the_right_reason(ward: Ward, title: str) -> None:
    report = _report(FOREIGN[title], ward.contract, ward)
    assert report is not None
    assert SHOWN_OR_ACTING[title] in {why.code for why in report.reasons if why.gravity is Gravity.INVALID}


def test_a_paper_as_signed_is_valid(ward: Ward) -> None:
    assert verify(ward.contract, ward.anchors, LATER).verdict is Verdict.VALID


def _report(attack: Attack, pdf: bytes, ward: Ward) -> Report | None:
    forged = attack(pdf)
    assert forged != pdf
    try:
        return verify(forged, ward.anchors, LATER)
    except UnreadablePdf:
        return None

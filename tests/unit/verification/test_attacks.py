"""No forgery of a certified copy passes, and each is refused for the right reason."""

from __future__ import annotations

import re

import pytest
from asn1crypto import x509

from certcopy.verification.report import Changes, Gravity, Verdict
from certcopy.verification.revisions import Aftermath
from certcopy.verification.verdict import verify
from tests.unit.verification import attacks
from tests.unit.verification.ward import LATER, Ward

REFUSED_FOR: dict[attacks.Attack, str] = {
    attacks.overwritten_page_without_end_mark: "UNEXPLAINED_BYTES",
    attacks.overwritten_page_left_off_the_table: "UNLISTED_OBJECTS",
    attacks.garbage_after_the_end: "UNEXPLAINED_BYTES",
    attacks.second_document_after_the_end: "UNEXPLAINED_BYTES",
    attacks.last_bytes_cut_off: "FORMAT_FAILURE",
    attacks.repainted_page: "PAGE_OBJECTS_CHANGED",
    attacks.hidden_text_replaced: "PAGE_OBJECTS_CHANGED",
    attacks.added_page: "PAGE_COUNT_CHANGED",
    attacks.stamped_annotation: "DOCMDP_VIOLATED",
    attacks.form_removed: "HIDDEN_SIGNATURE",
    attacks.sub_filter_renamed: "HASH_FAILURE",
    attacks.upper_case_contents: "NOT_OUR_FORM",
    attacks.white_space_in_contents: "FORMAT_FAILURE",
    attacks.padding_filled: "FORMAT_FAILURE",
}


@pytest.mark.parametrize("kind", ["signed", "sealed"])
@pytest.mark.parametrize("attack", REFUSED_FOR, ids=lambda attack: attack.__name__)
def test_a_forged_copy_is_invalid(ward: Ward, kind: str, attack: attacks.Attack) -> None:
    report = verify(attack(getattr(ward, kind)), ward.anchors, LATER)
    assert report.verdict is Verdict.INVALID
    assert REFUSED_FOR[attack] in {why.code for why in report.reasons if why.gravity is Gravity.INVALID}


def test_a_copy_cut_back_to_its_first_signature_is_not_taken_for_a_whole_one(ward: Ward) -> None:
    certifier = verify(ward.sealed, ward.anchors, LATER).signatures[0]
    assert certifier.field == "CertifierSignature"
    ends = [found.end() for found in re.finditer(rb"%%EOF\n", ward.sealed)]
    report = verify(ward.sealed[: ends[certifier.revision - 1]], ward.anchors, LATER)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "SIGNATURE_MISSING" in {why.code for why in report.reasons}


@pytest.mark.parametrize("kind", ["signed", "sealed"])
def test_an_archive_may_add_validation_data(ward: Ward, kind: str) -> None:
    root = x509.Certificate.load(ward.anchors[0])
    report = verify(attacks.with_validation_data(getattr(ward, kind), (root,)), ward.anchors, LATER)
    assert report.verdict is Verdict.VALID
    assert report.signatures[-1].changes is Changes.VALIDATION_DATA


def test_what_is_visible_is_compared_even_where_the_tables_excuse_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certcopy.verification.verdict.aftermath", lambda *_: Aftermath(Changes.NONE))
    report = verify(attacks.repainted_page(ward.contract), ward.anchors, LATER)
    assert ("PAGE_CHANGED", 1) in {(why.code, why.facts.get("page")) for why in report.reasons}
    assert report.verdict is Verdict.INVALID

"""The signed code on a copy against the copy it stands on: every file here is soundly signed by both."""

from __future__ import annotations

import pytest

from certcopy.verification.own_code import drawn_codes
from certcopy.verification.report import Verdict
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import LATER, Ward, signed_code

FORGED = "CC1:" + "6BFOXN" * 60


def codes(ward: Ward, pdf: bytes) -> tuple[Verdict, list[str]]:
    report = verify(pdf, ward.anchors, LATER)
    return report.verdict, [why.code for why in report.reasons if why.code.startswith("CODE")]


def test_a_copy_with_its_own_code_is_valid(ward: Ward) -> None:
    assert codes(ward, ward.signed_with(signed_code(ward.agency))) == (Verdict.VALID, [])
    assert codes(ward, ward.sealed) == (Verdict.VALID, [])


def test_the_code_and_statement_of_another_scan_are_found_out(ward: Ward) -> None:
    moved = ward.signed_with(signed_code(ward.agency, shade=200), shade=250)
    assert codes(ward, moved) == (Verdict.INVALID, ["CODE_OF_ANOTHER_COPY"])


def test_a_code_that_counts_other_pages_is_found_out(ward: Ward) -> None:
    assert codes(ward, ward.signed_with(signed_code(ward.agency, pages=2)))[1] == ["CODE_OF_ANOTHER_COPY"]


def test_a_code_that_is_none_of_ours_is_found_out(ward: Ward) -> None:
    assert codes(ward, ward.signed_with(FORGED)) == (Verdict.INVALID, ["CODE_MALFORMED"])


@pytest.mark.parametrize("text", ["https://example.test/c/7K3M9QPX2DAB", "HC1:6BFOXN"])
def test_a_copy_without_a_code_that_should_have_one_is_found_out(ward: Ward, text: str) -> None:
    assert codes(ward, ward.signed_with(text)) == (Verdict.INVALID, ["CODE_MISSING"])


def test_a_code_painted_over_after_signing_is_found_out(ward: Ward) -> None:
    text = signed_code(ward.agency)
    assert drawn_codes(ward.signed_with(text)) == (text,)
    content = ward.sealed.replace(b"/Scan0", b"/Skan0")
    assert codes(ward, content)[0] is Verdict.INVALID

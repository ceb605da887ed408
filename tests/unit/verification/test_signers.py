"""Who signed a copy, beside the agency that the copy names: every file here is soundly signed, by trusted keys."""

from __future__ import annotations

import pytest

from certcopy.verification.report import Report, Verdict
from certcopy.verification.signers import is_same
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import AT, LATER, Ward, another_office


def codes(report: Report) -> set[str]:
    return {why.code for why in report.reasons}


def test_keys_that_changed_places_are_refused(ward: Ward) -> None:
    report = verify(ward.unsigned.signed(ward.agency, ward.certifier, AT), ward.anchors, LATER)
    assert report.verdict is Verdict.INVALID
    assert "SIGNERS_EXCHANGED" in codes(report)


def test_a_certifier_who_signs_for_the_agency_too_is_not_taken_for_it(ward: Ward) -> None:
    report = verify(ward.unsigned.signed(ward.certifier, ward.certifier, AT), ward.anchors, LATER)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "AGENCY_NOT_NAMED" in codes(report)


def test_another_office_whose_root_is_trusted_too_is_not_taken_for_the_one_named(ward: Ward) -> None:
    key, root = another_office()
    report = verify(ward.unsigned.signed(ward.certifier, key, AT), (*ward.anchors, root), LATER)
    assert all(each.trusted for each in report.signatures)
    assert (report.verdict, report.integrity) == (Verdict.INCONCLUSIVE, Verdict.VALID)
    (why,) = [why for why in report.reasons if why.code == "AGENCY_NOT_NAMED"]
    assert why.facts == {"named": "UBND phường Mẫu", "signer": "UBND phường Khác"}


@pytest.mark.parametrize(
    "signer",
    [
        "UBND phường Hòa An",
        "ỦY BAN NHÂN DÂN PHƯỜNG HÒA AN",
        "Uỷ ban nhân dân phường Hoà An",
        "UBND PHUONG HOA AN",
        "UBND phường  Hòa-An",
    ],
)
def test_one_name_is_written_in_many_ways(signer: str) -> None:
    assert is_same(signer, "Ủy ban nhân dân phường Hòa An")


@pytest.mark.parametrize(
    "signer",
    ["UBND phường Hoa An", "UBND phường Hòa Ân", "UBND phường Hòa", "UBND phường Hòa An Đông", "UBND xã Hòa An", ""],
)
def test_another_name_is_another_office(signer: str) -> None:
    assert not is_same(signer, "Ủy ban nhân dân phường Hòa An")


def test_a_name_that_the_certificate_had_no_room_for_is_still_the_name() -> None:
    whole = "Ủy ban nhân dân phường Thượng Nguồn Sông Cái, thành phố Giả Định"
    assert is_same(whole.encode()[:64].decode(errors="ignore").rstrip(), whole)
    assert not is_same(whole[:30], whole)


def test_a_copy_that_names_nobody_is_signed_by_nobody_it_names() -> None:
    assert not is_same("UBND phường Mẫu", "")

"""The CMS in a signature: nothing beside what is protected, nothing twice, nothing missing."""

from __future__ import annotations

import pytest

from certcopy.verification.report import Verdict
from certcopy.verification.verdict import verify
from tests.unit.verification.cms_attacks import MISFORMED, UNPROTECTED, with_cms
from tests.unit.verification.ward import LATER, Ward

EVERY = UNPROTECTED | MISFORMED


@pytest.mark.parametrize("title", EVERY)
def test_a_copy_whose_agency_signature_is_formed_otherwise_is_refused(ward: Ward, title: str) -> None:
    forged = with_cms(ward.signed, ward.agency, EVERY[title])
    assert verify(forged, ward.anchors, LATER).verdict is Verdict.INVALID


PAPER = {
    **dict.fromkeys(UNPROTECTED, "FORMAT_FAILURE"),
    **dict.fromkeys(("countersignature", "unsigned remark"), "UNSIGNED_ATTRIBUTE"),
    **dict.fromkeys(MISFORMED, "FORMAT_FAILURE"),
    "another content type": "SIG_CONSTRAINTS_FAILURE",
    "another digest": "HASH_FAILURE",
    "another certificate meant": "SIG_CONSTRAINTS_FAILURE",
    "two certificates meant": "SIG_CONSTRAINTS_FAILURE",
    "no certificate meant": "SIGNER_NOT_BOUND",
}
"""What is said of somebody else's paper; nothing is said only where nothing is added (``SILENT``)."""
SILENT = {"empty unsigned attributes", "empty revocation lists"}
DISCLOSED = {"UNSIGNED_ATTRIBUTE", "SIGNER_NOT_BOUND"}


@pytest.mark.parametrize("title", sorted(EVERY.keys() - SILENT))
def test_a_paper_whose_signature_is_formed_otherwise_is_never_valid_without_a_word(ward: Ward, title: str) -> None:
    report = verify(with_cms(ward.contract, ward.certifier, EVERY[title]), ward.anchors, LATER)
    assert PAPER[title] in {why.code for why in report.reasons}
    assert (report.verdict is Verdict.VALID) == (PAPER[title] in DISCLOSED)

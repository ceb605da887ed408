"""The words of the verdict page."""

from __future__ import annotations

import datetime as dt

import pytest

from certcopy.api.public.verdict import answer_of
from certcopy.clock import VIETNAM
from certcopy.i18n import speak
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Report, SignatureReport, Verdict

AT = dt.datetime(2026, 11, 23, 9, 15, tzinfo=VIETNAM)


def signed(issuer: str = "CA Ví Dụ") -> SignatureReport:
    return SignatureReport(
        field="AgencySignature",
        kind="signature",
        signer="Ủy ban nhân dân phường Ví Dụ",
        subject="CN=Ủy ban nhân dân phường Ví Dụ",
        issuer=issuer,
        at=AT,
        time_source="claimed",
        revision=2,
        covers_whole_file=True,
        pages=1,
        intact=True,
        trusted=False,
        chain=(),
        algorithm="sha256_rsa",
        changes=Changes.NONE,
        docmdp=None,
    )


def report(*codes: str, issuer: str = "CA Ví Dụ") -> Report:
    reasons = tuple(reason(code, field="AgencySignature", issuer=issuer) for code in codes)
    return Report(Verdict.INCONCLUSIVE, Verdict.VALID, reasons, (signed(issuer),), revisions=2, sha256="0" * 64)


def test_what_decides_stands_apart_from_what_only_discloses() -> None:
    answer = answer_of(report("NO_CERTIFICATE_CHAIN_FOUND", "TIME_ONLY_CLAIMED"), None)
    assert answer.words == "không thể kết luận"
    assert [why.startswith("Chưa tin được người ký") for why in answer.why] == [True]
    assert [note.startswith("Thời gian ký") for note in answer.notes] == [True]


def test_a_signature_says_who_when_and_what_it_covers() -> None:
    (signature,) = answer_of(report(), None).signatures
    assert (signature.role, signature.covers, signature.at) == ("Cơ quan", "toàn bộ tệp", AT)
    assert not signature.proven


@pytest.mark.parametrize(("issuer", "test"), [("TEST SIGNING CA - THỬ NGHIỆM", True), ("ATTESTED CA", False)])
def test_a_test_authority_is_told_from_a_real_one(issuer: str, test: bool) -> None:
    assert answer_of(report(issuer=issuer), None).test is test


def test_the_page_speaks_english_when_asked() -> None:
    speak("en")
    answer = answer_of(report("NO_CERTIFICATE_CHAIN_FOUND"), None)
    assert answer.words == "inconclusive"
    assert answer.why[0].startswith("The signer")

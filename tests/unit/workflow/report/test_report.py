"""The verification report: for programs, as a page, as a sheet."""

from __future__ import annotations

import datetime as dt
import io
import json
import pathlib

import pikepdf
import pypdfium2
import pytest

from certcopy.clock import VIETNAM
from certcopy.domain.dossier import State
from certcopy.domain.public_record import PublicRecord
from certcopy.i18n import speak
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Report, SignatureReport, Verdict
from certcopy.workflow.report.document import ReportDocument, document_of
from certcopy.workflow.report.forms import Form, written
from certcopy.workflow.report.telling import tell

AT = dt.datetime(2026, 11, 23, 9, 15, tzinfo=VIETNAM)
SCHEMA = pathlib.Path(__file__).parents[4] / "docs" / "schema" / "verification-report-1.json"
AUTHOR = "Ủy ban nhân dân phường Ví Dụ"


def signed(signer: str = AUTHOR) -> SignatureReport:
    return SignatureReport(
        field="AgencySignature",
        kind="signature",
        signer=signer,
        subject=f"CN={signer}",
        issuer="CN=CA Ví Dụ",
        at=AT.astimezone(dt.UTC),
        time_source="claimed",
        revision=2,
        covers_whole_file=False,
        pages=1,
        intact=True,
        trusted=False,
        chain=(signer,),
        algorithm="RSA 2048, SHA256",
        changes=Changes.NONE,
        docmdp=None,
    )


def found(*codes: str, signatures: tuple[SignatureReport, ...] = ()) -> Report:
    reasons = tuple(reason(code, field="AgencySignature", issuer="CA Ví Dụ") for code in codes)
    verdict = Verdict.INCONCLUSIVE if codes else Verdict.VALID
    return Report(verdict, Verdict.VALID, reasons, signatures, 2, "ab" * 32)


def told(report: Report, record: PublicRecord | None = None) -> ReportDocument:
    return document_of(report, record, "giấy.pdf", AT)


def record(state: State) -> PublicRecord:
    ended = None if state is State.ISSUED else AT.date()
    return PublicRecord(AUTHOR, "05", "01/2026 - SCT/BS", AT.date(), 1, state, ended, test=False)


def test_what_programs_read_is_what_the_published_schema_promises() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == ReportDocument.model_json_schema(mode="serialization")


def test_times_are_vietnamese_and_reasons_come_in_two_languages() -> None:
    plain = told(found("NO_CERTIFICATE_CHAIN_FOUND", signatures=(signed(),))).plain()
    assert (plain["schema"], plain["verdict_vi"]) == ("certcopy-verification-report/1", "không thể kết luận")
    assert plain["signatures"][0]["at"] == "2026-11-23T09:15:00+07:00"
    assert all(each["vi"] and each["en"] for each in plain["reasons"])


@pytest.mark.parametrize("state", [State.VOIDED, State.REVOKED])
def test_a_copy_taken_back_is_said_to_be_so_before_anything_else(state: State) -> None:
    speak("vi")
    telling = tell(told(found(), record(state)))
    assert telling.verdict is Verdict.INVALID
    assert telling.answer in {"đã thu hồi", "đã hủy số"}
    assert ("Ngày thu hồi", "23/11/2026") in telling.sections[1].facts


def test_the_page_carries_nothing_that_a_file_could_have_slipped_in() -> None:
    report = found(signatures=(signed("<script>alert(1)</script>"),))
    page = written(report, told(report), Form.HTML, AUTHOR)
    assert b"<script" not in page.data
    assert b"default-src 'none'" in page.data
    assert page.media_type.startswith("text/html")


def test_the_sheet_says_the_same_and_has_the_document_inside() -> None:
    speak("vi")
    report = found("NO_CERTIFICATE_CHAIN_FOUND", signatures=tuple(signed(f"Người ký {n}") for n in range(1, 9)))
    document = told(report)
    sheet = written(report, document, Form.PDF, AUTHOR).data
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(sheet))
    assert "KHÔNG THỂ KẾT LUẬN" in text
    assert "Người ký 8" in text
    assert "1/2" in text
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        inside = pdf.attachments["verification-report.json"].get_file().read_bytes()
        assert pdf.Root.AF[0].AFRelationship == "/Data"
    assert json.loads(inside) == document.plain()
    assert written(report, document, Form.PDF, AUTHOR).data == sheet

"""The answer itself: what is refused, what is said of odd files, and how it reads."""

from __future__ import annotations

import dataclasses
import io
import logging
import pathlib
import string
from collections.abc import Callable

import pikepdf
import pytest
from pydantic import TypeAdapter

from certcopy.errors import NotAPdf, UnreadablePdf
from certcopy.verification.reasons import SENTENCES, changes_words, reason, sentence, verdict_words
from certcopy.verification.report import Changes, Report, Verdict, judge
from certcopy.verification.verdict import verify, verify_file
from tests.unit.verification import attacks
from tests.unit.verification.ward import LATER, Ward


def _plain() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    return pdf


def _saved(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=encryption or False)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"Xin ch\xc3\xa0o", b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(5_000)])
def test_what_never_was_a_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPdf):
        verify(data, (), LATER)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"%PDF-1.7\nnothing here", _saved(_plain(), pikepdf.Encryption(user="mat-khau", owner="chu"))],
    ids=["header", "text", "password"],
)
def test_a_pdf_that_nobody_can_read_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePdf):
        verify(data, (), LATER)


def test_a_pdf_without_signatures_settles_nothing() -> None:
    report = verify(_saved(_plain()), (), LATER)
    assert (report.verdict, report.integrity) == (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE)
    assert [why.code for why in report.reasons] == ["NO_SIGNATURE"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf: pdf[1:],
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: pdf.replace(b"/Root", b"/Riit"),
        lambda pdf: pdf.replace(b"startxref", b"startxrfe"),
        lambda pdf: pdf.replace(b"/ByteRange", b"/ByteRangf"),
        lambda pdf: pdf.replace(b"/Fields", b"/Fjelds"),
    ],
    ids=["beheaded", "halved", "no root", "no table", "no ranges", "no fields"],
)
def test_a_spoilt_copy_gets_a_verdict_and_never_a_crash(ward: Ward, spoil: Callable[[bytes], bytes]) -> None:
    assert verify(spoil(ward.sealed), ward.anchors, LATER).verdict is Verdict.INVALID


def test_a_report_survives_the_journey_out_of_the_child(ward: Ward) -> None:
    report = verify(ward.sealed, (), LATER)
    adapter = TypeAdapter(Report)
    assert adapter.validate_json(adapter.dump_json(report)) == report


def test_verifying_logs_nothing_about_anybody(ward: Ward, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    verify(ward.sealed, (), LATER)
    assert "Mẫu" not in caplog.text


def test_the_gravest_reason_decides() -> None:
    note, open_question, broken = (
        reason(code, field="x") for code in ("TIME_ONLY_CLAIMED", "ANNOTATED", "HASH_FAILURE")
    )
    assert judge([]) is judge([note]) is Verdict.VALID
    assert judge([note, open_question]) is Verdict.INCONCLUSIVE
    assert judge([open_question, broken, note]) is Verdict.INVALID


def test_every_reason_reads_in_both_languages_with_the_same_facts() -> None:
    for code, words in SENTENCES.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (words.vi, words.en)]
        assert names[0] == names[1], code
        why = dataclasses.replace(reason(code), facts=dict.fromkeys(names[0], "x"))
        assert "{" not in sentence(why, "vi") + sentence(why, "en")


def test_verdicts_and_changes_have_the_words_the_rules_ask_for() -> None:
    assert [verdict_words(each, "vi") for each in Verdict] == ["hợp lệ", "không hợp lệ", "không thể kết luận"]
    assert all(changes_words(each, "vi") != changes_words(each, "en") for each in Changes)


def test_a_report_cannot_be_changed_afterwards(ward: Ward) -> None:
    report = verify(ward.signed, (), LATER)
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.verdict = Verdict.VALID  # type: ignore[misc]


@pytest.mark.parametrize(
    "harm", [bytes, attacks.overwritten_page_without_end_mark, attacks.last_bytes_cut_off, attacks.repainted_page]
)
def test_a_file_on_the_disk_is_judged_as_its_bytes_are(
    ward: Ward, harm: Callable[[bytes], bytes], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(harm(ward.sealed))
    assert verify_file(str(path), ward.anchors, LATER) == verify(path.read_bytes(), ward.anchors, LATER)


@pytest.mark.parametrize("content", [b"", b"not a PDF"])
def test_a_file_that_is_no_pdf_is_refused(content: bytes, tmp_path: pathlib.Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(content)
    with pytest.raises(NotAPdf):
        verify_file(str(tmp_path / "copy.pdf"), (), LATER)

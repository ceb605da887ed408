"""The verification report as programs read it, the same at every door. ``SCHEMA`` names its version: what it promises
changes only with that name (``docs/schema/verification-report-1.json``)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from certcopy.clock import VIETNAM
from certcopy.domain.dossier import State
from certcopy.domain.public_record import PublicRecord
from certcopy.verification.reasons import changes_words, sentence, verdict_words
from certcopy.verification.report import (
    Aspect,
    Changes,
    Gravity,
    Kind,
    Reason,
    Report,
    SignatureReport,
    TimeSource,
    Verdict,
)

SCHEMA: Literal["certcopy-verification-report/1"] = "certcopy-verification-report/1"
TEST_MARKS = ("THỬ NGHIỆM", "TEST ROOT CA", "TEST SIGNING CA")
"""What the names of TEST authorities carry."""


class ReasonDocument(BaseModel):
    """Why the verdict is what it is, and what to do. Where one fits, ``code`` is ETSI EN 319 102-1's sub-indication."""

    code: str
    gravity: Gravity
    aspect: Aspect
    facts: dict[str, str | int]
    vi: str
    en: str


class SignatureDocument(BaseModel):
    """One signature or document time-stamp, in the order of what they cover."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    kind: Kind
    signer: str
    subject: str
    issuer: str
    at: dt.datetime | None = Field(description="In Vietnamese time")
    time_source: TimeSource
    revision: int = Field(description="From 1; 0 where the file's structure is broken")
    covers_whole_file: bool
    pages: int = Field(description="Pages of the revision that was signed")
    intact: bool
    trusted: bool
    chain: tuple[str, ...]
    algorithm: str
    changes: Changes
    changes_vi: str
    changes_en: str
    docmdp: int | None = Field(description="ISO 32000-2, table 257")


class RegisterDocument(BaseModel):
    """What the register of this office says of this very file; no names."""

    model_config = ConfigDict(from_attributes=True)

    agency: str
    number: str
    book: str
    certified_on: dt.date
    pages: int
    state: State = Field(description="`issued`, `voided` or `revoked`: whether the office still stands by the copy")
    ended_on: dt.date | None = Field(description="The day it was voided or revoked")
    corrected_on: dt.date | None = Field(None, description="The day its entry was last corrected; the copy stands")
    test: bool


class ReportDocument(BaseModel):
    """The verdict on one file. It speaks of the file alone: a copy that this office has revoked is still a well-signed
    file, and `register.state` says `revoked`."""

    schema_: Literal["certcopy-verification-report/1"] = Field(serialization_alias="schema", default=SCHEMA)
    file: str = Field(description="The name the file was given; it says nothing about its content")
    checked_at: dt.datetime
    verdict: Verdict
    verdict_vi: str = Field(description="hợp lệ · không hợp lệ · không thể kết luận")
    verdict_en: str
    integrity: Verdict = Field(description="The verdict with the question of trust left aside")
    test: bool = Field(description="A signature comes from a TEST authority: no legal value, whatever the verdict")
    reasons: tuple[ReasonDocument, ...]
    signatures: tuple[SignatureDocument, ...]
    revisions: int
    sha256: str
    register_: RegisterDocument | None = Field(
        serialization_alias="register", description="Only where this office issued this very file"
    )

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return self.model_dump(mode="json", by_alias=True)


def document_of(report: Report, record: PublicRecord | None, file: str, checked_at: dt.datetime) -> ReportDocument:
    """The report on ``file`` as it was found at the aware moment ``checked_at``."""
    return ReportDocument(
        file=file,
        checked_at=checked_at.astimezone(VIETNAM),
        verdict=report.verdict,
        verdict_vi=verdict_words(report.verdict, "vi"),
        verdict_en=verdict_words(report.verdict, "en"),
        integrity=report.integrity,
        test=is_test(report) or (record is not None and record.test),
        reasons=tuple(reason_document(each) for each in report.reasons),
        signatures=tuple(_signature(each) for each in report.signatures),
        revisions=report.revisions,
        sha256=report.sha256,
        register_=None if record is None else RegisterDocument.model_validate(record),
    )


def is_test(report: Report) -> bool:
    """Whether a signature comes from a TEST authority."""
    names = [name for each in report.signatures for name in (each.subject, each.issuer, *each.chain)]
    return any(mark in name for name in names for mark in TEST_MARKS)


def reason_document(reason: Reason) -> ReasonDocument:
    """A reason with its sentences."""
    return ReasonDocument(
        code=reason.code,
        gravity=reason.gravity,
        aspect=reason.aspect,
        facts=dict(reason.facts),
        vi=sentence(reason, "vi"),
        en=sentence(reason, "en"),
    )


def _signature(signature: SignatureReport) -> SignatureDocument:
    facts = {name: getattr(signature, name) for name in SignatureDocument.model_fields if hasattr(signature, name)}
    return SignatureDocument(
        **{**facts, "at": signature.at and signature.at.astimezone(VIETNAM)},
        changes_vi=changes_words(signature.changes, "vi"),
        changes_en=changes_words(signature.changes, "en"),
    )

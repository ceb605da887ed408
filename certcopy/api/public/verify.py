"""Verify a file, for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from certcopy.api.doors import TheDoors
from certcopy.api.problems import documented
from certcopy.clock import VIETNAM
from certcopy.domain.dossier import State
from certcopy.verification.reasons import changes_words, sentence, verdict_words
from certcopy.verification.report import (
    Changes,
    Gravity,
    Kind,
    Reason,
    Report,
    SignatureReport,
    TimeSource,
    Verdict,
)
from certcopy.workflow.check import PublicRecord

EXAMPLE: dict[str, Any] = {
    "verdict": "valid",
    "verdict_vi": "hợp lệ",
    "verdict_en": "valid",
    "integrity": "valid",
    "reasons": [],
    "signatures": [
        {
            "field": "CertifierSignature",
            "kind": "signature",
            "signer": "Nguyễn Văn Ví Dụ",
            "issuer": "TEST SIGNING CA - CHỨNG THƯ THỬ NGHIỆM",
            "at": "2026-11-23T09:16:03+07:00",
            "time_source": "timestamped",
            "covers_whole_file": False,
            "pages": 1,
            "intact": True,
            "trusted": True,
            "changes": "signature",
            "changes_vi": "sau chữ ký này có thêm chữ ký khác",
            "changes_en": "another signature was added after this one",
        }
    ],
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "register": {
        "agency": "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ",
        "number": "05",
        "book": "01/2026 - SCT/BS",
        "certified_on": "2026-11-23",
        "pages": 1,
        "state": "issued",
        "ended_on": None,
        "test": True,
    },
}


class ReasonView(BaseModel):
    """Why the verdict is what it is, and what to do."""

    code: str
    gravity: Gravity
    vi: str
    en: str
    facts: dict[str, Any]


class SignatureView(BaseModel):
    """One signature or document time-stamp."""

    field: str
    kind: Kind
    signer: str
    issuer: str
    at: dt.datetime | None
    time_source: TimeSource
    covers_whole_file: bool
    pages: int
    intact: bool
    trusted: bool
    changes: Changes
    changes_vi: str
    changes_en: str


class RegisterView(BaseModel):
    """What our register says of this very file; no names."""

    agency: str
    number: str
    book: str
    certified_on: dt.date
    pages: int
    state: State = Field(description="`issued`, `voided` or `revoked`: whether the office still stands by the copy")
    ended_on: dt.date | None = Field(description="The day it was voided or revoked")
    test: bool


class VerdictView(BaseModel):
    """The verdict on a file. It speaks of the file alone: a copy that this office has revoked is still a well-signed
    file, and `register.state` says `revoked`."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    verdict: Verdict
    verdict_vi: str = Field(description="hợp lệ · không hợp lệ · không thể kết luận")
    verdict_en: str
    integrity: Verdict = Field(description="The verdict with the question of trust left aside")
    reasons: list[ReasonView]
    signatures: list[SignatureView]
    sha256: str
    register_: RegisterView | None = Field(
        serialization_alias="register", description="Only where this office issued this very file"
    )


router = APIRouter(tags=["verification"])

Upload = Annotated[UploadFile, File(description="The PDF to verify; it is neither stored nor logged")]


@router.post("/verify", summary="Verify a file", responses=documented(413, 422))
@router.post("/api/v1/verify", summary="Verify a file", responses=documented(413, 422))
async def verify(doors: TheDoors, file: Upload) -> VerdictView:
    """Who signed when, whether anything changed since, whether the signers are trusted, and what follows."""
    return view_of(*await doors.check(file))


def view_of(report: Report, record: PublicRecord | None) -> VerdictView:
    """A report as programs read it."""
    return VerdictView(
        verdict=report.verdict,
        verdict_vi=verdict_words(report.verdict, "vi"),
        verdict_en=verdict_words(report.verdict, "en"),
        integrity=report.integrity,
        reasons=[_reason(each) for each in report.reasons],
        signatures=[_signature(each) for each in report.signatures],
        sha256=report.sha256,
        register_=None if record is None else RegisterView.model_validate(record, from_attributes=True),
    )


def _reason(reason: Reason) -> ReasonView:
    return ReasonView(
        code=reason.code,
        gravity=reason.gravity,
        vi=sentence(reason, "vi"),
        en=sentence(reason, "en"),
        facts=dict(reason.facts),
    )


def _signature(signature: SignatureReport) -> SignatureView:
    return SignatureView(
        field=signature.field,
        kind=signature.kind,
        signer=signature.signer,
        issuer=signature.issuer,
        at=signature.at and signature.at.astimezone(VIETNAM),
        time_source=signature.time_source,
        covers_whole_file=signature.covers_whole_file,
        pages=signature.pages,
        intact=signature.intact,
        trusted=signature.trusted,
        changes=signature.changes,
        changes_vi=changes_words(signature.changes, "vi"),
        changes_en=changes_words(signature.changes, "en"),
    )

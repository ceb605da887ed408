"""One line of the register as programs read it, the same at every door."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field

from certcopy.domain.certification import grouped
from certcopy.domain.register import Amendment, AmendmentKind, Line


class Said(BaseModel):
    """What was said of a line later."""

    kind: AmendmentKind
    at: dt.datetime
    actor: str
    reason: str
    changes: dict[str, str] = Field(description="The new value of each corrected column")


class Entered(BaseModel):
    """One line as it was entered, with its amendments."""

    number: int
    year: int
    printed_number: str = Field(description="Số chứng thực, as printed")
    book: str = Field(description="Quyển số", examples=["01/2026 - SCT/BS"])
    certified_at: dt.datetime
    requester: str
    title: str
    signer: str
    signer_title: str
    pages: int
    copies: int
    fee: int = Field(description="Lệ phí, in đồng")
    note: str
    code: str = Field(description="Mã xác minh")
    dossier: str
    amendments: list[Said]


def entered(line: Line) -> Entered:
    """The line for programs."""
    return Entered(
        number=line.number,
        year=line.year,
        printed_number=line.printed_number,
        book=line.book,
        certified_at=line.at,
        requester=line.requester,
        title=line.title,
        signer=line.certifier.name,
        signer_title=line.certifier.title,
        pages=line.pages,
        copies=line.copies,
        fee=line.fee,
        note=line.note,
        code=grouped(line.code),
        dossier=line.dossier,
        amendments=[_said(each) for each in line.amendments],
    )


def _said(amendment: Amendment) -> Said:
    return Said(
        kind=amendment.kind,
        at=amendment.at,
        actor=amendment.actor,
        reason=amendment.reason,
        changes=amendment.changes,
    )

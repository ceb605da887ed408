"""The shapes the one-stop software sends and receives."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from certcopy.api.problems import Problem, problem_of
from certcopy.domain.certification import Certification, copy_url, grouped
from certcopy.domain.dossier import State
from certcopy.domain.office import Office
from certcopy.domain.originality import Suspicion
from certcopy.domain.refusal import Ground
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House

PREFIX = "/api/v1/dossiers"

EXAMPLE: dict[str, Any] = {
    "id": "0f8fad5bd9cb469fa16570867728950e",
    "state": "issued",
    "version": 3,
    "changed_by": "machine",
    "ground": None,
    "reason": None,
    "title": "Bằng tốt nghiệp đại học",
    "received_at": "2026-11-23T09:15:42+07:00",
    "pages": 1,
    "warnings": [],
    "tries": 0,
    "failure": None,
    "certification": {
        "number": "05",
        "book": "01/2026 - SCT/BS",
        "certified_at": "2026-11-23T09:16:03+07:00",
        "fee": 2000,
        "code": "7K3M-9QPX-2DAB",
        "public_url": "https://chungthuc.example.vn/c/7K3M9QPX2DAB",
    },
    "links": {
        "self": "/api/v1/dossiers/0f8fad5bd9cb469fa16570867728950e",
        "copy": "/api/v1/dossiers/0f8fad5bd9cb469fa16570867728950e/copy",
        "pages": ["/api/v1/dossiers/0f8fad5bd9cb469fa16570867728950e/pages/1"],
    },
}


class Issued(BaseModel):
    """What the register holds of the copy; the number is taken when the dossier is approved."""

    number: str = Field(description="Số chứng thực, as printed")
    book: str = Field(description="Quyển số")
    certified_at: dt.datetime
    fee: int = Field(description="Lệ phí, in đồng")
    code: str = Field(description="Mã xác minh")
    public_url: str = Field(description="The public page about the copy, as in its QR code")


class Links(BaseModel):
    """Where to go from here."""

    self: str
    copy_: str | None = Field(serialization_alias="copy", description="The certified copy, once it is issued")
    pages: list[str] = Field(description="One JPEG for each page")


class DossierState(BaseModel):
    """Where a dossier stands."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    id: str
    state: State = Field(
        description="`scanning`: waits for its pages · `reading` · `comparing`: waits until somebody has compared the "
        "scan with the paper · `returned` to the clerk · `waiting` for the certifier · `waiting_partner` office · "
        "`refused` · `withdrawn` · `issuing`: numbered, being signed · `issued`: the copy may be fetched · "
        "`delivered` · `voided`: the number was given up · `revoked`"
    )
    version: int = Field(description="Counts the changes of state; also the `ETag`")
    changed_by: str = Field(description="Who made the last one; `machine` is the software itself")
    ground: Ground | None = Field(description="Why it was refused (NĐ 23/2015/NĐ-CP, Điều 22)")
    reason: str | None = Field(description="What was said when it was returned, refused, withdrawn, voided or revoked")
    title: str
    received_at: dt.datetime
    pages: int
    warnings: tuple[Suspicion, ...] = Field(
        description="What the machine suspects the paper of; `reading` has the evidence, `approve` takes the answer"
    )
    tries: int = Field(description="How often the machine has tried the present step")
    failure: Problem | None = Field(description="Why the last try failed; `retry` begins anew")
    certification: Issued | None
    links: Links


class Opening(BaseModel):
    """A request whose paper is scanned later."""

    requester: Annotated[str, Field(max_length=200, examples=["Nguyễn Văn Ví Dụ"])]
    title: Annotated[str, Field(max_length=500, examples=["Bằng tốt nghiệp đại học"])]


class Change(BaseModel):
    """Who decides, and on which version of the dossier."""

    version: int | None = Field(None, description="The version decided on; a stale one is refused (412)")
    by: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = Field(
        "", description="The person who decides; else the one-stop software itself", examples=["Trần Thị Ví Dụ"]
    )


class Reasoned(Change):
    """A decision with its reason, which the journal keeps: say nothing in it that the register need not keep."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


Despite = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    Field(
        description="Why warnings about the paper (`doubts` of confidence 60 or more) do not count; the journal keeps "
        "it. Needed where the office says so, else 409 `request.doubts_stand`"
    ),
]


class Refusal(Reasoned):
    """A refusal on one of the law's grounds."""

    ground: Ground


class Approval(Change):
    """Who has compared the scan with the paper original, and why the warnings of the reading do not count."""

    compared_by: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        Field(examples=["Trần Thị Ví Dụ"]),
    ]
    despite: Despite = ""


class Sending(Change):
    """The clerk's comparison, and why the warnings of the reading do not count."""

    despite: Despite = ""


def state_of(dossier: Dossier, office: Office) -> DossierState:
    """The dossier as the one-stop software sees it; the requester's name stays here."""
    certification = None if dossier.entry is None else _issued(dossier.entry.certification, office)
    return DossierState(
        id=dossier.id,
        state=dossier.state,
        version=dossier.version,
        changed_by=dossier.changed_by,
        ground=dossier.ground,
        reason=dossier.reason,
        title=dossier.title,
        received_at=dossier.received_at,
        pages=dossier.pages,
        warnings=dossier.suspicions,
        tries=dossier.tries,
        failure=None if dossier.failure is None else problem_of(dossier.failure),
        certification=certification,
        links=_links(dossier),
    )


def answer(response: Response, house: House, dossier: Dossier) -> DossierState:
    """The dossier as the body of an answer, its version as the entity tag."""
    response.headers["ETag"] = f'"{dossier.version}"'
    return state_of(dossier, house.office)


def _issued(certification: Certification, office: Office) -> Issued:
    book = certification.book
    return Issued(
        number=certification.printed_number,
        book=f"{book.volume}/{certification.year} - {book.symbol}",
        certified_at=certification.at,
        fee=certification.fee,
        code=grouped(certification.code),
        public_url=copy_url(office.verify_url, certification.code),
    )


def _links(dossier: Dossier) -> Links:
    address = f"{PREFIX}/{dossier.id}"
    return Links(
        self=address,
        copy_=f"{address}/copy" if dossier.state in (State.ISSUED, State.DELIVERED) else None,
        pages=[f"{address}/pages/{number}" for number in range(1, dossier.pages + 1)],
    )

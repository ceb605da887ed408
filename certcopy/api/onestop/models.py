"""The shapes the one-stop software sends and receives."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from certcopy.api.problems import Problem, problem_of
from certcopy.domain.certification import Certification, copy_url, grouped
from certcopy.domain.dossier import State
from certcopy.domain.office import Office
from certcopy.workflow.dossiers import Dossier

PREFIX = "/api/v1/dossiers"

EXAMPLE: dict[str, Any] = {
    "id": "0f8fad5bd9cb469fa16570867728950e",
    "state": "issued",
    "title": "Bằng tốt nghiệp đại học",
    "received_at": "2026-11-23T09:15:42+07:00",
    "pages": 1,
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
        description="`received`: being read · `comparing`: waits until somebody has compared the scan with the paper · "
        "`issuing`: numbered, being signed · `issued`: the copy may be fetched · `refused`"
    )
    title: str
    received_at: dt.datetime
    pages: int
    tries: int = Field(description="How often the machine has tried the present step")
    failure: Problem | None = Field(description="Why the last try failed; `retry` begins anew")
    certification: Issued | None
    links: Links


class Approval(BaseModel):
    """Who has compared the scan with the paper original."""

    compared_by: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        Field(examples=["Trần Thị Ví Dụ"]),
    ]


def state_of(dossier: Dossier, office: Office) -> DossierState:
    """The dossier as the one-stop software sees it; the requester's name stays here."""
    certification = None if dossier.entry is None else _issued(dossier.entry.certification, office)
    return DossierState(
        id=dossier.id,
        state=dossier.state,
        title=dossier.title,
        received_at=dossier.received_at,
        pages=dossier.pages,
        tries=dossier.tries,
        failure=None if dossier.failure is None else problem_of(dossier.failure),
        certification=certification,
        links=_links(dossier),
    )


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
        copy_=f"{address}/copy" if dossier.state is State.ISSUED else None,
        pages=[f"{address}/pages/{number}" for number in range(1, dossier.pages + 1)],
    )

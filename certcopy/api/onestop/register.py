"""The register over REST: searched and read, every look journalled."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.problems import documented
from certcopy.domain.certification import grouped
from certcopy.domain.register import Amendment, AmendmentKind, Line
from certcopy.errors import BadValue
from certcopy.register.search import BEYOND, LAST_NUMBER, Place
from certcopy.register.search import Query as Wanted
from certcopy.workflow import books

ACTOR = "onestop"

router = APIRouter(
    prefix="/api/v1/register",
    tags=["register"],
    dependencies=[Depends(at_the_counter)],
    responses=documented(401, 422, 503),
)


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


class Found(BaseModel):
    """One page of lines, the newest first."""

    lines: list[Entered]
    next: str | None = Field(description="Give it as `before` for the page after this one", examples=["2026/118"])


Words = Annotated[
    str, Query(max_length=200, description="Beginnings of words of requester or title, in any order, tones or not")
]
Number = Annotated[int | None, Query(ge=1, le=LAST_NUMBER)]
Year = Annotated[int | None, Query(ge=2000, le=9999)]
Day = Annotated[dt.date | None, Query(description="A day, included")]
Before = Annotated[str, Query(max_length=20, description="The `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", summary="Search the register")
def search(
    house: TheHouse,
    words: Words = "",
    number: Number = None,
    year: Year = None,
    since: Day = None,
    until: Day = None,
    before: Before = "",
    limit: Limit = 20,
) -> Found:
    wanted = Wanted(words, number, year, since, until)
    results = books.search(house, wanted, ACTOR, place_of(before), limit)
    return Found(lines=[entered(line) for line in results.lines], next=place_words(results.next))


@router.get("/{year}/{number}", summary="One line with its amendments", responses=documented(404))
def show(house: TheHouse, year: int, number: int) -> Entered:
    return entered(books.look(house, year, number, ACTOR))


def place_of(written: str) -> Place | None:
    """A place as ``place_words`` writes it.

    Raises:
        BadValue: it is not of that form.
    """
    if not written:
        return None
    year, _, number = written.partition("/")
    if not (year.isdecimal() and number.isdecimal() and (int(year), int(number)) < BEYOND):
        raise BadValue(name="before")
    return int(year), min(int(number), LAST_NUMBER)


def place_words(place: Place | None) -> str | None:
    """Year and number: ``2026/118``."""
    return None if place is None else f"{place[0]}/{place[1]}"


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

"""The register over REST: searched and read, every look journalled."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.problems import documented
from certcopy.register.places import place_of, place_words
from certcopy.register.search import LAST_DAY, LAST_NUMBER
from certcopy.register.search import Query as Wanted
from certcopy.workflow import books
from certcopy.workflow.line_document import Entered, entered

ACTOR = "onestop"

router = APIRouter(
    prefix="/api/v1/register",
    tags=["register"],
    dependencies=[Depends(at_the_counter)],
    responses=documented(401, 422, 503),
)


class Found(BaseModel):
    """One page of lines, the newest first."""

    lines: list[Entered]
    next: str | None = Field(description="Give it as `before` for the page after this one", examples=["2026/118"])


Words = Annotated[
    str, Query(max_length=200, description="Beginnings of words of requester or title, in any order, tones or not")
]
Number = Annotated[int | None, Query(ge=1, le=LAST_NUMBER)]
Year = Annotated[int | None, Query(ge=2000, le=LAST_DAY.year)]
Day = Annotated[dt.date | None, Field(le=LAST_DAY), Query(description="A day, included")]
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

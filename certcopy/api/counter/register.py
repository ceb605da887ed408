"""The register on the counter: a search box, pages of lines, one line with what was said of it later, print, export."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheDoors, TheHouse
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.clock import VIETNAM
from certcopy.domain.register import Line
from certcopy.errors import BadRequest, BadValue, CertCopyError, NoSuchAddress
from certcopy.register.places import place_of, place_words
from certcopy.register.search import LAST_DAY, LAST_NUMBER, Results
from certcopy.register.search import Query as Wanted
from certcopy.wording.register import amendment_words, column_words
from certcopy.workflow import books
from certcopy.workflow.house import House

ROWS = 25
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

router = APIRouter(
    prefix="/counter/register",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)

Typed = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=500)]
Year = Annotated[int, Path(ge=2000, le=LAST_DAY.year)]
Month = Annotated[int, Path(ge=1, le=12)]
Number = Annotated[int, Path(ge=1, le=LAST_NUMBER)]


@router.get("")
def search(
    request: Request,
    doors: TheDoors,
    words: Typed = "",
    number: Typed = "",
    since: Typed = "",
    until: Typed = "",
    before: Typed = "",
) -> Response:
    typed = {"words": words, "number": number, "since": since, "until": until}
    results, error = Results((), None), None
    try:
        wanted = Wanted(words, _number(number), None, _day("since", since), _day("until", until))
        results = books.search(doors.house, wanted, _clerk(doors.house), place_of(before), ROWS)
    except BadRequest as problem:
        error = problem
    return page(
        request,
        "register.html",
        200 if error is None else status_of(error),
        typed=typed,
        lines=results.lines,
        onward=place_words(results.next),
        continued=bool(before),
        volumes=_volumes(doors.house),
        years=books.years(doors.house),
        today=doors.house.clock().astimezone(VIETNAM).date(),
        amendment_words=amendment_words,
        error=error,
    )


@router.get("/print/{year}")
def print_year(house: TheHouse, year: Year) -> Response:
    return _pdf(books.print_year(house, year, _clerk(house)), f"so-chung-thuc-{year}")


@router.get("/print/{year}/{month}")
def print_month(house: TheHouse, year: Year, month: Month) -> Response:
    return _pdf(books.print_month(house, year, month, _clerk(house)), f"so-chung-thuc-{year}-{month:02}")


@router.get("/export/{year}.{kind}")
def export(house: TheHouse, year: Year, kind: str) -> Response:
    if kind not in MEDIA:
        raise NoSuchAddress
    table = io.BytesIO()
    books.export(house, table, dt.date(year, 1, 1), dt.date(year, 12, 31), kind, _clerk(house))
    headers = {"Content-Disposition": f'attachment; filename="so-chung-thuc-{year}.{kind}"'}
    return Response(table.getvalue(), media_type=MEDIA[kind], headers=headers)


@router.get("/{year}/{number}")
def show(request: Request, doors: TheDoors, year: Year, number: Number) -> Response:
    return _line(request, books.look(doors.house, year, number, _clerk(doors.house)))


@router.post("/{year}/{number}/correct")
def correct(
    request: Request,
    doors: TheDoors,
    year: Year,
    number: Number,
    requester: Text = "",
    title: Text = "",
    note: Text = "",
    reason: Text = "",
) -> Response:
    line = books.look(doors.house, year, number, _clerk(doors.house))
    given = {"requester": requester, "title": title, "note": note}
    changes = {name: value for name, value in given.items() if value.strip() != line.corrected(name)}
    try:
        books.correct(doors.house, year, number, changes, reason, _clerk(doors.house))
    except BadRequest as error:
        return _line(request, line, given | {"reason": reason}, error)
    return RedirectResponse(f"/counter/register/{year}/{number}", 303)


def _line(
    request: Request,
    line: Line,
    typed: dict[str, str] | None = None,
    error: CertCopyError | None = None,
) -> Response:
    columns = ("requester", "title", "note")
    return page(
        request,
        "line.html",
        200 if error is None else status_of(error),
        line=line,
        typed=typed or {name: line.corrected(name) for name in columns} | {"reason": ""},
        amendment_words=amendment_words,
        column_words=column_words,
        error=error,
    )


def _pdf(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _volumes(house: House) -> list[object]:
    return [volume for year in books.years(house)[:2] for volume in reversed(books.volumes(house, year))]


def _number(typed: str) -> int | None:
    if not typed.strip():
        return None
    with contextlib.suppress(ValueError):
        if 0 < int(typed) <= LAST_NUMBER:
            return int(typed)
    raise BadValue(name="number")


def _day(name: str, typed: str) -> dt.date | None:
    if not typed.strip():
        return None
    with contextlib.suppress(ValueError):
        if (day := dt.date.fromisoformat(typed)) <= LAST_DAY:
            return day
    raise BadValue(name=name)


def _clerk(house: House) -> str:
    return house.office.clerk.name

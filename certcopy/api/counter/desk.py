"""The clerk's desk: take scans in, compare, hand the copy out."""

from __future__ import annotations

import dataclasses
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.counter.progress import has_given_up, is_moving, state_words, steps_of
from certcopy.api.counter.reading import fields_of, images_of, sheets_of
from certcopy.api.counter.terms import kind_words
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.api.uploads import scan_files
from certcopy.domain.dossier import State
from certcopy.errors import BadRequest, BadScan, CertCopyError, MissingValue, Overrun, WrongState
from certcopy.i18n import gettext as _
from certcopy.workflow import receive, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.dossiers import look_up, page_images, recent
from certcopy.workflow.read import reading_of

ROWS = 20

router = APIRouter(
    prefix="/counter",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)

Text = Annotated[str, Form(max_length=500)]


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form; ``key`` makes a second press of the button harmless."""

    requester: str = ""
    title: str = ""
    compared: bool = False
    key: str = dataclasses.field(default_factory=secrets.token_hex)


@router.get("")
def desk(request: Request, doors: TheDoors) -> Response:
    return _desk(request, doors, Draft())


@router.post("/dossiers")
def take_in(
    request: Request,
    doors: TheDoors,
    requester: Text = "",
    title: Text = "",
    scans: Annotated[list[UploadFile] | None, File()] = None,
    compared: Annotated[bool, Form()] = False,
    again: Annotated[bool, Form()] = False,
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    clerk = doors.house.office.clerk.name
    asked = receive.Request(requester, title, scan_files(scans or []), clerk if compared else None, key or None, again)
    try:
        dossier = receive.receive(doors.house, asked, clerk)
    except (BadScan, BadRequest, Overrun) as error:
        return _desk(request, doors, Draft(requester, title, compared), _in_words(error))
    doors.loop.wake()
    return RedirectResponse(f"/counter/dossiers/{dossier.id}", 303)


@router.get("/dossiers/{dossier_id}")
def show(request: Request, doors: TheDoors, dossier_id: str) -> Response:
    return _dossier(request, doors, dossier_id)


@router.post("/dossiers/{dossier_id}/approve")
def approve_dossier(
    request: Request, doors: TheDoors, dossier_id: str, compared: Annotated[bool, Form()] = False
) -> Response:
    if not compared:
        return _dossier(request, doors, dossier_id, MissingValue(name=_compared_words()))
    try:
        approve(doors.house, dossier_id, doors.house.office.clerk.name)
    except WrongState as error:
        return _dossier(request, doors, dossier_id, error)
    doors.loop.wake()
    return RedirectResponse(f"/counter/dossiers/{dossier_id}", 303)


@router.post("/dossiers/{dossier_id}/retry")
def retry_dossier(doors: TheDoors, dossier_id: str) -> Response:
    steps.retry(doors.house, dossier_id, doors.house.office.clerk.name)
    doors.loop.wake()
    return RedirectResponse(f"/counter/dossiers/{dossier_id}", 303)


def _desk(request: Request, doors: Doors, draft: Draft, error: CertCopyError | None = None) -> Response:
    rows = [(dossier, state_words(dossier)) for dossier in recent(doors.house, ROWS)]
    status = 200 if error is None else status_of(error)
    return page(request, "desk.html", status, rows=rows, draft=draft, error=error, limit=doors.upload_mib)


def _dossier(request: Request, doors: Doors, dossier_id: str, error: CertCopyError | None = None) -> Response:
    dossier = look_up(doors.house, dossier_id)
    reading = reading_of(doors.house, dossier)
    images = images_of(reading) if reading else page_images(doors.house, dossier_id)
    fields = fields_of(reading)
    return page(
        request,
        "dossier.html",
        200 if error is None else status_of(error),
        dossier=dossier,
        State=State,
        state=state_words(dossier),
        steps=steps_of(dossier),
        moving=is_moving(dossier),
        given_up=has_given_up(dossier),
        sheets=sheets_of(images, fields),
        fields=fields,
        kind=None if reading is None or reading.kind is None else kind_words(reading.kind),
        error=error,
    )


def _in_words(error: CertCopyError) -> CertCopyError:
    """The same refusal, naming a box of the form as the form does."""
    if not isinstance(error, MissingValue):
        return error
    boxes = {"requester": _("Full name of the requester"), "title": _("What the original is")}
    return MissingValue(name=boxes.get(error.name, error.name))


def _compared_words() -> str:
    return _("I have compared the scan with the paper original")

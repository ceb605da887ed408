"""The clerk's desk: take scans in, compare, hand the copy out."""

from __future__ import annotations

import dataclasses
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.counter.dossier import show_dossier
from certcopy.api.counter.progress import state_words
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.api.uploads import scan_files
from certcopy.errors import BadRequest, BadScan, CertCopyError, MissingValue, Overrun
from certcopy.i18n import gettext as _
from certcopy.storage.tray import MOST_FILES
from certcopy.workflow import receive
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.look import list_recent
from certcopy.workflow.tray import chosen, offered, use

ROWS = 20

router = APIRouter(
    prefix="/counter",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)

Text = Annotated[str, Form(max_length=500)]
Places = Annotated[list[str] | None, Form(max_length=MOST_FILES)]
"""The pages in their order, as ``workflow.tray.chosen`` takes them."""


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
    place: Places = None,
    compared: Annotated[bool, Form()] = False,
    again: Annotated[bool, Form()] = False,
    later: Annotated[bool, Form()] = False,
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    clerk = doors.house.office.clerk.name
    try:
        pages = chosen(doors.house, place or [], scan_files(scans or []))
        asked = receive.Request(requester, title, pages, clerk if compared else None, key or None, again)
        dossier = _taken(doors, asked, later=later)
    except (BadScan, BadRequest, Overrun) as error:
        return _desk(request, doors, Draft(requester, title, compared), _in_words(error))
    if not later:
        use(doors.house, place or [])
    return RedirectResponse(f"/counter/dossiers/{dossier.id}", 303)


@router.get("/dossiers/{dossier_id}")
def show(request: Request, doors: TheDoors, dossier_id: str) -> Response:
    return show_dossier(request, doors, dossier_id)


def _taken(doors: Doors, asked: receive.Request, *, later: bool) -> Dossier:
    clerk = doors.house.office.clerk.name
    if not later:
        return receive.receive(doors.house, asked, clerk)
    return receive.open_dossier(doors.house, receive.Opening(asked.requester, asked.title, asked.key), clerk)


def _desk(request: Request, doors: Doors, draft: Draft, error: CertCopyError | None = None) -> Response:
    seen = list_recent(doors.house, doors.house.office.clerk.name, ROWS)
    rows = [(dossier, state_words(dossier)) for dossier in seen]
    status = 200 if error is None else status_of(error)
    return page(
        request,
        "desk.html",
        status,
        rows=rows,
        draft=draft,
        error=error,
        limit=doors.upload_mib,
        tray=offered(doors.house),
        rejects=doors.house.rejects.all(),
    )


def _in_words(error: CertCopyError) -> CertCopyError:
    """The same refusal, naming a box of the form as the form does."""
    if not isinstance(error, MissingValue):
        return error
    boxes = {"requester": _("Full name of the requester"), "title": _("What the original is")}
    return MissingValue(name=boxes.get(error.name, error.name))

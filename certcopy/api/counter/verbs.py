"""What a clerk decides on the page of a dossier. Each form carries the version it shows, so that nobody decides on a
dossier that has changed meanwhile, and a key, so that a second press is harmless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.counter.desk import Places
from certcopy.api.counter.dossier import show_dossier
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.uploads import scan_files
from certcopy.domain.refusal import Ground
from certcopy.errors import (
    BadRequest,
    BadScan,
    CertCopyError,
    MissingValue,
    NoSuchAddress,
    Overrun,
    RecoveryHold,
    UnknownDossier,
)
from certcopy.i18n import gettext as _
from certcopy.workflow.approve import approve
from certcopy.workflow.compare import ask_partner, return_to_clerk, send_to_certifier, take_up
from certcopy.workflow.deliver import Way, deliver
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.entitle import entitle
from certcopy.workflow.house import House
from certcopy.workflow.receive import add_pages
from certcopy.workflow.refuse import refuse
from certcopy.workflow.revoke import revoke
from certcopy.workflow.steps import retry
from certcopy.workflow.transition import By
from certcopy.workflow.tray import chosen, use
from certcopy.workflow.void import void
from certcopy.workflow.withdraw import withdraw

SHOWN = (BadScan, BadRequest, Overrun, RecoveryHold)
"""Refusals that the page itself can show."""

Text = Annotated[str, Form(max_length=500)]
Verb = Callable[[House, str, By, str], Dossier]
"""A verb with its reason, which some leave alone."""

VERBS: dict[str, Verb] = {
    "return": lambda house, id_, by, why: return_to_clerk(house, id_, by.actor, why, by.expected_version, by.key),
    "ask": lambda house, id_, by, why: ask_partner(house, id_, by.actor, why, by.expected_version, by.key),
    "take-up": lambda house, id_, by, _reason: take_up(house, id_, by.actor, by.expected_version, by.key),
    "withdraw": lambda house, id_, by, why: withdraw(house, id_, by.actor, why, by.expected_version, by.key),
    "void": lambda house, id_, by, why: void(house, id_, by.actor, why, by.expected_version, by.key),
    "revoke": lambda house, id_, by, why: revoke(house, id_, by.actor, why, by.expected_version, by.key),
    "deliver": lambda house, id_, by, _reason: deliver(
        house, id_, by.actor, Way.HANDED_OVER, by.expected_version, by.key
    ),
    "retry": lambda house, id_, by, _reason: retry(house, id_, by.actor, by.expected_version),
}

router = APIRouter(
    prefix="/counter/dossiers/{dossier_id}",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)


@router.post("/approve")
def approve_dossier(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    compared: Annotated[bool, Form()] = False,
    despite: Text = "",
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    def work(by: By) -> Dossier:
        if not compared:
            raise MissingValue(name=_("I have compared the scan with the paper original"))
        return approve(doors.house, dossier_id, by.actor, by.expected_version, by.key, despite)

    return _done(request, doors, dossier_id, _by(doors, "approve", version, key), work)


@router.post("/send")
def send(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    despite: Text = "",
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    def work(by: By) -> Dossier:
        return send_to_certifier(doors.house, dossier_id, by.actor, by.expected_version, by.key, despite)

    return _done(request, doors, dossier_id, _by(doors, "send", version, key), work)


@router.post("/entitle")
def entitle_dossier(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    title: Text = "",
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    """The page is shown at once, with the way back: a title stands in no address."""
    former = look_up(doors.house, dossier_id).title
    try:
        changed = entitle(doors.house, dossier_id, title, _by(doors, "entitle", version, key))
    except SHOWN as error:
        return show_dossier(request, doors, dossier_id, _in_words(error))
    return show_dossier(request, doors, dossier_id, former_title=None if changed.title == former else former)


@router.post("/refuse")
def refuse_dossier(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    ground: Annotated[Ground | None, Form()] = None,
    reason: Text = "",
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    def work(by: By) -> Dossier:
        if ground is None:
            raise MissingValue(name=_("Ground of the law"))
        return refuse(doors.house, dossier_id, by.actor, ground, reason, by.expected_version, by.key)

    return _done(request, doors, dossier_id, _by(doors, "refuse", version, key), work)


@router.post("/pages")
def add_scans(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    scans: Annotated[list[UploadFile] | None, File()] = None,
    place: Places = None,
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    def work(by: By) -> Dossier:
        pages = chosen(doors.house, place or [], scan_files(scans or []))
        dossier = add_pages(doors.house, dossier_id, pages, by.actor, by.expected_version, by.key)
        use(doors.house, place or [])
        return dossier

    return _done(request, doors, dossier_id, _by(doors, "pages", version, key), work)


@router.post("/{verb}")
def decide(
    request: Request,
    doors: TheDoors,
    dossier_id: str,
    verb: str,
    reason: Text = "",
    version: Annotated[int | None, Form()] = None,
    key: Text = "",
) -> Response:
    if verb not in VERBS:
        raise NoSuchAddress
    by = _by(doors, verb, version, key)
    return _done(request, doors, dossier_id, by, lambda by: VERBS[verb](doors.house, dossier_id, by, reason))


def _by(doors: Doors, verb: str, version: int | None, key: str) -> By:
    return By(doors.house.office.clerk.name, version, f"{key}-{verb}" if key else None)


def _done(request: Request, doors: Doors, dossier_id: str, by: By, work: Callable[[By], Dossier]) -> Response:
    try:
        work(by)
    except UnknownDossier:
        raise
    except SHOWN as error:
        return show_dossier(request, doors, dossier_id, _in_words(error))
    return RedirectResponse(f"/counter/dossiers/{dossier_id}", 303)


def _in_words(error: CertCopyError) -> CertCopyError:
    """The same refusal, naming the box as the page does."""
    if isinstance(error, MissingValue) and error.name == "reason":
        return MissingValue(name=_("Reason"))
    if isinstance(error, MissingValue) and error.name == "title":
        return MissingValue(name=_("Title of the original"))
    return error

"""Dossiers over REST: create, poll, fetch the copy."""

from __future__ import annotations

import http
import urllib.parse
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, Path, Response, UploadFile
from pydantic import StringConstraints

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheDoors, TheHouse
from certcopy.api.onestop.models import PREFIX, Approval, DossierState, state_of
from certcopy.api.problems import documented
from certcopy.api.uploads import scan_files
from certcopy.errors import NoSuchAddress, NotIssuedYet
from certcopy.workflow.approve import approve
from certcopy.workflow.dossiers import Dossier, has_key, look_up, page_image
from certcopy.workflow.house import House
from certcopy.workflow.issue import copy_of
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.steps import retry

ACTOR = "onestop"

Answers = dict[int | str, dict[str, Any]]

router = APIRouter(
    prefix=PREFIX, tags=["dossiers"], dependencies=[Depends(at_the_counter)], responses=documented(401, 503)
)

Title = Annotated[str, Form(max_length=500, description="What the original is", examples=["Bằng tốt nghiệp đại học"])]
Name = Annotated[str, Form(max_length=200, description="Họ tên người yêu cầu", examples=["Nguyễn Văn Ví Dụ"])]
Scans = Annotated[
    list[UploadFile], File(description="JPEG, PNG, TIFF, HEIC or PDF of images; the pages of one original")
]
Compared = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    Form(max_length=200, description="Who has compared the scan with the paper already"),
]
Again = Annotated[bool, Form(description="Certify once more what was handed in before")]
RequestKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="Repeats are answered with the same dossier"),
]
Number = Annotated[int, Path(ge=1, description="The page, from 1")]
PDF: Answers = {200: {"content": {"application/pdf": {}}, "description": "The certified copy"}}
JPEG: Answers = {200: {"content": {"image/jpeg": {}}, "description": "The page as scanned"}}


@router.post(
    "",
    status_code=201,
    summary="Create a dossier from the scans of one paper original",
    responses={
        200: {"model": DossierState, "description": "The key was seen before"},
        **documented(409, 413, 422, 507),
    },
)
def create(
    doors: TheDoors,
    response: Response,
    requester: Name,
    title: Title,
    scans: Scans,
    compared_by: Compared = "",
    again: Again = False,
    key: RequestKey = None,
) -> DossierState:
    """Everything is checked before anything is stored. With `compared_by` the machine goes on to issue the copy;
    without it the dossier waits for `approve`."""
    seen = key is not None and has_key(doors.house, key)
    request = Request(requester, title, scan_files(scans), compared_by or None, key, again)
    dossier = receive(doors.house, request, ACTOR)
    doors.loop.wake()
    response.status_code = http.HTTPStatus.OK if seen else http.HTTPStatus.CREATED
    response.headers["Location"] = f"{PREFIX}/{dossier.id}"
    return state_of(dossier, doors.house.office)


@router.get("/{dossier_id}", summary="Where a dossier stands", responses=documented(404))
def show(house: TheHouse, dossier_id: str) -> DossierState:
    return state_of(look_up(house, dossier_id), house.office)


@router.get("/{dossier_id}/copy", response_class=Response, responses={**PDF, **documented(404, 409)})
def copy(house: TheHouse, dossier_id: str) -> Response:
    """The certified copy as a PDF."""
    return Response(copy_of(house, dossier_id), media_type="application/pdf", headers=_named(house, dossier_id))


@router.get("/{dossier_id}/pages/{number}", response_class=Response, responses={**JPEG, **documented(404)})
def preview(house: TheHouse, dossier_id: str, number: Number) -> Response:
    """One page as it was scanned, for comparing with the paper."""
    look_up(house, dossier_id)
    image = page_image(house, dossier_id, number)
    if image is None:
        raise NoSuchAddress
    headers = {"Cache-Control": "private, max-age=3600, immutable"}
    return Response(image.jpeg, media_type="image/jpeg", headers=headers)


@router.post(
    "/{dossier_id}/approve", summary="The scan was compared with the paper", responses=documented(404, 409, 422)
)
def approve_dossier(doors: TheDoors, dossier_id: str, approval: Approval) -> DossierState:
    """The certification number is taken now; the machine composes, signs and verifies the copy."""
    dossier = approve(doors.house, dossier_id, approval.compared_by)
    return _woken(doors, dossier)


@router.post("/{dossier_id}/retry", summary="Let the machine try a failed dossier again", responses=documented(404))
def retry_dossier(doors: TheDoors, dossier_id: str) -> DossierState:
    return _woken(doors, retry(doors.house, dossier_id, ACTOR))


def _woken(doors: TheDoors, dossier: Dossier) -> DossierState:
    doors.loop.wake()
    return state_of(dossier, doors.house.office)


def _named(house: House, dossier_id: str) -> dict[str, str]:
    dossier = look_up(house, dossier_id)
    if dossier.entry is None:
        raise NotIssuedYet(state=dossier.state)
    certification = dossier.entry.certification
    number = f"{certification.printed_number}-{certification.year}"
    accented = urllib.parse.quote(f"Bản sao chứng thực số {number}.pdf")
    plain = f"ban-sao-chung-thuc-so-{number}.pdf"
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{accented}"}

"""Dossiers over REST: create, poll, fetch the copy."""

from __future__ import annotations

import http
import os
import urllib.parse
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, File, Form, Path, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from certcopy.api.auth import ONESTOP, Actor, at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.onestop.asked import Asked, RequestKey
from certcopy.api.onestop.models import PREFIX, Change, DossierState, Opening, answer
from certcopy.api.problems import documented
from certcopy.api.uploads import scan_files
from certcopy.errors import NoSuchAddress, NotIssuedYet
from certcopy.workflow import receive
from certcopy.workflow.deliver import was_fetched
from certcopy.workflow.dossiers import has_key, look_up
from certcopy.workflow.house import House
from certcopy.workflow.look import as_seen, open_copy, open_page

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
Number = Annotated[int, Path(ge=1, description="The page, from 1")]
PDF: Answers = {200: {"content": {"application/pdf": {}}, "description": "The certified copy"}}
JPEG: Answers = {200: {"content": {"image/jpeg": {}}, "description": "The page"}}
PIECE = 2**16
"""Bytes handed on at once."""
REFUSED: Answers = documented(404, 409, 412, 413, 422, 507)


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
    house: TheHouse,
    response: Response,
    actor: Actor,
    requester: Name,
    title: Title,
    scans: Scans,
    compared_by: Compared = "",
    again: Again = False,
    key: RequestKey = None,
) -> DossierState:
    """Everything is checked before anything is stored. With `compared_by` the machine goes on to issue the copy;
    without it the dossier waits for `approve`."""
    seen = key is not None and has_key(house, key)
    request = receive.Request(requester, title, scan_files(scans), compared_by or None, key, again)
    dossier = receive.receive(house, request, actor)
    response.status_code = http.HTTPStatus.OK if seen else http.HTTPStatus.CREATED
    response.headers["Location"] = f"{PREFIX}/{dossier.id}"
    return answer(response, house, dossier)


@router.post(
    "/open",
    status_code=201,
    summary="Open a dossier whose paper is scanned later",
    responses=documented(409, 422),
)
def open_unscanned(
    house: TheHouse, response: Response, actor: Actor, opening: Opening, key: RequestKey = None
) -> DossierState:
    """It waits for its pages."""
    dossier = receive.open_dossier(house, receive.Opening(opening.requester, opening.title, key), actor)
    response.headers["Location"] = f"{PREFIX}/{dossier.id}"
    return answer(response, house, dossier)


@router.post("/{dossier_id}/pages", summary="The pages of a dossier opened without, or returned", responses=REFUSED)
def add_pages(house: TheHouse, response: Response, dossier_id: str, scans: Scans, asked: Asked) -> DossierState:
    """The earlier pages of a returned dossier are replaced."""
    by = asked.by(Change())
    dossier = receive.add_pages(house, dossier_id, scan_files(scans), by.actor, by.expected_version, by.key)
    return answer(response, house, dossier)


@router.get("/{dossier_id}", summary="Where a dossier stands", responses=documented(404))
def show(house: TheHouse, response: Response, dossier_id: str) -> DossierState:
    return answer(response, house, look_up(house, dossier_id))


@router.get("/{dossier_id}/copy", response_class=Response, responses={**PDF, **documented(404, 409)})
def copy(house: TheHouse, actor: Actor, dossier_id: str) -> Response:
    """The certified copy as a PDF. Fetched with the key it counts as delivered; a clerk's look does not."""
    named = _named(house, dossier_id)
    pdf = open_copy(house, dossier_id, actor)
    headers = {**named, "Content-Length": str(pdf.seek(0, os.SEEK_END))}
    pieces = _delivering(house, dossier_id, pdf) if actor == ONESTOP else _pieces(pdf)
    return StreamingResponse(pieces, media_type="application/pdf", headers=headers)


@router.get("/{dossier_id}/pages/{number}", response_class=Response, responses={**JPEG, **documented(404)})
def preview(house: TheHouse, actor: Actor, dossier_id: str, number: Number) -> Response:
    """One page exactly as it will stand in the copy, for comparing with the paper."""
    image = open_page(house, dossier_id, number, actor)
    if image is None:
        raise NoSuchAddress
    return Response(as_seen(image), media_type="image/jpeg")


def _pieces(pdf: BinaryIO) -> Iterator[bytes]:
    with pdf:
        pdf.seek(0)
        while piece := pdf.read(PIECE):
            yield piece


def _delivering(house: House, dossier_id: str, pdf: BinaryIO) -> Iterator[bytes]:
    """The bytes, then the record that they went out: whoever hangs up before has not had the copy."""
    yield from _pieces(pdf)
    was_fetched(house, dossier_id, ONESTOP)


def _named(house: House, dossier_id: str) -> dict[str, str]:
    dossier = look_up(house, dossier_id)
    if dossier.entry is None:
        raise NotIssuedYet(state=dossier.state)
    certification = dossier.entry.certification
    number = f"{certification.printed_number}-{certification.year}"
    accented = urllib.parse.quote(f"Bản sao chứng thực số {number}.pdf")
    plain = f"ban-sao-chung-thuc-so-{number}.pdf"
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{accented}"}

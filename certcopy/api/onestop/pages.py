"""The scanned pages over REST: what was measured and proposed, and what is done to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, Field

from certcopy.api.auth import Actor, at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.onestop.asked import Asked
from certcopy.api.onestop.models import PREFIX, Change, DossierState, Reasoned, answer
from certcopy.api.problems import documented
from certcopy.domain.edit import Edits
from certcopy.domain.inspection import Proposal, proposals_of
from certcopy.domain.quality import Finding, Grade
from certcopy.errors import NoSuchAddress
from certcopy.workflow import edits as verbs
from certcopy.workflow.gate import accept_poor_pages
from certcopy.workflow.look import open_scan
from certcopy.workflow.read import former_reading, reading_of
from certcopy.workflow.stack import stack_of

router = APIRouter(prefix=f"{PREFIX}/{{dossier_id}}", tags=["pages"], dependencies=[Depends(at_the_counter)])


class Measured(BaseModel):
    """One page of the copy: the scanned pages on it, and how good it is."""

    scans: list[int]
    grade: Grade | None = Field(description="`good`, `fair`, or `poor`: the quality gate stops")
    findings: tuple[Finding, ...]


class Pages(BaseModel):
    """What is done to the scanned pages, what was measured, and what the machine proposes."""

    list: int = Field(description="Number of the list of edits in force; 0: as scanned")
    edits: Edits
    read: bool = Field(description="False while changed pages wait for the machine")
    poor_pages: int
    pages: tuple[Measured, ...]
    proposals: tuple[Proposal, ...]


class NewEdits(Change):
    """All scanned pages, each once, in the order of the copy."""

    edits: Edits
    list: int | None = Field(None, description="The list they are based on; with another in force they are refused")


@router.get("/pages", summary="Edits, quality and proposals", responses=documented(401, 404, 503))
def show_pages(house: TheHouse, response: Response, dossier_id: str) -> Pages:
    stack = stack_of(house, dossier_id)
    dossier, edits = stack.dossier, stack.history.edits
    reading = reading_of(house, dossier)
    seen = reading or former_reading(house, dossier)
    response.headers["ETag"] = f'"{dossier.version}"'
    measured = () if reading is None else tuple(
        Measured(
            scans=[edit.scan for edit in page.edits],
            grade=None if page.quality is None else page.quality.grade,
            findings=() if page.quality is None else page.quality.findings,
        )
        for page in reading.pages
    )  # fmt: skip
    return Pages(
        list=dossier.edits,
        edits=edits,
        read=reading is not None,
        poor_pages=dossier.poor_pages,
        pages=measured,
        proposals=() if seen is None else proposals_of(seen.inspections, edits),
    )


@router.put("/edits", summary="Edit the pages", responses=documented(401, 404, 409, 412, 422, 503))
def put_edits(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: NewEdits) -> DossierState:
    """Geometry and order only; changed pages are read again, and the comparison has to be made again. Places are parts
    of the turned scan: 0 left or top, 1 right or bottom."""
    return answer(response, house, verbs.edit(house, dossier_id, said.edits, asked.by(said), said.list))


@router.post("/accept-quality", summary="Let poor pages pass", responses=documented(401, 404, 409, 412, 422, 503))
def accept_quality(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned) -> DossierState:
    """With a reason, which the journal keeps and the certifier is shown."""
    return answer(response, house, accept_poor_pages(house, dossier_id, said.reason, asked.by(said)))


@router.get("/scans/{number}", response_class=Response, summary="One page as it was scanned",
            responses={200: {"content": {"image/jpeg": {}}}, **documented(401, 404, 503)})  # fmt: skip
def show_scan(house: TheHouse, actor: Actor, dossier_id: str, number: Annotated[int, Path(ge=1)]) -> Response:
    image = open_scan(house, dossier_id, number, actor)
    if image is None:
        raise NoSuchAddress
    return Response(image.jpeg, media_type="image/jpeg")

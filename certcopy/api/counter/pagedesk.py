"""The page desk: turn, straighten, cut, order and leave out pages, beside what was measured and is proposed."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import urllib.parse
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.counter.pageforms import Desk, changed, from_form
from certcopy.api.counter.progress import is_moving
from certcopy.api.counter.reading import TRANSFORMS
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.domain.edit import PAPERS_MM, Edits, PageEdit, Turn, insist_on_soundness
from certcopy.domain.inspection import Proposal, proposals_of
from certcopy.domain.page import Reading
from certcopy.domain.quality import Grade
from certcopy.errors import BadRequest, CertCopyError, MissingValue, NoSuchAddress, UnknownDossier
from certcopy.i18n import gettext as _
from certcopy.wording.quality import Judged, grade_words, judged, paper_words, proposal_words
from certcopy.workflow import edits as verbs
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.gate import accept_poor_pages
from certcopy.workflow.house import House
from certcopy.workflow.look import open_dossier
from certcopy.workflow.preview import preview
from certcopy.workflow.read import former_reading, reading_of
from certcopy.workflow.stack import Stack, image_in, stack_of
from certcopy.workflow.transition import By

LARGEST_PREVIEW = 3000

router = APIRouter(
    prefix="/counter/dossiers/{dossier_id}/desk",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)


async def form_fields(request: Request) -> dict[str, str]:
    """The boxes of the form that was sent, by name."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(form_fields)]


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One scanned page on the desk: its edit, its upright size, what was measured and what is proposed."""

    edit: PageEdit
    turn: Turn
    size: tuple[int, int]
    stored: tuple[int, int]
    transform: str
    grade: Grade | None
    word: str
    measures: tuple[Judged, ...]
    proposals: tuple[tuple[str, str], ...]


@router.get("")
def show(request: Request, doors: TheDoors, dossier_id: str, scan: int | None = None) -> Response:
    return _show(request, doors, dossier_id, scan)


@router.post("")
def change(request: Request, doors: TheDoors, dossier_id: str, form: Fields) -> Response:
    """A press of any button on the desk: ``do`` says which, ``scan`` on which page, ``list`` on which edits."""
    work = {"undo": _undo, "redo": _redo, "accept-poor": _accept_poor}.get(form.get("do", ""), _edit)
    try:
        work(doors, dossier_id, form)
    except UnknownDossier:
        raise
    except BadRequest as error:
        return _show(request, doors, dossier_id, _whole(form.get("scan")), error)
    if form.get("back") == "dossier":
        return RedirectResponse(f"/counter/dossiers/{dossier_id}", 303)
    return RedirectResponse(f"/counter/dossiers/{dossier_id}/desk?scan={_whole(form.get('scan')) or ''}", 303)


@router.get("/preview/{scan}", response_class=Response)
def see(doors: TheDoors, dossier_id: str, scan: int, side: Annotated[int, Query(ge=50, le=LARGEST_PREVIEW)] = 900,
        whole: bool = False, draft: Annotated[str, Query(max_length=300)] = "") -> Response:  # fmt: skip
    """One page as its edits make it, or as a draft does; ``whole`` leaves the crop off, so that it can be drawn."""
    stack = stack_of(doors.house, dossier_id)
    image = image_in(doors.house, stack, stack.scans, scan)
    if image is None:
        raise NoSuchAddress
    edit = next(each for each in stack.history.edits if each.scan == scan)
    turn = _turns(_reading(doors.house, stack.dossier), (edit,))[scan]
    drawn = (
        from_form(edit, turn, dict(urllib.parse.parse_qsl(draft))) if draft else dataclasses.replace(edit, turn=turn)
    )
    insist_on_soundness((dataclasses.replace(drawn, scan=1, left_out=False),), 1)
    shown = dataclasses.replace(drawn, crop=None) if whole else drawn
    return Response(preview(image, shown, side), media_type="image/jpeg")


def _edit(doors: Doors, dossier_id: str, form: dict[str, str]) -> None:
    stack = stack_of(doors.house, dossier_id)
    edits, reading = stack.history.edits, _reading(doors.house, stack.dossier)
    desk = Desk(edits, _proposals(reading, edits), _turns(reading, edits))
    after = changed(desk, _whole(form.get("scan")) or 0, form.get("do", ""), form)
    if after != edits:
        verbs.edit(doors.house, dossier_id, after, _by(doors, form), _whole(form.get("list")))


def _undo(doors: Doors, dossier_id: str, form: dict[str, str]) -> None:
    verbs.undo(doors.house, dossier_id, _by(doors, form), _whole(form.get("list")))


def _redo(doors: Doors, dossier_id: str, form: dict[str, str]) -> None:
    verbs.redo(doors.house, dossier_id, _by(doors, form), _whole(form.get("list")))


def _accept_poor(doors: Doors, dossier_id: str, form: dict[str, str]) -> None:
    try:
        accept_poor_pages(doors.house, dossier_id, form.get("reason", ""), _by(doors, form))
    except MissingValue:
        raise MissingValue(name=_("Reason")) from None


def _by(doors: Doors, form: dict[str, str]) -> By:
    key = form.get("key")
    return By(doors.house.office.clerk.name, key=f"{key}-desk" if key else None)


def _whole(value: str | None) -> int | None:
    with contextlib.suppress(ValueError):
        return int(value or "")
    return None


def _show(
    request: Request, doors: Doors, dossier_id: str, scan: int | None, error: CertCopyError | None = None
) -> Response:
    house = doors.house
    stack = open_dossier(house, dossier_id, house.office.clerk.name)
    if not stack.scans:
        raise NoSuchAddress
    dossier = stack.dossier
    pages = _shown(stack, _reading(house, dossier))
    chosen = next((each for each in pages if each.edit.scan == scan), pages[0])
    return page(
        request,
        "pagedesk.html",
        200 if error is None else status_of(error),
        dossier=dossier,
        editable=dossier.state in verbs.EDITABLE,
        moving=is_moving(dossier),
        list=dossier.edits,
        history=stack.history,
        pages=pages,
        chosen=chosen,
        first=pages[0] is chosen,
        proposed=sum(len(each.proposals) for each in pages),
        papers=[(paper, paper_words(paper)) for paper in PAPERS_MM],
        Grade=Grade,
        key=secrets.token_hex(),
        error=error,
    )


def _shown(stack: Stack, reading: Reading | None) -> tuple[Shown, ...]:
    edits = stack.history.edits
    turns = _turns(reading, edits)
    qualities = {part: each.quality for each in reading.pages for part in each.edits} if reading else {}
    proposals = _proposals(reading, edits)
    found = []
    for edit in edits:
        scan = stack.scans[edit.scan - 1]
        width, height = scan.width, scan.height
        turn, quality = turns[edit.scan], None if edit.left_out else qualities.get(edit)
        found.append(
            Shown(
                edit=edit,
                turn=turn,
                size=(height, width) if turn in (90, 270) else (width, height),
                stored=(width, height),
                transform=TRANSFORMS[turn].format(width=width, height=height),
                grade=None if quality is None else quality.grade,
                word="" if quality is None else grade_words(quality.grade),
                measures=() if quality is None else judged(quality),
                proposals=tuple((str(p.kind), proposal_words(p)) for p in proposals if p.edit.scan == edit.scan),
            )
        )
    return tuple(found)


def _reading(house: House, dossier: Dossier) -> Reading | None:
    return reading_of(house, dossier) or former_reading(house, dossier)


def _proposals(reading: Reading | None, edits: Edits) -> tuple[Proposal, ...]:
    return () if reading is None else proposals_of(reading.inspections, edits)


def _turns(reading: Reading | None, edits: Edits) -> dict[int, Turn]:
    """Which way up each page lies now: as a person said, or else as the machine found."""
    seen: dict[int, Turn] = {each.scan: each.turn for each in reading.inspections} if reading else {}
    return {edit.scan: seen.get(edit.scan, 0) if edit.turn is None else edit.turn for edit in edits}

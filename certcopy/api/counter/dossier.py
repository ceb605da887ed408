"""The page of one dossier: where it stands, what may be decided now, what was scanned and read."""

from __future__ import annotations

import secrets

from fastapi import Request, Response

from certcopy.api.counter.progress import has_given_up, is_moving, state_words, steps_of
from certcopy.api.counter.reading import doubts_of, fields_of, images_of, sheets_of
from certcopy.api.doors import Doors
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.domain.dossier import PENDING, State
from certcopy.domain.inspection import proposals_of
from certcopy.domain.refusal import Ground
from certcopy.errors import CertCopyError
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.ocr.understanding.proposal import proposed_title
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.look import open_dossier
from certcopy.workflow.read import reading_of
from certcopy.workflow.transition import MACHINE
from certcopy.workflow.tray import offered


def show_dossier(
    request: Request, doors: Doors, dossier_id: str, error: CertCopyError | None = None, former_title: str | None = None
) -> Response:
    """The whole page, with a refusal on top where there is one, or the way back to the title just changed."""
    stack = open_dossier(doors.house, dossier_id, doors.house.office.clerk.name)
    dossier = stack.dossier
    reading = reading_of(doors.house, dossier)
    rules = doors.house.rules
    fields, doubts = fields_of(reading, rules), doubts_of(reading)
    images = images_of(reading) if reading else stack.pages
    return page(
        request,
        "dossier.html",
        200 if error is None else status_of(error),
        dossier=dossier,
        State=State,
        pending=dossier.state in PENDING,
        state=state_words(dossier),
        why=_why(dossier),
        changed_by=_("the software") if dossier.changed_by == MACHINE else dossier.changed_by,
        grounds=[(ground.value, ground.words(language())) for ground in Ground],
        key=secrets.token_hex(),
        limit=doors.upload_mib,
        tray=offered(doors.house),
        rejects=doors.house.rejects.all(),
        steps=steps_of(dossier),
        moving=is_moving(dossier),
        given_up=has_given_up(dossier),
        sheets=sheets_of(images, fields, doubts, reading),
        fields=fields,
        doubts=doubts,
        warned=bool(dossier.suspicions),
        reason_required=doors.house.profile.originality.reason_required,
        chosen_ground=request.query_params.get("ground"),
        kind=None if reading is None or reading.kind is None else rules.kind_words(reading.kind, language()),
        kind_confidence=0 if reading is None else round(reading.kind_confidence),
        proposal=None if reading is None else proposed_title(reading, rules),
        former_title=former_title,
        proposed=0 if reading is None else len(proposals_of(reading.inspections, stack.history.edits)),
        error=error,
    )


def _why(dossier: Dossier) -> tuple[str, ...]:
    """The ground and the reason of the last transition, as far as given."""
    ground = None if dossier.ground is None else dossier.ground.words(language())
    return tuple(each for each in (ground, dossier.reason) if each)

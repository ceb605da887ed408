"""One dossier from the scans to the signed copy, its machine steps run here."""

from __future__ import annotations

import dataclasses
import time

from certcopy.domain.dossier import FINISHED, State
from certcopy.errors import DuplicateUpload
from certcopy.workflow.approve import approve
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.doubts import doubts_stand
from certcopy.workflow.gate import accept_poor_pages
from certcopy.workflow.house import House
from certcopy.workflow.progress import Progress
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.steps import STEPS, drive, retry
from certcopy.workflow.transition import By

PATIENCE = 0.5
"""Seconds between looks at a dossier that a running server has taken in hand."""


@dataclasses.dataclass(frozen=True, slots=True)
class Grounds:
    """Why a person goes on: ``despite`` doubts that the paper is an original, and with pages of poor ``quality``."""

    despite: str = ""
    quality: str = ""


def issue_copy(
    house: House, request: Request, compared_by: str, progress: Progress, grounds: Grounds = Grounds()
) -> Dossier:
    """Take the request in and see it through to the signed copy; one that was cut off earlier is taken up again.

    Raises:
        DoubtsStand, PoorPages: the machine doubts the paper or its scan, and no ground to go on was given; the dossier
            waits for a person.
        CertCopyError: as ``receive`` says, or the failure recorded on the dossier.
    """
    progress("receive", 0, 1)
    dossier = _received(house, request, compared_by)
    if dossier.state not in FINISHED and dossier.tries:
        retry(house, dossier.id, compared_by)
    dossier = _finished(house, dossier.id, progress)
    if dossier.state in (State.COMPARING, State.WAITING):
        if dossier.suspicions and not grounds.despite.strip():
            raise doubts_stand(dossier)
        if dossier.poor_pages and grounds.quality.strip():
            accept_poor_pages(house, dossier.id, grounds.quality, By(compared_by))
        approve(house, dossier.id, compared_by, despite=grounds.despite)
        dossier = _finished(house, dossier.id, progress)
    return dossier


def _received(house: House, request: Request, actor: str) -> Dossier:
    try:
        return receive(house, request, actor)
    except DuplicateUpload as known:
        dossier = look_up(house, known.dossier)
        if dossier.state in FINISHED:
            raise
        return dossier


def _finished(house: House, dossier_id: str, progress: Progress) -> Dossier:
    while True:
        dossier = drive(house, dossier_id, progress)
        if dossier.failure is not None:
            raise dossier.failure
        if dossier.state not in STEPS:
            return dossier
        time.sleep(PATIENCE)

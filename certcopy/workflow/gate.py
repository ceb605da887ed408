"""The quality gate: pages too poor to certify are scanned again, or a person says why they may pass."""

from __future__ import annotations

from typing import Any

from certcopy.domain.dossier import State
from certcopy.errors import PoorPages
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move, needed

UNJUDGED: dict[str, Any] = {"poor_pages": 0, "accepted_by": None, "accepted_for": None}
"""What a dossier says of the gate while its pages are not read."""


def insist_on_quality(dossier: Dossier) -> None:
    """Called before anybody but the clerk sees the pages, and before a number is taken.

    Raises:
        PoorPages: the gate stopped at some, and nobody let them pass.
    """
    if dossier.poor_pages and dossier.accepted_for is None:
        raise PoorPages(pages=dossier.poor_pages)


def accept_poor_pages(house: House, dossier_id: str, reason: str, by: By) -> Dossier:
    """Let pages pass at which the gate stopped; whoever certifies is shown who did, and why.

    Raises:
        MissingValue: there is no reason.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    said = needed(reason)
    step = Move(
        "accept",
        "poor_pages_accepted",
        (State.COMPARING,),
        State.COMPARING,
        values={"accepted_by": by.actor, "accepted_for": said},
        facts={"reason": said},
        content=(said,),
    )
    return move(house, dossier_id, step, by)

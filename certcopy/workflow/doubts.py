"""Doubts: what the machine saw against a paper, and how a person answers it by going on."""

from __future__ import annotations

from certcopy.domain.originality import STRONG, Suspicion
from certcopy.domain.page import Reading
from certcopy.errors import DoubtsStand
from certcopy.register import journal
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House


def warnings_of(reading: Reading) -> tuple[Suspicion, ...]:
    """What a paper is suspected of strongly enough to need an answer, the gravest first, each once."""
    return tuple(dict.fromkeys(doubt.suspicion for doubt in reading.doubts if doubt.confidence >= STRONG))


def answered(house: House, dossier: Dossier, why: str) -> journal.Facts:
    """What the journal keeps when somebody goes on: the warnings that stood, and why they did not count.

    Raises:
        DoubtsStand: the office wants a reason, and there is none.
    """
    if not dossier.suspicions:
        return {}
    reason = " ".join(why.split())
    if house.profile.originality.reason_required and not reason:
        raise doubts_stand(dossier)
    return {"despite": " ".join(dossier.suspicions), "why": reason or None}


def doubts_stand(dossier: Dossier) -> DoubtsStand:
    """The refusal to go on without an answer."""
    return DoubtsStand(suspicion=dossier.suspicions[0], count=len(dossier.suspicions))

"""Withdraw: the requester wants the certification no longer, before a number was taken."""

from __future__ import annotations

from certcopy.domain.dossier import PENDING, State
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move


def withdraw(
    house: House,
    dossier_id: str,
    actor: str,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """End a dossier without a number, as its requester wishes; ``reason`` may be empty.

    Raises:
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    said = " ".join(reason.split()) or None
    step = Move(
        verb="withdraw",
        event="withdrawn",
        wanted=(State.COMPARING, *sorted(PENDING)),
        after=State.WITHDRAWN,
        values={"reason": said},
        facts={"reason": said},
        content=(said or "",),
    )
    return move(house, dossier_id, step, By(actor, expected_version, key))

"""Refuse: the law does not let this paper be certified (NĐ 23/2015/NĐ-CP, Điều 22)."""

from __future__ import annotations

from certcopy.domain.dossier import PENDING, State
from certcopy.domain.refusal import Ground
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move


def refuse(
    house: House,
    dossier_id: str,
    actor: str,
    ground: Ground,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """End a dossier without a number, on one of the law's grounds; ``reason`` says more where more is to be said.

    Raises:
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    more = " ".join(reason.split()) or None
    step = Move(
        verb="refuse",
        event="refused",
        wanted=(State.COMPARING, *sorted(PENDING)),
        after=State.REFUSED,
        values={"ground": ground, "reason": more},
        facts={"ground": ground, "reason": more},
        content=(ground, more or ""),
    )
    return move(house, dossier_id, step, By(actor, expected_version, key))

"""Void: a number was taken, its copy could not be signed, and it never will be. The number stays in the register."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.errors import StillSigning
from certcopy.register import journal
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.strike import strike
from certcopy.workflow.transition import By, Move, move, needed


def void(
    house: House,
    dossier_id: str,
    actor: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """Give up the copy of a numbered dossier; its register row stays, with the reason, and the number is never reused.

    Raises:
        MissingValue: no reason was given.
        StillSigning: nothing failed so far; the copy may be signed at any moment.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    said = needed(reason)
    step = Move(
        verb="void",
        event="voided",
        wanted=(State.ISSUING,),
        after=State.VOIDED,
        values={"reason": said},
        facts={"reason": said},
        content=(said,),
    )

    def end(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        if dossier.failure is None:
            raise StillSigning
        return strike(connection, house.authority, dossier, at, "void", actor, said)

    return move(house, dossier_id, step, By(actor, expected_version, key), end)

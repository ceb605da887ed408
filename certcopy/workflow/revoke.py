"""Revoke: an issued copy should not have been; whoever checks it learns that it no longer counts."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.register import journal, outbox
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.strike import strike
from certcopy.workflow.transition import By, Move, move, needed


def revoke(
    house: House,
    dossier_id: str,
    actor: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """Take an issued copy back; its register row stays, with the reason, and the copy is handed out no more.

    Raises:
        MissingValue: no reason was given.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    said = needed(reason)
    step = Move(
        verb="revoke",
        event="revoked",
        wanted=(State.ISSUED, State.DELIVERED),
        after=State.REVOKED,
        values={"reason": said},
        facts={"reason": said},
        content=(said,),
    )

    def end(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        outbox.settle_all(connection, at, dossier.id, "deliver")
        return strike(connection, house.authority, dossier, at, "revocation", actor, said)

    return move(house, dossier_id, step, By(actor, expected_version, key), end)

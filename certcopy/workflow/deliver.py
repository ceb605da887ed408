"""Deliver: the requester's side has the copy: fetched through its door, or handed over by a clerk."""

from __future__ import annotations

import contextlib
import datetime as dt
import enum

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.errors import ChangedMeanwhile, WrongState
from certcopy.register import journal, outbox
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move


class Way(enum.StrEnum):
    """How a copy left the office. The names are stored."""

    FETCHED = "fetched"
    HANDED_OVER = "handed_over"


def deliver(
    house: House,
    dossier_id: str,
    actor: str,
    way: Way,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """Record that an issued copy was delivered; no more is known than that it left this way.

    Raises:
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    step = Move(
        verb="deliver",
        event="delivered",
        wanted=(State.ISSUED,),
        after=State.DELIVERED,
        facts={"way": way},
        content=(way,),
    )

    def settle(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        outbox.settle_all(connection, at, dossier.id, "deliver")
        return {}

    return move(house, dossier_id, step, By(actor, expected_version, key), settle)


def was_fetched(house: House, dossier_id: str, actor: str) -> None:
    """The copy has gone out to a caller who may have it; the first time is the delivery.

    Raises:
        UnknownDossier: there is none with this identifier.
    """
    with contextlib.suppress(WrongState, ChangedMeanwhile):
        deliver(house, dossier_id, actor, Way.FETCHED)

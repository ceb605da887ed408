"""Compare: what a clerk may decide beside the paper, short of taking a number."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.register import journal
from certcopy.workflow.dossiers import Dossier, find
from certcopy.workflow.doubts import answered
from certcopy.workflow.gate import insist_on_quality
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move, move_within, needed


def send_to_certifier(
    house: House,
    dossier_id: str,
    actor: str,
    expected_version: int | None = None,
    key: str | None = None,
    despite: str = "",
) -> Dossier:
    """The clerk has compared the scan with the paper; the certifier decides. ``despite`` is as ``approve`` says.

    Raises:
        DoubtsStand: warnings stand, and this office wants a reason.
        PoorPages: the quality gate stopped, and nobody let the pages pass.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    step = Move("send", "sent", (State.COMPARING,), State.WAITING, values={"compared_by": actor}, content=(actor,))

    def insist(_connection: sa.Connection, dossier: Dossier, _at: dt.datetime) -> journal.Facts:
        insist_on_quality(dossier)
        return answered(house, dossier, despite)

    return move(house, dossier_id, step, By(actor, expected_version, key), insist)


def return_to_clerk(
    house: House,
    dossier_id: str,
    actor: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """Something is to be mended before the copy can be certified; the comparison no longer counts.

    Raises:
        MissingValue: no reason was given.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    wanted = (State.COMPARING, State.WAITING, State.READING)
    step = _with_reason("return", "returned", wanted, State.RETURNED, needed(reason))
    return move(house, dossier_id, step, By(actor, expected_version, key))


def ask_partner(
    house: House,
    dossier_id: str,
    actor: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """A partner office is asked about the original (``reason`` says what); the comparison no longer counts.

    Raises:
        MissingValue: nothing was asked.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    step = _with_reason("ask", "partner_asked", (State.COMPARING, State.WAITING), State.WAITING_PARTNER, needed(reason))
    return move(house, dossier_id, step, By(actor, expected_version, key))


def take_up(
    house: House, dossier_id: str, actor: str, expected_version: int | None = None, key: str | None = None
) -> Dossier:
    """Compare again: what was wrong is mended, or the partner office has answered. Pages not read yet are read first.

    Raises:
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    with house.database.write() as connection:
        seen = find(connection, house.authority, dossier_id)
        after = State.READING if seen.reading_digest is None else State.COMPARING
        step = Move("take_up", "taken_up", (State.RETURNED, State.WAITING_PARTNER), after)
        by = By(actor, expected_version, key).having_seen(seen)
        return move_within(connection, house, dossier_id, step, by)


def _with_reason(verb: str, event: str, wanted: tuple[State, ...], after: State, reason: str) -> Move:
    return Move(
        verb,
        event,
        wanted,
        after,
        values={"reason": reason, "compared_by": None},
        facts={"reason": reason},
        content=(reason,),
    )

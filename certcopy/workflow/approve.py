"""Approve: a person has compared the scan with the paper; the number is taken and the dossier is being issued."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from certcopy.domain.certification import Certification, fee, new_code
from certcopy.domain.dossier import State
from certcopy.register import books, entries, holds, journal
from certcopy.register.numbers import take_number
from certcopy.storage.database import with_retry
from certcopy.workflow.dossiers import Dossier, find
from certcopy.workflow.doubts import answered
from certcopy.workflow.gate import insist_on_quality
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move_within


def approve(
    house: House,
    dossier_id: str,
    actor: str,
    expected_version: int | None = None,
    key: str | None = None,
    despite: str = "",
) -> Dossier:
    """Take the certification number, write the register row and set the dossier issuing, in one transaction.

    ``despite`` says why the warnings about the paper do not count; the journal keeps both.

    Raises:
        UnknownDossier: there is none with this identifier.
        DoubtsStand: warnings stand, and this office wants a reason.
        RecoveryHold: the register was restored and its numbers are not reconciled.
        PoorPages: the quality gate stopped, and nobody let the pages pass.
        ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says; no number was taken.
    """
    by, code = By(actor, expected_version, key), new_code()

    def recall(connection: sa.Connection) -> Dossier | None:
        approved = entries.entry_by_code(connection, code) is not None
        return find(connection, house.authority, dossier_id) if approved else None

    return with_retry(house.database, lambda each: approve_within(each, house, dossier_id, by, code, despite), recall)


def approve_within(
    connection: sa.Connection, house: House, dossier_id: str, by: By, code: str, despite: str = ""
) -> Dossier:
    """As ``approve``, in the caller's transaction, with a fresh code. Whoever compared first stays named."""
    step = Move(
        verb="approve",
        event="approved",
        wanted=(State.COMPARING, State.WAITING),
        after=State.ISSUING,
        defaults={"compared_by": by.actor},
        content=(by.actor,),
    )

    def certify(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        holds.insist_on_none(connection)
        insist_on_quality(dossier)
        going_on = answered(house, dossier, despite)
        certification = _certification(connection, house, dossier, at, by.actor, code)
        entries.enter(connection, house.authority, dossier.id, certification)
        taken: journal.Facts = {
            "number": certification.number,
            "year": certification.year,
            "symbol": certification.book.symbol,
        }
        return {**taken, **going_on}

    return move_within(connection, house, dossier_id, step, by, certify)


def _certification(
    connection: sa.Connection, house: House, dossier: Dossier, at: dt.datetime, actor: str, code: str
) -> Certification:
    office = house.office
    line = (house.authority, office.book.symbol, at.year)
    number = take_number(connection, *line)
    volume = books.volume_for(connection, *line, office.book.volume, at, actor)
    return Certification(
        number=number,
        year=at.year,
        book=dataclasses.replace(office.book, volume=volume),
        at=at,
        requester=dossier.requester,
        title=dossier.title,
        certifier=office.certifier,
        converter=office.clerk,
        pages=dossier.pages,
        fee=fee(dossier.pages, at.date(), office.tariffs),
        code=code,
    )

"""Approve: a person has compared the scan with the paper; the number is taken and the dossier is being issued."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from certcopy.domain.certification import Certification, fee, new_code
from certcopy.domain.dossier import State
from certcopy.errors import RecoveryHold
from certcopy.register import books, entries, journal
from certcopy.register.numbers import take_number
from certcopy.storage.schema import dossier as table
from certcopy.storage.schema import hold
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move_within


def approve(
    house: House, dossier_id: str, actor: str, expected_version: int | None = None, key: str | None = None
) -> Dossier:
    """Take the certification number, write the register row and set the dossier issuing, in one transaction.

    Raises:
        UnknownDossier: there is none with this identifier.
        RecoveryHold: the register was restored and its numbers are not reconciled.
        ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says; no number was taken.
    """
    with house.database.write() as connection:
        return approve_within(connection, house, dossier_id, By(actor, expected_version, key))


def approve_within(connection: sa.Connection, house: House, dossier_id: str, by: By) -> Dossier:
    """As ``approve``, in the caller's transaction. Whoever compared first stays named."""
    step = Move(
        verb="approve",
        event="approved",
        wanted=(State.COMPARING, State.WAITING),
        after=State.ISSUING,
        values={"compared_by": sa.func.coalesce(table.c.compared_by, by.actor)},
        content=(by.actor,),
    )

    def certify(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        _insist_on_no_hold(connection)
        certification = _certification(connection, house, dossier, at, by.actor)
        entries.enter(connection, house.authority, dossier.id, certification)
        return {"number": certification.number, "year": certification.year, "symbol": certification.book.symbol}

    return move_within(connection, house, dossier_id, step, by, certify)


def held_since(connection: sa.Connection) -> str | None:
    """Since when no number may be taken, or None where nothing stands against it."""
    since: str | None = connection.scalar(sa.select(sa.func.min(hold.c.since)).where(hold.c.lifted_at.is_(None)))
    return since


def _insist_on_no_hold(connection: sa.Connection) -> None:
    since = held_since(connection)
    if since is not None:
        raise RecoveryHold(since=since)


def _certification(
    connection: sa.Connection, house: House, dossier: Dossier, at: dt.datetime, actor: str
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
        code=new_code(),
    )

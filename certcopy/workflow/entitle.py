"""Entitle: what the register will call the original, set right before it is certified."""

from __future__ import annotations

import sqlalchemy as sa

from certcopy.domain.dossier import PENDING
from certcopy.domain.toneless import toneless
from certcopy.errors import ChangedMeanwhile, MissingValue, WrongState
from certcopy.register import journal, requests
from certcopy.storage.schema import dossier as table
from certcopy.workflow.dossiers import Dossier, find
from certcopy.workflow.house import House
from certcopy.workflow.transition import By

LONGEST = 500


def entitle(house: House, dossier_id: str, title: str, by: By) -> Dossier:
    """Give a dossier another title while no number is taken; whoever decided on the old one is told that it changed.

    Raises:
        MissingValue: the title is empty.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    tidy = " ".join(title.split())[:LONGEST]
    if not tidy:
        raise MissingValue(name="title")
    with house.database.write() as connection:
        seen = find(connection, house.authority, dossier_id)
        if by.key and requests.repeated(connection, house.authority, by.key, "entitle", dossier_id, (dossier_id, tidy)):
            return seen
        if by.expected_version is not None and seen.version != by.expected_version:
            raise ChangedMeanwhile(by=seen.changed_by, state=seen.state)
        if seen.state not in PENDING:
            raise WrongState(state=seen.state, wanted=min(PENDING))
        if tidy != seen.title:
            _write(connection, house, seen, tidy, by.actor)
        return find(connection, house.authority, dossier_id)


def _write(connection: sa.Connection, house: House, seen: Dossier, title: str, actor: str) -> None:
    values = {"title": title, "search": toneless(f"{seen.requester} {title}")}
    changed = connection.execute(
        table.update()
        .where(table.c.id == seen.id, table.c.version == seen.version)
        .values({**values, "version": seen.version + 1, "changed_by": actor})
    )
    if changed.rowcount != 1:
        raise ChangedMeanwhile(by=seen.changed_by, state=seen.state)
    journal.write(connection, house.clock(), actor, "entitled", seen.id, {"state": str(seen.state)})

"""Dossiers that wait for a person's approval, as many as wanted; and whether the register lost anything."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.workflow.house import House


def multiply(house: House, dossier_id: str, count: int) -> list[str]:
    """So many more dossiers like this one: the rows that the product wrote, under identifiers of their own."""
    ids = [uuid.uuid4().hex for _ in range(count)]
    with house.database.write() as connection:
        for table, key in ((schema.dossier, "id"), (schema.scan, "dossier"), (schema.page, "dossier")):
            rows = connection.execute(sa.select(table).where(table.c[key] == dossier_id)).mappings().all()
            connection.execute(table.insert(), [{**row, key: each} for each in ids for row in rows])
    return ids


def assert_sound(house: House, acknowledged: Mapping[str, int]) -> dict[str, int]:
    """Nothing acknowledged is lost, no number twice, no gap, no dossier issued twice, the journal whole.

    Returns the number of every dossier that has one.
    """
    with house.database.read() as connection:
        rows = connection.execute(sa.select(schema.entry.c.dossier, schema.entry.c.number)).all()
        counted = connection.scalar(sa.select(schema.counter.c.n)) or 0
        numbered_states = set(
            connection.scalars(
                sa.select(schema.dossier.c.state).where(schema.dossier.c.id.in_([row.dossier for row in rows[:500]]))
            )
        )
        approved = connection.scalar(
            sa.select(sa.func.count()).where(schema.dossier.c.state.not_in([State.READING, State.COMPARING]))
        )
        broken = journal.first_break(connection)
    assert sorted(row.number for row in rows) == list(range(1, len(rows) + 1))
    assert counted == len(rows) == approved
    register = {row.dossier: row.number for row in rows}
    assert len(register) == len(rows)
    assert {dossier: register.get(dossier) for dossier in acknowledged} == dict(acknowledged)
    assert numbered_states <= {State.ISSUING}
    assert broken is None
    return register

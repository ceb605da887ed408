"""The ordinal of a certification: continuous, without gaps, from 1 each year (NĐ 23/2015/NĐ-CP, Điều 13)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from certcopy.storage.schema import counter

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def take_number(connection: sa.Connection, authority: str, symbol: str, year: int) -> int:
    """The next ordinal, taken in the caller's transaction: rolled back with it, given to nobody else.

    A new volume of the same year goes on counting; a new year begins at 1.
    """
    statement = (
        INSERT[connection.dialect.name](counter)
        .values(authority=authority, symbol=symbol, year=year, n=1)
        .on_conflict_do_update(index_elements=["authority", "symbol", "year"], set_={"n": counter.c.n + 1})
        .returning(counter.c.n)
    )
    return int(connection.execute(statement).scalar_one())

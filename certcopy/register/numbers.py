"""The ordinal of a certification: continuous, without gaps, from 1 each year (NĐ 23/2015/NĐ-CP, Điều 13)."""

from __future__ import annotations

import functools
import importlib
from typing import Any

import sqlalchemy as sa

from certcopy.storage.schema import counter


def insert_of(dialect: str) -> Any:
    """The INSERT of this database, which can be told what to do on a conflict."""
    return importlib.import_module(f"sqlalchemy.dialects.{dialect}").insert


def take_number(connection: sa.Connection, authority: str, symbol: str, year: int) -> int:
    """The next ordinal, taken in the caller's transaction: rolled back with it, given to nobody else.

    A new volume of the same year goes on counting; a new year begins at 1.
    """
    line = {"authority": authority, "symbol": symbol, "year": year}
    return int(connection.execute(_next(connection.dialect.name), line).scalar_one())


@functools.cache
def _next(dialect: str) -> sa.Executable:
    found: sa.Executable = (
        insert_of(dialect)(counter)
        .values(authority=sa.bindparam("authority"), symbol=sa.bindparam("symbol"), year=sa.bindparam("year"), n=1)
        .on_conflict_do_update(index_elements=["authority", "symbol", "year"], set_={"n": counter.c.n + 1})
        .returning(counter.c.n)
    )
    return found

"""The journal: what happened, in order, each line chained to the one before by SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

import sqlalchemy as sa

from certcopy.storage.database import serialise
from certcopy.storage.schema import journal

START = "0" * 64
Facts = Mapping[str, str | int | float | None]

LAST = sa.select(journal.c.seq, journal.c.chain).order_by(journal.c.seq.desc()).limit(1)
APPEND = journal.insert()


def write(
    connection: sa.Connection, at: dt.datetime, actor: str, event: str, dossier: str | None, facts: Facts
) -> None:
    """Append one line in the caller's transaction, after everything else it writes: from here on other writers wait.

    Facts name digests, numbers and states, and the reason a person gave; otherwise never a person.
    """
    serialise(connection, "journal")
    last = connection.execute(LAST).one_or_none()
    seq, before = (last.seq + 1, last.chain) if last else (1, START)
    line = {
        "seq": seq,
        "at": at.isoformat(),
        "actor": actor,
        "event": event,
        "dossier": dossier,
        "facts": dict(facts),
    }
    connection.execute(APPEND, {**line, "chain": link(before, line)})


def link(before: str, line: Mapping[str, object]) -> str:
    """The chain value of a line: SHA-256 over the value before it and the line as canonical JSON."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def first_break(connection: sa.Connection) -> int | None:
    """The sequence number of the first line that does not follow from the one before, or None where all do."""
    before = START
    for expected, row in enumerate(connection.execute(sa.select(journal).order_by(journal.c.seq)), start=1):
        line = dict(row._mapping)
        chain = line.pop("chain")
        if line["seq"] != expected or link(before, line) != chain:
            return expected
        before = chain
    return None

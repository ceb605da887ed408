"""Strike: a numbered entry ends before its time; the register says why and the public log that it did."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from certcopy.domain.register import Amendment, AmendmentKind
from certcopy.errors import NotIssuedYet
from certcopy.register import amendments, journal, outbox
from certcopy.register.entries import Entry
from certcopy.register.log.leaf import Event
from certcopy.workflow.dossiers import Dossier

EVENTS: dict[AmendmentKind, Event] = {"void": "void", "revocation": "revoke"}


def strike(
    connection: sa.Connection,
    authority: str,
    dossier: Dossier,
    at: dt.datetime,
    kind: AmendmentKind,
    actor: str,
    reason: str,
) -> journal.Facts:
    """Amend the entry of a dossier and owe its leaf to the public log; the facts for the journal."""
    if dossier.entry is None:
        raise NotIssuedYet(state=dossier.state)
    certification = dossier.entry.certification
    line = (certification.book.symbol, certification.year, certification.number)
    amendments.amend(connection, authority, *line, Amendment(kind, at, actor, reason, {}))
    owe_leaf(connection, authority, dossier.entry, at, EVENTS[kind], dossier.entry.copy_digest)
    return number_facts(dossier.entry)


def owe_leaf(
    connection: sa.Connection, authority: str, entry: Entry, at: dt.datetime, event: Event, copy: str | None
) -> None:
    """Promise the public log an event of an entry; its facts name nobody."""
    facts = {"event": event, "at": at.isoformat(), "copy": copy, **number_facts(entry)}
    outbox.owe(connection, at, authority, entry.dossier, "log", facts)


def number_facts(entry: Entry) -> dict[str, str | int]:
    """Which number an entry has."""
    certification = entry.certification
    return {"number": certification.number, "year": certification.year, "symbol": certification.book.symbol}

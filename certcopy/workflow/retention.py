"""Retention: scans are kept as long as the rule says, unless a person holds them for a reason (Law on personal data).

The register, the copies and every proof stay: they name digests. Erasure is noted first and done after, so that one cut
off half-way is finished by the next.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from certcopy.domain.dossier import NEXT, State
from certcopy.errors import UnknownDossier
from certcopy.register import journal
from certcopy.storage.schema import dossier, entry, page, scan, sheet
from certcopy.workflow.house import House
from certcopy.workflow.whole import names, whole_register

MENDING = dt.timedelta(days=2)
"""For how long an erasure that was noted is seen to its end again."""
ENDED = frozenset({State.ISSUED, State.DELIVERED}) | {state for state, after in NEXT.items() if not after}


@dataclasses.dataclass(frozen=True, slots=True)
class Erased:
    """One dossier whose scans are gone, or would go, and how many objects it named."""

    dossier: str
    objects: int


def erase_due(house: House, *, dry_run: bool = False) -> tuple[Erased, ...]:
    """Erase the scans, pages and readings whose time is over; with ``dry_run`` only say which.

    Objects that another dossier names as well stay.
    """
    due = [(each, _digests(house, each)) for each in _due(house)]
    if not dry_run:
        due = [(each, digests) for each, digests in due if _note(house, each)]
        for each in _noted_lately(house):
            _delete(house, _digests(house, each))
    return tuple(Erased(each, len(digests)) for each, digests in due)


def hold_for_law(house: House, dossier_id: str, reason: str, actor: str) -> None:
    """Keep a dossier's scans, whatever the rule says.

    Raises:
        UnknownDossier: there is none with this identifier.
    """
    _set_hold(house, dossier_id, reason, actor, "legal_hold")


def release_from_law(house: House, dossier_id: str, reason: str, actor: str) -> None:
    """Let the rule apply again; raises as ``hold_for_law`` does."""
    _set_hold(house, dossier_id, None, actor, "legal_hold_lifted", reason)


def _set_hold(house: House, dossier_id: str, hold: str | None, actor: str, event: str, reason: str = "") -> None:
    ours = (dossier.c.id == dossier_id, dossier.c.authority == house.authority)
    with house.database.write() as connection:
        if connection.execute(dossier.update().where(*ours).values(legal_hold=hold)).rowcount != 1:
            raise UnknownDossier
        journal.write(connection, house.clock(), actor, event, dossier_id, {"reason": hold or reason})


def _due(house: House) -> list[str]:
    days = house.profile.retention.scans_days
    if not days:
        return []
    limit = (house.clock() - dt.timedelta(days=days)).isoformat()
    since = sa.func.coalesce(entry.c.certified_at, dossier.c.received_at)
    due = (
        sa.select(dossier.c.id)
        .outerjoin(entry, entry.c.dossier == dossier.c.id)
        .where(
            dossier.c.authority == house.authority,
            dossier.c.state.in_(ENDED),
            dossier.c.erased_at.is_(None),
            dossier.c.legal_hold.is_(None),
            since < limit,
        )
        .order_by(since)
    )
    with house.database.read() as connection:
        return list(connection.scalars(due))


def _note(house: House, dossier_id: str) -> bool:
    """Note the erasure; not where a person has held the dossier meanwhile, or another process was first."""
    at = house.clock()
    still = (dossier.c.id == dossier_id, dossier.c.legal_hold.is_(None), dossier.c.erased_at.is_(None))
    with house.database.write() as connection:
        if connection.execute(dossier.update().where(*still).values(erased_at=at.isoformat())).rowcount != 1:
            return False
        facts = {"rule": f"scans_days {house.profile.retention.scans_days}"}
        journal.write(connection, at, "machine", "erased", dossier_id, facts)
    return True


def _noted_lately(house: House) -> list[str]:
    since = (house.clock() - MENDING).isoformat()
    lately = sa.select(dossier.c.id).where(dossier.c.authority == house.authority, dossier.c.erased_at >= since)
    with house.database.read() as connection:
        return list(connection.scalars(lately))


def _digests(house: House, dossier_id: str) -> tuple[str, ...]:
    """What a dossier names besides its copy."""
    named = sa.union(
        sa.select(scan.c.digest).where(scan.c.dossier == dossier_id),
        sa.select(page.c.digest).where(page.c.dossier == dossier_id),
        sa.select(sheet.c.digest).where(sheet.c.dossier == dossier_id),
        sa.select(dossier.c.reading_digest).where(dossier.c.id == dossier_id, dossier.c.reading_digest.is_not(None)),
        sa.select(dossier.c.former_digest).where(dossier.c.id == dossier_id, dossier.c.former_digest.is_not(None)),
    )
    with house.database.read() as connection:
        return tuple(connection.scalars(named))


def _delete(house: House, digests: tuple[str, ...]) -> None:
    with whole_register(house) as database, database.read() as connection:
        free = [digest for digest in digests if next(names(connection, digest), None) is None]
    for digest in free:
        house.objects.delete(digest)

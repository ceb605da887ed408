"""Dossiers as rows: looked at, and moved from state to state."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import sqlalchemy as sa

from certcopy.domain.dossier import State, may_follow
from certcopy.domain.page import PageImage
from certcopy.domain.refusal import Ground
from certcopy.errors import CertCopyError, ChangedMeanwhile, StepFailed, UnknownDossier, by_code
from certcopy.register import outbox
from certcopy.register.entries import Entry, entry_of
from certcopy.storage.schema import dossier, page
from certcopy.workflow.house import House

TRIES = 3
"""How often the machine tries a step before a person must look."""


@dataclasses.dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as the doors show it. ``version`` counts its transitions, ``changed_by`` made the last one;
    ``ground`` and ``reason`` are those of the last transition, where it had any."""

    id: str
    requester: str
    title: str
    state: State
    version: int
    changed_by: str
    ground: Ground | None
    reason: str | None
    received_at: dt.datetime
    pages: int
    compared_by: str | None
    reading_digest: str | None
    tries: int
    failure: CertCopyError | None
    entry: Entry | None


def look_up(house: House, dossier_id: str) -> Dossier:
    """One dossier of this office.

    Raises:
        UnknownDossier: there is none with this identifier here.
    """
    with house.database.read() as connection:
        return find(connection, house.authority, dossier_id)


def has_key(house: House, key: str) -> bool:
    """Whether a request with this key has been taken in before."""
    with house.database.read() as connection:
        known = sa.select(dossier.c.id).where(dossier.c.authority == house.authority, dossier.c.request_key == key)
        return connection.execute(known).one_or_none() is not None


def find(connection: sa.Connection, authority: str, dossier_id: str) -> Dossier:
    """As ``look_up``, in the caller's transaction."""
    row = connection.execute(
        sa.select(dossier).where(dossier.c.id == dossier_id, dossier.c.authority == authority)
    ).one_or_none()
    if row is None:
        raise UnknownDossier
    return Dossier(
        id=row.id,
        requester=row.requester,
        title=row.title,
        state=State(row.state),
        version=row.version,
        changed_by=row.changed_by,
        ground=None if row.ground is None else Ground(row.ground),
        reason=row.reason,
        received_at=dt.datetime.fromisoformat(row.received_at),
        pages=_count_pages(connection, dossier_id),
        compared_by=row.compared_by,
        reading_digest=None if row.erased_at else row.reading_digest,
        tries=row.tries,
        failure=_failure(row) or _stuck_effect(connection, dossier_id),
        entry=entry_of(connection, dossier_id),
    )


def recent(house: House, limit: int = 20) -> tuple[Dossier, ...]:
    """The newest dossiers of this office."""
    with house.database.read() as connection:
        ids = connection.scalars(
            sa.select(dossier.c.id)
            .where(dossier.c.authority == house.authority)
            .order_by(dossier.c.received_at.desc(), dossier.c.id.desc())
            .limit(limit)
        ).all()
        return tuple(find(connection, house.authority, each) for each in ids)


def page_images(house: House, dossier_id: str) -> tuple[PageImage, ...]:
    """The page images of a dossier, in order; none once its scans were erased.

    Raises:
        StoreDamaged: one is missing or changed.
    """
    with house.database.read() as connection:
        rows = connection.execute(_pages_of(dossier_id).order_by(page.c.number)).all()
    return tuple(_image(house, row) for row in rows)


def page_image(house: House, dossier_id: str, number: int) -> PageImage | None:
    """One page image of a dossier, counted from 1, or None where there is no such page.

    Raises:
        StoreDamaged: it is missing or changed.
    """
    wanted = _pages_of(dossier_id).where(page.c.number == number)
    with house.database.read() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else _image(house, row)


def advance(connection: sa.Connection, seen: Dossier, after: State, actor: str, **values: object) -> None:
    """Move a dossier on, if it still is as it was seen (compare and set on state and version).

    Raises:
        ChangedMeanwhile: it is not; nothing was written.
    """
    if not may_follow(seen.state, after):
        raise ValueError(f"{after} cannot follow {seen.state}")
    unchanged = sa.and_(dossier.c.id == seen.id, dossier.c.state == seen.state, dossier.c.version == seen.version)
    fresh = {"tries": 0, "next_try_at": None, "failure": None, "ground": None, "reason": None}
    moved = connection.execute(
        dossier.update()
        .where(unchanged)
        .values({**fresh, **values, "state": after, "version": seen.version + 1, "changed_by": actor})
    )
    if moved.rowcount != 1:
        now = connection.execute(sa.select(dossier.c.changed_by, dossier.c.state).where(dossier.c.id == seen.id)).one()
        raise ChangedMeanwhile(by=now.changed_by, state=now.state)


def _pages_of(dossier_id: str) -> sa.Select[Any]:
    return sa.select(page).join(dossier).where(page.c.dossier == dossier_id, dossier.c.erased_at.is_(None))


def _image(house: House, row: sa.Row[Any]) -> PageImage:
    return PageImage(house.objects.get(row.digest), row.width, row.height, row.dpi, row.grey, row.turn)


def _count_pages(connection: sa.Connection, dossier_id: str) -> int:
    counted = connection.scalar(sa.select(sa.func.count()).select_from(page).where(page.c.dossier == dossier_id))
    return int(counted or 0)


def _stuck_effect(connection: sa.Connection, dossier_id: str) -> CertCopyError | None:
    failure = outbox.failure_of(connection, dossier_id)
    return None if failure is None else by_code(failure["code"])(**failure["facts"])


def _failure(row: sa.Row[Any]) -> CertCopyError | None:
    if row.failure is not None:
        return by_code(row.failure["code"])(**row.failure["facts"])
    return StepFailed(step=row.state) if row.tries >= TRIES else None

"""Dossiers as rows: looked at, and moved from state to state."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from certcopy.domain.dossier import State, may_follow
from certcopy.domain.originality import Suspicion
from certcopy.domain.page import PageImage
from certcopy.domain.refusal import Ground
from certcopy.errors import (
    CertCopyError,
    ChangedMeanwhile,
    NoSuchAddress,
    StepFailed,
    StoreDamaged,
    UnknownDossier,
    by_code,
)
from certcopy.register import entries, outbox
from certcopy.register.entries import Entry
from certcopy.storage.schema import dossier, entry, page, sheet
from certcopy.workflow.house import House

TRIES = 3
"""How often the machine tries a step before a person must look."""
FRESH = {"tries": 0, "next_try_at": None, "failure": None, "ground": None, "reason": None}
"""What a transition leaves behind of the state before."""


def _counted(table: sa.Table) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(table.c.dossier == dossier.c.id).scalar_subquery()


_FOUND = (
    sa.select(
        dossier,
        sa.func.coalesce(sa.func.nullif(_counted(sheet), 0), _counted(page)).label("pages"),
        *outbox.stuck(dossier.c.id),
        *entries.COLUMNS,
    )
    .outerjoin(entry, entry.c.dossier == dossier.c.id)
    .where(dossier.c.id == sa.bindparam("id"), dossier.c.authority == sa.bindparam("authority"))
)
_ADVANCE = dossier.update().where(
    dossier.c.id == sa.bindparam("seen_id"),
    dossier.c.state == sa.bindparam("seen_state"),
    dossier.c.version == sa.bindparam("seen_version"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as the doors show it. ``version`` counts its transitions, ``changed_by`` made the last one;
    ``ground`` and ``reason`` are those of the last transition, where it had any. ``pages`` are those of the copy,
    ``edits`` is the number of the edit list in force, ``poor_pages`` how many the quality gate stopped at, and
    ``accepted_by`` and ``accepted_for`` say who let them pass, and why. ``suspicions`` are the warnings about the paper
    that stand, the gravest first."""

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
    former_digest: str | None = None
    edits: int = 0
    poor_pages: int = 0
    accepted_by: str | None = None
    accepted_for: str | None = None
    suspicions: tuple[Suspicion, ...] = ()


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
    row = connection.execute(_FOUND, {"id": dossier_id, "authority": authority}).one_or_none()
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
        pages=row.pages,
        compared_by=row.compared_by,
        reading_digest=None if row.erased_at else row.reading_digest,
        former_digest=None if row.erased_at else row.former_digest,
        edits=row.edits,
        poor_pages=row.poor_pages,
        accepted_by=row.accepted_by,
        accepted_for=row.accepted_for,
        suspicions=tuple(map(Suspicion, row.suspicions.split())),
        tries=row.tries,
        failure=_failure(row),
        entry=entries.entry_in(row),
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


def page_images(connection: sa.Connection, dossier_id: str) -> tuple[PageImage, ...]:
    """The pages of the copy, in order: as edited, or as scanned where nothing was; none once the scans were erased.
    Their bytes stay in the store."""
    edited = tuple(map(_image, connection.execute(_stored(sheet, dossier_id))))
    return edited or scan_images(connection, dossier_id)


def scan_images(connection: sa.Connection, dossier_id: str) -> tuple[PageImage, ...]:
    """The pages as they were scanned, whatever is done to them; else as ``page_images``."""
    return tuple(map(_image, connection.execute(_stored(page, dossier_id))))


def count_scans(connection: sa.Connection, dossier_id: str) -> int:
    """How many pages were scanned."""
    counted = sa.select(sa.func.count()).select_from(page).where(page.c.dossier == dossier_id)
    return int(connection.scalar(counted) or 0)


@contextlib.contextmanager
def unless_erased(house: House, dossier_id: str) -> Iterator[None]:
    """What is fetched from the store in here was named by the dossier a moment ago.

    Raises:
        NoSuchAddress: its scans were erased since.
        StoreDamaged: they were not, and something is missing or changed.
    """
    try:
        yield
    except StoreDamaged:
        with house.database.read() as connection:
            if connection.scalar(sa.select(dossier.c.erased_at).where(dossier.c.id == dossier_id)) is None:
                raise
        raise NoSuchAddress from None


def image_row(dossier_id: str, number: int, image: PageImage) -> dict[str, object]:
    """The row of a page image whose bytes stand in the store."""
    return {
        "dossier": dossier_id,
        "number": number,
        "digest": image.digest,
        "width": image.width,
        "height": image.height,
        "dpi": image.dpi,
        "grey": image.grey,
        "turn": image.turn,
    }


def advance(connection: sa.Connection, seen: Dossier, after: State, actor: str, **values: object) -> None:
    """Move a dossier on, if it still is as it was seen (compare and set on state and version).

    Raises:
        ChangedMeanwhile: it is not; nothing was written.
    """
    if not may_follow(seen.state, after):
        raise ValueError(f"{after} cannot follow {seen.state}")
    unchanged = {"seen_id": seen.id, "seen_state": seen.state, "seen_version": seen.version}
    moved = {**FRESH, **values, "state": after, "version": seen.version + 1, "changed_by": actor}
    computed = {name: value for name, value in moved.items() if isinstance(value, sa.ColumnElement)}
    bound = {name: value for name, value in moved.items() if name not in computed}
    statement = _ADVANCE.values(computed) if computed else _ADVANCE
    if connection.execute(statement, {**unchanged, **bound}).rowcount != 1:
        now = connection.execute(sa.select(dossier.c.changed_by, dossier.c.state).where(dossier.c.id == seen.id)).one()
        raise ChangedMeanwhile(by=now.changed_by, state=now.state)


def _stored(table: sa.Table, dossier_id: str) -> sa.Select[Any]:
    ours = (table.c.dossier == dossier_id, dossier.c.erased_at.is_(None))
    return sa.select(table).join(dossier).where(*ours).order_by(table.c.number)


def _image(row: sa.Row[Any]) -> PageImage:
    return PageImage(b"", row.width, row.height, row.dpi, row.grey, row.turn, digest=row.digest)


def _failure(row: sa.Row[Any]) -> CertCopyError | None:
    if row.failure is None and row.tries >= TRIES:
        return StepFailed(step=row.state)
    failure = row.failure or outbox.failure_in(row)
    return None if failure is None else by_code(failure["code"])(**failure["facts"])

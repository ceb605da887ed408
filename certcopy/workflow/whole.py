"""The register as a whole: the rows of every authority in this installation, and the objects they name."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator

import sqlalchemy as sa

from certcopy.errors import RegisterDamaged
from certcopy.register import holds, journal
from certcopy.storage import snapshot
from certcopy.storage.database import Database
from certcopy.storage.schema import dossier, entry, page, scan, sheet
from certcopy.workflow.house import House


@contextlib.contextmanager
def whole_register(house: House) -> Iterator[Database]:
    """The register without the walls between authorities, for what concerns the installation."""
    if house.database.engine.dialect.name == "sqlite":
        yield house.database
        return
    database = Database(house.database.engine.url.render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.close()


def names(connection: sa.Connection, only: str | None = None) -> Iterator[str]:
    """The digests whose objects the register needs, in order; or ``only`` this one, if it is among them.

    The scans, pages and readings of dossiers that were erased are named no more.
    """
    live = dossier.c.erased_at.is_(None)
    named = (
        sa.select(scan.c.digest).join(dossier).where(live),
        sa.select(page.c.digest).join(dossier).where(live),
        sa.select(sheet.c.digest).join(dossier).where(live),
        sa.select(dossier.c.reading_digest).where(live, dossier.c.reading_digest.is_not(None)),
        sa.select(dossier.c.former_digest).where(live, dossier.c.former_digest.is_not(None)),
        sa.select(entry.c.copy_digest).where(entry.c.copy_digest.is_not(None)),
    )
    every = sa.union(*named).subquery()
    wanted = sa.select(every.c.digest).order_by(every.c.digest)
    if only is not None:
        wanted = wanted.where(every.c.digest == only)
    yield from connection.scalars(wanted)


def count_in_whole_file(file: str) -> int:
    """How many lines a snapshot's register has, once it is found whole. Reads all of it: for a child process.

    Raises:
        RegisterDamaged: as ``insist_on_wholeness`` says.
    """
    with snapshot.opened(pathlib.Path(file)) as connection:
        insist_on_wholeness(connection)
        return int(connection.scalar(sa.select(sa.func.count()).select_from(entry)) or 0)


def insist_on_wholeness(connection: sa.Connection) -> None:
    """Insist on sound pages, an unbroken journal and numbers without a gap, in a snapshot.

    Raises:
        RegisterDamaged: says which of them fails.
    """
    if not snapshot.is_sound(connection):
        raise RegisterDamaged(part="SQLite")
    if (line := journal.first_break(connection)) is not None:
        raise RegisterDamaged(part=f"journal {line}")
    if (book := holds.first_uneven_book(connection)) is not None:
        raise RegisterDamaged(part=f"{book['symbol']} {book['year']}")

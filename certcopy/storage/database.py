"""The register database: how it is opened, and the only ways to touch it, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import pathlib
import random
import time
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import sqlalchemy as sa

from certcopy.errors import CertCopyError, DatabaseUnavailable
from certcopy.storage.postgres import PostgresBackend, serialise
from certcopy.storage.schema_version import bring_up
from certcopy.storage.sqlite import SAFE_SQLITE, SqliteBackend, sqlite_library

__all__ = ["SAFE_SQLITE", "Database", "open_database", "serialise", "sqlite_library", "with_retry"]

TRIES = 5
PAUSE = 0.1
"""Seconds; the longest pause doubles with each try, the pause itself is drawn at random."""

Answer = TypeVar("Answer")


class Backend(Protocol):
    """What differs between the databases; ``certcopy.storage.sqlite`` and ``postgres`` say it."""

    engine: sa.Engine

    def reading(self) -> contextlib.AbstractContextManager[sa.Connection]: ...
    def writing(self) -> contextlib.AbstractContextManager[sa.Connection]: ...
    def migrating(self) -> contextlib.AbstractContextManager[sa.Connection]: ...
    def insist(self) -> None: ...
    def outlast(self, connection: sa.Connection) -> None: ...
    def sole(self, name: str) -> contextlib.AbstractContextManager[bool]: ...
    def is_sound(self, connection: sa.Connection) -> bool: ...
    def refusal(self, problem: sa.exc.SQLAlchemyError) -> CertCopyError | None: ...


class Database:
    """One register."""

    def __init__(self, where: str | pathlib.Path, authority: str = "", *, cluster: bool = False) -> None:
        """Prepare a register: the path of a SQLite file, or ``postgresql+psycopg://…``.

        On PostgreSQL the connections see and change the rows of ``authority`` only, those of all where it is ``""``;
        ``cluster`` takes no write without a synchronous standby.

        Raises:
            OldSqlite, NetworkShare: the file cannot be kept safely.
        """
        self._backend = _backend(where, authority, cluster=cluster)

    @property
    def engine(self) -> sa.Engine:
        return self._backend.engine

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment of the register and changes nothing.

        Raises:
            DatabaseUnavailable: the database is not to be had at the moment.
        """
        with self._refusing(), self._backend.reading() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that commits all or nothing.

        Raises:
            DiskFull, HomeNotWritable, NotReplicated: nothing was recorded.
            DatabaseUnavailable: try again (``with_retry``); where the commit itself was cut off it may have happened.
        """
        with self._refusing(), self._backend.writing() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to this release; several processes may do so at once.

        Raises:
            NewerRegister: a newer release has changed the schema.
        """
        with self._refusing(), self._backend.migrating() as connection:
            bring_up(connection)

    def insist(self) -> None:
        """Insist that what is acknowledged is as safe as the installation promises.

        Raises:
            NotReplicated: this is a cluster without a synchronous standby.
        """
        with self._refusing():
            self._backend.insist()

    def outlast(self, connection: sa.Connection) -> None:
        """Let the commit of this transaction vouch for all that it has seen, as for what it wrote."""
        self._backend.outlast(connection)

    @contextlib.contextmanager
    def sole(self, name: str) -> Iterator[bool]:
        """Whether no other process on the server holds this name, which none can take while this lasts. A SQLite file
        has no server: there it is always so."""
        with self._refusing(), self._backend.sole(name) as is_sole:
            yield is_sole

    def healthy(self) -> bool:
        """Whether the database finds its files sound."""
        with self.read() as connection:
            return self._backend.is_sound(connection)

    def close(self) -> None:
        """Let go of the register."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.SQLAlchemyError as problem:
            if (refusal := self._backend.refusal(problem)) is None:
                raise
            raise refusal from problem


def open_database(where: str | pathlib.Path, authority: str = "", *, cluster: bool = False) -> Database:
    """Open a register, brought up to this release; the arguments are those of ``Database``.

    Raises:
        OldSqlite, NetworkShare, OldPostgres, NewerRegister: it must not be used.
        DatabaseUnavailable, DiskFull, HomeNotWritable: it cannot be used now.
    """
    database = Database(where, authority, cluster=cluster)
    database.migrate()
    return database


def _nothing(_connection: sa.Connection) -> None:
    return None


def with_retry(
    database: Database,
    work: Callable[[sa.Connection], Answer],
    recall: Callable[[sa.Connection], Answer | None] = _nothing,
) -> Answer:
    """The answer of ``work`` in a write transaction, tried again while the database is not to be had.

    A transaction whose commit was cut off may have happened: ``recall`` finds what an earlier try of this very call has
    left (by an identifier drawn before the first try), and its answer stands then. A row that somebody else entered
    first under the same unique key is a reason to look again, too.

    Raises:
        DatabaseUnavailable, sqlalchemy.exc.IntegrityError: at the last try; else whatever ``work`` raises.
    """
    for attempt in range(1, TRIES):
        with contextlib.suppress(DatabaseUnavailable, sa.exc.IntegrityError):
            return _attempt(database, work, recall if attempt > 1 else _nothing)
        time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311  (jitter, no secret)
    return _attempt(database, work, recall)


def _attempt(
    database: Database,
    work: Callable[[sa.Connection], Answer],
    recall: Callable[[sa.Connection], Answer | None],
) -> Answer:
    with database.write() as connection:
        known = recall(connection)
        if known is None:
            return work(connection)
        database.outlast(connection)
        return known


def _backend(where: str | pathlib.Path, authority: str, *, cluster: bool) -> Backend:
    if isinstance(where, str) and where.startswith("postgresql"):
        return PostgresBackend(sa.make_url(where), authority, cluster=cluster)
    return SqliteBackend(pathlib.Path(where))

"""The register database: how it is opened, and the only two ways to touch it."""

from __future__ import annotations

import contextlib
import importlib
import pathlib
import sqlite3
import threading
from collections.abc import Iterator
from types import ModuleType

import alembic.command
import alembic.config
import sqlalchemy as sa

from certcopy.errors import DiskFull, OldSqlite

SAFE_SQLITE = (3, 51, 3)
"""Before it, a WAL reset can corrupt the file."""

MIGRATIONS = pathlib.Path(__file__).parent / "migrations"


class Database:
    """One register file; many readers, one writer at a time."""

    def __init__(self, path: pathlib.Path) -> None:
        """Open the file (made on first use) with write-ahead log and full synchronisation.

        Raises:
            OldSqlite: no safe SQLite library is installed.
        """
        self.engine = sa.create_engine(f"sqlite:///{path}", module=sqlite_library())
        sa.event.listen(self.engine, "connect", _on_connect)
        sa.event.listen(self.engine, "begin", _on_begin)
        self._writer = threading.Lock()

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment of the register."""
        with self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that commits all or nothing.

        Raises:
            DiskFull: nothing was recorded.
        """
        try:
            with (
                self._writer,
                self.engine.connect().execution_options(immediate=True) as connection,
                connection.begin(),
            ):
                yield connection
        except sa.exc.OperationalError as problem:
            if "disk is full" in str(problem.orig) or "disk I/O error" in str(problem.orig):
                raise DiskFull from problem
            raise

    def migrate(self) -> None:
        """Bring the schema up to this release."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.write() as connection:
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")

    def healthy(self) -> bool:
        """Whether SQLite finds the file sound."""
        with self.read() as connection:
            return bool(connection.exec_driver_sql("PRAGMA quick_check").scalar_one() == "ok")

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def sqlite_library() -> ModuleType:
    """The DB-API module with a SQLite that is safe in WAL mode: the bundled one, or a newer one of Python's own.

    Raises:
        OldSqlite: neither is.
    """
    with contextlib.suppress(ImportError):
        return importlib.import_module("pysqlite3.dbapi2")
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        raise OldSqlite(version=sqlite3.sqlite_version)
    return sqlite3


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

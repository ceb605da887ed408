"""The register in one SQLite file: many readers, one writer at a time, on a disk of this machine."""

from __future__ import annotations

import contextlib
import importlib
import pathlib
import re
import sqlite3
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import cast

import sqlalchemy as sa

from certcopy.errors import (
    CertCopyError,
    DatabaseUnavailable,
    DiskFull,
    HomeNotWritable,
    NetworkShare,
    OldSqlite,
)
from certcopy.storage.shared_commit import SharedCommit

SAFE_SQLITE = (3, 51, 3)
"""Before it, a WAL reset can corrupt the file."""

PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
MOUNTS = pathlib.Path("/proc/self/mountinfo")
SHARES = re.compile(r"nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|lustre|davfs|fuse(\..+)?")
"""File systems that share a folder between machines or cannot map a file into memory for several processes."""
DRIVE_REMOTE = 4


class SqliteBackend:
    """How ``Database`` does its verbs on a SQLite file."""

    def __init__(self, path: pathlib.Path) -> None:
        """Open the file (made on first use) with write-ahead log and full synchronisation.

        Raises:
            OldSqlite: no safe SQLite library is installed.
            NetworkShare: the file would lie on another machine's disk.
        """
        refuse_share(path)
        self._home = path.parent
        self._commits = SharedCommit(self._begin, _is_in_transaction)
        self.engine = sa.create_engine(f"sqlite:///{path}", module=sqlite_library(), hide_parameters=True)
        sa.event.listen(self.engine, "connect", _on_connect)
        sa.event.listen(self.engine, "begin", _on_begin)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment and may not write."""
        with self.engine.begin() as connection:
            yield connection

    def writing(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that waits for its turn, then writes alone; its commit may serve others, too."""
        return self._commits.writing()

    def _begin(self) -> sa.Connection:
        connection = self.engine.connect().execution_options(immediate=True)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def migrating(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction in which no other process migrates."""
        return self.writing()

    def insist(self) -> None:
        """Nothing to insist on: a commit is on this machine's disk."""

    def outlast(self, connection: sa.Connection) -> None:
        """Nothing to do: what a connection sees is on the disk."""

    def sole(self, name: str) -> contextlib.AbstractContextManager[bool]:  # noqa: ARG002  as the docstring says
        """There is no server to hold names."""
        return contextlib.nullcontext(True)

    def is_sound(self, connection: sa.Connection) -> bool:
        """Whether SQLite finds the file sound."""
        return bool(connection.exec_driver_sql("PRAGMA quick_check").scalar_one() == "ok")

    def refusal(self, problem: sa.exc.SQLAlchemyError) -> CertCopyError | None:
        """What a problem of the database means to an office, or None where it is a fault of ours."""
        text = str(getattr(problem, "orig", problem))
        if "disk is full" in text or "disk I/O error" in text:
            return DiskFull()
        if "readonly database" in text or "unable to open database file" in text:
            return HomeNotWritable(home=str(self._home))
        return DatabaseUnavailable() if "database is locked" in text else None


def sqlite_library() -> ModuleType:
    """The DB-API module with a SQLite that is safe in WAL mode: the bundled one, or a newer one of Python's own.

    Raises:
        OldSqlite: neither is.
    """
    found: ModuleType = sqlite3
    with contextlib.suppress(ImportError):
        found = importlib.import_module("pysqlite3.dbapi2")
    if found.sqlite_version_info < SAFE_SQLITE:
        raise OldSqlite(version=found.sqlite_version)
    return found


def refuse_share(path: pathlib.Path) -> None:
    """Refuse a file on a network share, where that can be told (Linux and Windows).

    Raises:
        NetworkShare: its locks and its write-ahead log would not hold.
    """
    if sys.platform == "win32":
        import ctypes

        kind = "network" if ctypes.windll.kernel32.GetDriveTypeW(path.resolve().anchor) == DRIVE_REMOTE else "local"
        shared = kind == "network"
    else:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape") if MOUNTS.exists() else ""
        kind = file_system_of(path.resolve(), mounts)
        shared = SHARES.fullmatch(kind) is not None
    if shared:
        raise NetworkShare(home=str(path.parent), kind=kind)


def file_system_of(path: pathlib.Path, mounts: str) -> str:
    """The kind of the file system that holds a path, by the text of ``/proc/self/mountinfo`` (proc(5)); "" if unknown.

    Of several mounts on one folder the last is on top.
    """
    best, kind = 0, ""
    for line in mounts.splitlines():
        place, _dash, rest = line.partition(" - ")
        point = pathlib.Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place.split()[4]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), rest.split()[0]
    return kind


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _is_in_transaction(connection: sa.Connection) -> bool:
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    return driver.in_transaction


def _on_begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("immediate", False)
    if connection.info.get("writes") is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""As much of a DB-API module over apsw as SQLAlchemy's SQLite dialect needs, so that the product runs on a file system
that we make up. Every statement runs to its end at once; there is no implicit transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import apsw

VFS = "power-cut"

paramstyle = "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
Error = DatabaseError = OperationalError = ProgrammingError = NotSupportedError = InternalError = apsw.Error
InterfaceError = DataError = apsw.Error
IntegrityError = apsw.ConstraintError
Row = tuple[Any, ...]


class Cursor:
    """What a statement answered."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self.arraysize = 1
        self.description: Sequence[Row] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        self.description = None
        cursor = self._connection.cursor()
        cursor.exec_trace = self._describe
        before = self._connection.total_changes()
        self._rows = list(cursor.execute(sql, tuple(parameters)))
        self.rowcount = self._connection.total_changes() - before
        self.lastrowid = self._connection.last_insert_rowid()
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        changed = [self.execute(sql, row).rowcount for row in rows]
        self.rowcount = sum(changed)
        return self

    def fetchone(self) -> Row | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        taken, self._rows = self._rows[: size or self.arraysize], self._rows[size or self.arraysize :]
        return taken

    def fetchall(self) -> list[Row]:
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        self._rows = []

    def _describe(self, cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
        columns = cursor.get_description()
        self.description = [(name, None, None, None, None, None, None) for name, _type in columns] or None
        return True


class Connection:
    """A connection through the VFS ``power-cut``, which must be registered."""

    def __init__(self, path: str) -> None:
        self._apsw = apsw.Connection(path, vfs=VFS)
        self.isolation_level: str | None = None

    @property
    def in_transaction(self) -> bool:
        return bool(self._apsw.in_transaction)

    def cursor(self, *_: object) -> Cursor:
        return Cursor(self._apsw)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(sql, parameters)

    def create_function(self, name: str, count: int, function: Callable[..., Any], **options: bool) -> None:
        self._apsw.create_scalar_function(name, function, count, **options)

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def close(self) -> None:
        self._apsw.close()

    def _end(self, how: str) -> None:
        if self._apsw.in_transaction:
            self._apsw.execute(how)


def connect(path: str, **_: object) -> Connection:
    """Open a database through the VFS."""
    return Connection(path)

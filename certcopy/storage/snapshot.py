"""One moment of a register as one SQLite file, whatever database it lives in; and back again."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
from collections.abc import Iterator

import sqlalchemy as sa

from certcopy.errors import DatabaseUnavailable, DiskFull, PlaceNotEmpty
from certcopy.storage.database import Database
from certcopy.storage.schema import metadata
from certcopy.storage.sqlite import sqlite_library

BATCH = 2_000
FULL = re.compile("disk is full|disk I/O error")


def take_snapshot(database: Database, file: pathlib.Path) -> None:
    """Write the register as it stands at one moment into a new file, on disk when this returns; writers go on.

    Raises:
        DatabaseUnavailable, DiskFull: as the database says.
    """
    if database.engine.dialect.name == "sqlite":
        _vacuum(pathlib.Path(str(database.engine.url.database)), file)
    else:
        _copy_out(database, file)
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def load_snapshot(file: pathlib.Path, connection: sa.Connection) -> None:
    """Write every row of a snapshot, whose schema is this release's, into the empty tables of another database.

    Raises:
        PlaceNotEmpty: they are not.
    """
    insist_on_emptiness(connection)
    with opened(file) as source:
        _copy_rows(source, connection)
    if connection.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            _count_on(connection, table)


def insist_on_emptiness(connection: sa.Connection) -> None:
    """Insist that a database holds no row of ours.

    Raises:
        PlaceNotEmpty: it does.
    """
    for table in metadata.sorted_tables:
        if connection.execute(sa.select(table).limit(1)).first() is not None:
            raise PlaceNotEmpty(place=str(connection.engine.url.database))


@contextlib.contextmanager
def opened(file: pathlib.Path) -> Iterator[sa.Connection]:
    """A snapshot to read from; nothing is written, not even beside it."""
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    library = sqlite_library()
    engine = sa.create_engine("sqlite://", creator=lambda: library.connect(address, uri=True), poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def is_sound(connection: sa.Connection) -> bool:
    """Whether SQLite finds every page of a snapshot sound and every reference kept."""
    try:
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        return bool(sound and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None)
    except sa.exc.DatabaseError:
        return False


def _vacuum(register: pathlib.Path, file: pathlib.Path) -> None:
    library = sqlite_library()
    connection = library.connect(register, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(file),))
    except library.OperationalError as problem:
        raise (DiskFull if FULL.search(str(problem)) else DatabaseUnavailable) from problem
    finally:
        connection.close()


def _copy_out(database: Database, file: pathlib.Path) -> None:
    target = Database(file)
    try:
        target.migrate()
        with database.read() as source, target.write() as sink:
            _copy_rows(source, sink)
        with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        target.close()


def _copy_rows(source: sa.Connection, sink: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        rows = source.execution_options(yield_per=BATCH).execute(sa.select(table))
        for batch in rows.mappings().partitions():
            sink.execute(table.insert(), [dict(row) for row in batch])


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after those that were copied in."""
    for column in table.primary_key:
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
        if sequence is not None:
            highest = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(column), 0))) or 0
            connection.execute(sa.select(sa.func.setval(sequence, highest + 1, False)))

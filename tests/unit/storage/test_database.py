"""The register file: safe settings, one writer, a schema that the migrations and the tables agree on."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import alembic.autogenerate
import alembic.migration
import pytest
import sqlalchemy as sa

from certcopy.storage.database import SAFE_SQLITE, Database, sqlite_library
from certcopy.storage.schema import counter, metadata


@pytest.fixture
def database(tmp_path: pathlib.Path) -> Iterator[Database]:
    database = Database(tmp_path / "register.sqlite3")
    database.migrate()
    yield database
    database.close()


def test_the_library_is_one_that_does_not_corrupt() -> None:
    assert tuple(sqlite_library().sqlite_version_info) >= SAFE_SQLITE


def test_commits_are_synchronised_and_logged_ahead(database: Database) -> None:
    with database.read() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_migrations_arrive_at_the_tables(database: Database) -> None:
    with database.read() as connection:
        context = alembic.migration.MigrationContext.configure(connection)
        assert alembic.autogenerate.compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    assert database.healthy()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def interrupted() -> None:
        with database.write() as connection:
            connection.execute(counter.insert().values(authority="a", symbol="s", year=2026, n=1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    with database.read() as connection:
        assert connection.execute(sa.select(counter)).all() == []

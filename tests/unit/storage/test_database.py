"""The register file: safe settings, one writer, a schema that the migrations and the tables agree on."""

from __future__ import annotations

import contextlib
import pathlib
import sys
from collections.abc import Iterator

import alembic.autogenerate
import alembic.migration
import alembic.script
import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from certcopy.errors import NetworkShare, OldSqlite
from certcopy.settings import Settings
from certcopy.storage import sqlite
from certcopy.storage.database import SAFE_SQLITE, Database, sqlite_library
from certcopy.storage.schema import counter, is_table_of_ours, metadata
from certcopy.storage.schema_version import MIGRATIONS, newest_version


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
        context = alembic.migration.MigrationContext.configure(connection, opts={"include_name": is_table_of_ours})
        assert alembic.autogenerate.compare_metadata(context, metadata) == []


def test_the_newest_version_is_where_the_migrations_lead() -> None:
    assert newest_version() == alembic.script.ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    assert database.healthy()


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt/so\\040chung rw - nfs4 may-chu:/so rw
31 22 0:41 / /mnt/usb rw - fuseblk /dev/sdb1 rw
32 30 0:42 / /mnt/so\\040chung/rieng rw - tmpfs tmpfs rw
33 22 0:43 / /mnt/xa rw - fuse.sshfs ai@xa:/ rw
"""


@pytest.mark.skipif(sys.platform == "win32", reason="mount points are POSIX")
@pytest.mark.parametrize(
    ("folder", "shared"),
    [
        ("/home/phuong", False),
        ("/mnt/so chung/phuong", True),
        ("/mnt/so chung khac", False),
        ("/mnt/so chung/rieng", False),
        ("/mnt/usb", False),
        ("/mnt/xa/phuong", True),
    ],
)
def test_a_network_share_is_refused(
    folder: str, shared: bool, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(sqlite, "MOUNTS", mounts)
    refusal = pytest.raises(NetworkShare) if shared else contextlib.nullcontext()
    with refusal:
        sqlite.refuse_share(pathlib.Path(folder) / "register.sqlite3")


def test_an_old_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SAFE_SQLITE", (99,))
    with pytest.raises(OldSqlite):
        sqlite_library()


def test_the_address_of_the_database_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTCOPY_DATABASE", "postgresql+psycopg://certcopy:mat-khau@may-chu/so")
    assert "mat-khau" not in repr(Settings())
    monkeypatch.setenv("CERTCOPY_DATABASE", "mysql://certcopy:mat-khau@may-chu/so")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "mat-khau" not in str(refused.value)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def interrupted() -> None:
        with database.write() as connection:
            connection.execute(counter.insert().values(authority="a", symbol="s", year=2026, n=1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    with database.read() as connection:
        assert connection.execute(sa.select(counter)).all() == []

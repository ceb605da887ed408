"""The schema of a register, brought up to this release.

Alembic does it, and is imported for that alone: a register that stands at the newest migration needs none of it.
"""

from __future__ import annotations

import pathlib
import threading

import sqlalchemy as sa

from certcopy.errors import NewerRegister

MIGRATIONS = pathlib.Path(__file__).parent / "migrations"
TABLE = "alembic_version"
_alembic = threading.Lock()
"""Alembic keeps the migration it is at in a global."""


def bring_up(connection: sa.Connection) -> None:
    """Run the migrations that this register lacks, in the transaction of its connection.

    Raises:
        NewerRegister: a newer release has changed the schema.
    """
    if _version_of(connection) != newest_version():
        with _alembic:
            _migrate(connection)


def newest_version() -> str:
    """The version this release works with: migrations are named ``m<version>_<what they bring>.py``."""
    return max(path.name[1:].partition("_")[0] for path in (MIGRATIONS / "versions").glob("m*.py"))


def _version_of(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(TABLE):
        return None
    return connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table(TABLE)))


def _migrate(connection: sa.Connection) -> None:
    import alembic.command
    import alembic.config
    import alembic.util

    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        alembic.command.upgrade(config, "head")
    except alembic.util.CommandError as problem:
        raise NewerRegister from problem

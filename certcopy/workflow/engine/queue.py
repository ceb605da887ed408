"""The queue of Procrastinate in the register's own PostgreSQL, so that a job and its cause are committed together.

The queue holds nothing that the register does not say, so a release of Procrastinate with other tables makes it anew.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterable
from typing import Any

import procrastinate
import sqlalchemy as sa
from procrastinate.schema import SchemaManager

from certcopy.storage.database import Database

SCHEMA = "certcopy_jobs"
TASK = "run_step"
RELEASE = max(path.stem for path in pathlib.Path(SchemaManager.get_migrations_path()).glob("*.sql"))
"""The newest change of Procrastinate's tables, kept as the comment of our schema."""
MAKING, SWEEPING = 7_270_001, 7_270_002
"""Advisory locks: one process at a time makes the tables, and one of each authority looks for lost work."""

_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def prepare(database: Database) -> None:
    """Make the tables of the queue, where they are missing or of another release."""
    with database.write() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAKING)))
        if (
            connection.scalar(sa.text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')"))
            == RELEASE
        ):
            return
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        connection.exec_driver_sql(f"SET LOCAL search_path = {SCHEMA}")
        _raw(connection).execute(SchemaManager.get_schema())
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{RELEASE}'")


def defer(connection: sa.Connection, authority: str, dossier_ids: Iterable[str]) -> None:
    """A job for each dossier, visible to the authority's workers when the caller's transaction commits.

    The lock lets only one job of a dossier run at a time, the others after it.

    Raises:
        procrastinate.exceptions.ConnectorException: the queue cannot be written; neither can the transaction any more.
    """
    _find_tables(connection)
    for dossier_id in dossier_ids:
        _app.configure_task(TASK, queue=authority, lock=dossier_id, connection=_raw(connection)).defer(
            dossier_id=dossier_id
        )


def without_job(connection: sa.Connection, authority: str, dossier_ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the dossiers that no job waits for or works on; none, while another process is looking."""
    asked = tuple(dossier_ids)
    if not connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(SWEEPING, sa.func.hashtext(authority)))):
        return ()
    jobs = sa.text(
        f"SELECT lock FROM {SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock = ANY(:asked)"  # noqa: S608
    )
    known = set(connection.scalars(jobs, {"asked": list(asked)}))
    return tuple(each for each in asked if each not in known)


def connector(database: Database, connections: int) -> procrastinate.PsycopgConnector:
    """How a worker reaches the queue: exactly as the register is reached, with the queue's tables in view."""
    with database.read() as connection:
        info = _raw(connection).info
        arguments = {**info.get_parameters(), "password": info.password}
    arguments["options"] = f"{arguments.get('options', '')} -c search_path={SCHEMA}".strip()
    return procrastinate.PsycopgConnector(kwargs=arguments, min_size=1, max_size=connections, timeout=10)


def _find_tables(connection: sa.Connection) -> None:
    """Until the end of the transaction, let names that the register does not know be those of the queue."""
    connection.exec_driver_sql(
        f"SELECT set_config('search_path', current_setting('search_path') || ', {SCHEMA}', true)"
    )


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection

"""The register in PostgreSQL 15 or newer: one server, or a cluster that writes only while a standby follows it.

The role that the office connects as owns the tables and is no superuser, so that row level security holds for it; in a
cluster it also needs ``pg_read_all_stats``, to see its standbys.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from certcopy.errors import BadValue, CertCopyError, DatabaseUnavailable, DiskFull, NotReplicated, OldPostgres

if TYPE_CHECKING:
    import psycopg

OLDEST = 15
STATEMENT_MS, LOCK_MS, IDLE_MS = 30_000, 10_000, 60_000
REACH = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""How soon libpq notices that a server is gone, in seconds."""
TCP_TIMEOUT_MS = 30_000
MIGRATION = "certcopy.migration"

DISK_FULL = {"53100"}
FOR_NOW = {"40001", "40P01", "55P03", "57014", "53300", "25006", "57P01", "57P02", "57P03", "57P05"}
"""Serialisation, deadlock, time-outs of locks and statements, too many connections, a standby, a server that starts or
stops (PostgreSQL, Appendix A)."""

DURABILITY = sa.text("""
    SELECT current_setting('fsync') = 'on',
           current_setting('synchronous_commit') IN ('on', 'remote_apply'),
           current_setting('synchronous_standby_names') <> '',
           EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum'))
""")
DEMANDS = ("fsync", "synchronous_commit", "synchronous_standby_names", "standby")
"""What each column of ``DURABILITY`` says."""

OUTLAST = sa.text("SELECT pg_logical_emit_message(true, 'certcopy', '')")
CHECKSUM_FAILURES = sa.text(
    "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
)
FREELY = sa.text("""
    SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
           set_config('certcopy.authority', '', true)
""")


class PostgresBackend:
    """How ``Database`` does its verbs on a PostgreSQL server."""

    def __init__(self, url: sa.URL, authority: str, *, cluster: bool) -> None:
        """Prepare a pool of connections that see the rows of one authority; ``""`` sees those of all."""
        self._cluster = cluster
        self.engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_connect_args(url, authority),
        )
        sa.event.listen(self.engine, "connect", _on_connect)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment and may not write."""
        alone = self.engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with alone as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is acknowledged once it is as safe as this installation promises.

        Raises:
            NotReplicated: this is a cluster without a synchronous standby; nothing was written.
            DatabaseUnavailable: the standby was lost during the commit, which a fail-over may undo.
        """
        with self.engine.connect() as connection:
            with connection.begin():
                if self._cluster:
                    _insist(connection)
                yield connection
            if connection.info.pop("unconfirmed", False):
                raise DatabaseUnavailable

    @contextlib.contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """A transaction in which no other process migrates, however long it takes, over the rows of all authorities."""
        with self.engine.begin() as connection:
            connection.execute(FREELY)
            serialise(connection, MIGRATION)
            yield connection

    def insist(self) -> None:
        """In a cluster, insist on a synchronous standby.

        Raises:
            NotReplicated: there is none.
        """
        if self._cluster:
            with self.reading() as connection:
                _insist(connection)

    def outlast(self, connection: sa.Connection) -> None:
        """Let this transaction's commit wait until all that it saw is on the standby, though it changes nothing."""
        connection.execute(OUTLAST)

    @contextlib.contextmanager
    def sole(self, name: str) -> Iterator[bool]:
        """An advisory lock of a session of its own; it ends with the session, however that ends."""
        lock = sa.func.hashtextextended(name, 0)
        alone = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with alone as connection:
            is_sole = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(lock))))
            try:
                yield is_sole
            finally:
                connection.invalidate()

    def is_sound(self, connection: sa.Connection) -> bool:
        """Whether PostgreSQL has met no page with a wrong checksum."""
        return not connection.scalar(CHECKSUM_FAILURES)

    def refusal(self, problem: sa.exc.SQLAlchemyError) -> CertCopyError | None:
        """What a problem of the database means to an office, or None where it is a fault of ours.

        A text with a NUL in it psycopg refuses by itself, before the server is asked."""
        if isinstance(problem, sa.exc.TimeoutError):
            return DatabaseUnavailable()
        if not isinstance(problem, sa.exc.DBAPIError):
            return None
        state = getattr(problem.orig, "sqlstate", None)
        if state is None and isinstance(problem, sa.exc.DataError):
            return BadValue(name="NUL")
        if state in DISK_FULL:
            return DiskFull()
        lost = state is None and isinstance(problem, sa.exc.OperationalError)
        return DatabaseUnavailable() if lost or problem.connection_invalidated or _is_for_now(state) else None


def serialise(connection: sa.Connection, name: str) -> None:
    """From here to the end of the transaction, one at a time under this name; SQLite writes one at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0))))


def _is_for_now(state: str | None) -> bool:
    return state is not None and (state in FOR_NOW or state.startswith("08"))


def _connect_args(url: sa.URL, authority: str) -> dict[str, Any]:
    limits = {
        "statement_timeout": STATEMENT_MS,
        "lock_timeout": LOCK_MS,
        "idle_in_transaction_session_timeout": IDLE_MS,
        "certcopy.authority": authority,
    }
    own = url.query.get("options", "")
    options = " ".join([*(f"-c {name}={value}" for name, value in limits.items()), str(own)])
    reach = {name: value for name, value in REACH.items() if name not in url.query}
    return {"target_session_attrs": "read-write", "tcp_user_timeout": TCP_TIMEOUT_MS, **reach, "options": options}


def _insist(connection: sa.Connection) -> None:
    for demand, met in zip(DEMANDS, connection.execute(DURABILITY).one(), strict=True):
        if not met:
            raise NotReplicated(demand=demand)


def _on_connect(connection: psycopg.Connection[Any], record: sa.pool.ConnectionPoolEntry) -> None:
    if connection.info.server_version // 10000 < OLDEST:
        raise OldPostgres(version=str(connection.info.server_version // 10000))
    connection.add_notice_handler(functools.partial(_heed, record.info))


def _heed(info: MutableMapping[Any, Any], notice: psycopg.errors.Diagnostic) -> None:
    if notice.source_function == "SyncRepWaitForLSN":
        info["unconfirmed"] = True

"""A private PostgreSQL for tests: its own cluster in a temporary folder, on a free loopback port, with fsync on.

The folder is in memory where there is room (a stopped server loses nothing by that, only a stopped machine would);
name a ``place`` to measure a disk. Run by root, the server's programs run as user ``postgres``, since PostgreSQL
refuses to run as root.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from typing import Any, Literal

import psycopg
import psycopg.sql

INSTALLED = pathlib.Path("/usr/lib/postgresql")
OLDEST = 15
ADMIN = "postgres"
OWNER = "certcopy"
"""An ordinary role, as in a real installation: no superuser, so that row level security holds for it."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "dynamic_shared_memory_type": "mmap",
    "recovery_init_sync_method": "syncfs",
    "log_min_messages": "warning",
}
MEMORY = pathlib.Path("/dev/shm")  # noqa: S108  (a folder of our own is made in it)
ROOM = 2**31
PATIENCE = 30
"""Seconds to wait for a standby."""


def programs() -> pathlib.Path | None:
    """The folder of the newest installed server's programs, or None where there is none that will do."""
    found = [int(each.name) for each in INSTALLED.glob("*") if each.name.isdigit() and (each / "bin/initdb").exists()]
    newest = max(found, default=0)
    return INSTALLED / str(newest) / "bin" if newest >= OLDEST else None


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclasses.dataclass(frozen=True, slots=True)
class Postgres:
    """One server and its folder."""

    folder: pathlib.Path
    port: int
    bin: pathlib.Path

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database ``certcopy``, for the ordinary role that owns it."""
        return self.url_of(OWNER)

    def url_of(self, database: str, role: str = OWNER) -> str:
        """SQLAlchemy URL of a database on this server."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """An empty database of its own; its URL."""
        name = f"t{uuid.uuid4().hex}"
        self.sql(f"CREATE DATABASE {name} OWNER {OWNER}")
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.sql(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def sql(self, statement: str, database: str = ADMIN) -> list[tuple[Any, ...]]:
        """What a statement answers, run on its own by the superuser."""
        address = f"host=127.0.0.1 port={self.port} user={ADMIN} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(psycopg.sql.SQL(statement))
            return cursor.fetchall() if cursor.description else []

    def conf(self, **settings: str) -> None:
        """Set configuration parameters; a running server takes those in that need no restart."""
        with (self.folder / "data" / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        if self.running():
            self._control("reload")

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", f"-p {self.port} -k {self.folder}")

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """Stop the server; ``immediate`` is a crash: no check-point, every connection cut."""
        self._control("stop", "-w", "-m", mode)

    def running(self) -> bool:
        """Whether the server is up."""
        return self._run("pg_ctl", "status", "-D", str(self.folder / "data"), check=False).returncode == 0

    def standby(self) -> Postgres:
        """A started server that follows this one by streaming, under the name ``standby``."""
        copy = _empty_server(self.bin, self.folder.parent)
        primary = f"host=127.0.0.1 port={self.port} user={ADMIN} application_name=standby"
        self._run("pg_basebackup", "-D", str(copy.folder / "data"), "-d", primary, "-R", "-X", "stream", "-c", "fast")
        copy.start()
        return copy

    def follow(self, standby: Postgres) -> None:
        """Commit synchronously from now on, to this standby; returns once it follows."""
        self.conf(synchronous_standby_names="standby")
        following = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"
        patience = time.monotonic() + PATIENCE
        while not self.sql(following):
            if time.monotonic() > patience:
                raise RuntimeError(f"{standby.folder} does not follow {self.folder}")
            time.sleep(0.02)

    def promote(self) -> None:
        """Make a standby the primary."""
        self._control("promote", "-w")

    def remove(self) -> None:
        """Stop the server and delete its folder."""
        if self.running():
            self.stop("immediate")
        shutil.rmtree(self.folder)

    def _control(self, verb: str, *options: str) -> None:
        self._run("pg_ctl", verb, "-D", str(self.folder / "data"), *options)

    def _run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        account: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if _is_root() else {}
        command = [str(self.bin / program), *words]
        with (self.folder / "said").open("ab") as said:
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, **account
            )
        if check and done.returncode:
            raise RuntimeError(f"{program} {words[0]}: {(self.folder / 'said').read_text(encoding='utf-8')[-2000:]}")
        return done


def make_postgres(place: pathlib.Path | None = None, **settings: str) -> Postgres:
    """A started server with an empty database ``certcopy`` that the ordinary role owns.

    Raises:
        RuntimeError: PostgreSQL is not installed, or did not start.
    """
    if (folder := programs()) is None:
        raise RuntimeError("no PostgreSQL is installed")
    server = _empty_server(folder, place or _place())
    data = str(server.folder / "data")
    server._run("initdb", "-D", data, "-U", ADMIN, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    server.conf(**{**SETTINGS, **settings})
    server.start()
    server.sql(f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER")
    server.sql(f"GRANT pg_read_all_stats TO {OWNER}")
    server.sql(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
    return server


@contextlib.contextmanager
def private_postgres(place: pathlib.Path | None = None, **settings: str) -> Iterator[Postgres]:
    """As ``make_postgres``, removed at the end."""
    server = make_postgres(place, **settings)
    try:
        yield server
    finally:
        server.remove()


def _is_root() -> bool:
    return hasattr(os, "getuid") and os.getuid() == 0


def _place() -> pathlib.Path:
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else pathlib.Path(tempfile.gettempdir())


def _empty_server(programs: pathlib.Path, place: pathlib.Path) -> Postgres:
    home = pathlib.Path(tempfile.mkdtemp(prefix="certcopy-pg-", dir=place))
    if _is_root():
        shutil.chown(home, "postgres", "postgres")
    return Postgres(home, free_port(), programs)

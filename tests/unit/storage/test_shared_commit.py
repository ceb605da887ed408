"""Writers of one moment share a commit: whoever is told of success is on the disk, whoever fails fails alone."""

from __future__ import annotations

import concurrent.futures
import contextlib
import pathlib
import sqlite3
import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from certcopy.errors import DatabaseUnavailable
from certcopy.storage import shared_commit
from certcopy.storage.shared_commit import SharedCommit
from certcopy.storage.sqlite import SqliteBackend

WRITERS = 8


class Cut(BaseException):
    """A commit that is cut off from outside."""


@pytest.fixture
def backend(tmp_path: pathlib.Path) -> Iterator[SqliteBackend]:
    backend = SqliteBackend(tmp_path / "register.sqlite3")
    with backend.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE line (n INTEGER)")
    yield backend
    backend.engine.dispose()


@pytest.fixture
def commits(backend: SqliteBackend) -> SharedCommit:
    return backend._commits


def put(connection: sa.Connection, n: int) -> None:
    connection.exec_driver_sql("INSERT INTO line VALUES (?)", (n,))


def lines(backend: SqliteBackend) -> list[int]:
    with backend.reading() as connection:
        return sorted(connection.exec_driver_sql("SELECT n FROM line").scalars())


@contextlib.contextmanager
def counted(backend: SqliteBackend, on_commit: Callable[[int], None] = lambda _nth: None) -> Iterator[list[None]]:
    seen: list[None] = []

    def count(_connection: sa.Connection) -> None:
        seen.append(None)
        on_commit(len(seen))

    sa.event.listen(backend.engine, "commit", count)
    yield seen
    sa.event.remove(backend.engine, "commit", count)


def write_together(
    backend: SqliteBackend, commits: SharedCommit, writers: int, fails: int | None = None
) -> list[BaseException | None]:
    """The first holds its turn until all the others queue; what each was told, None for success."""
    begun, all_here = threading.Event(), threading.Event()

    def write(n: int) -> None:
        with commits.writing() as connection:
            put(connection, n)
            if n == 0:
                begun.set()
                all_here.wait()
            if n == fails:
                raise LookupError

    with concurrent.futures.ThreadPoolExecutor(writers) as pool:
        told = [pool.submit(write, 0)]
        begun.wait()
        told += [pool.submit(write, n) for n in range(1, writers)]
        while commits.queueing < writers - 1:
            all_here.wait(0.001)
        all_here.set()
        return [each.exception() for each in told]


def test_those_who_queue_share_one_commit(backend: SqliteBackend, commits: SharedCommit) -> None:
    with counted(backend) as seen:
        assert write_together(backend, commits, WRITERS) == [None] * WRITERS
    assert len(seen) == 1
    assert lines(backend) == list(range(WRITERS))


def test_a_writer_that_fails_undoes_only_its_own(backend: SqliteBackend, commits: SharedCommit) -> None:
    for failing in range(3):
        told = write_together(backend, commits, 3, fails=failing)
        assert [isinstance(each, LookupError) for each in told] == [n == failing for n in range(3)]
    assert lines(backend) == sorted([1, 2, 0, 2, 0, 1])


def test_a_commit_that_fails_fails_for_each(backend: SqliteBackend, commits: SharedCommit) -> None:
    def full(_nth: int) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with counted(backend, full):
        told = write_together(backend, commits, 3)
    assert [type(each) for each in told] == [sa.exc.OperationalError] * 3
    assert lines(backend) == []
    assert write_together(backend, commits, 3) == [None] * 3


def test_a_commit_that_is_cut_off_is_in_doubt_for_the_others(backend: SqliteBackend, commits: SharedCommit) -> None:
    def cut(_nth: int) -> None:
        raise Cut

    with counted(backend, cut):
        told = write_together(backend, commits, 3)
    assert sorted(type(each).__name__ for each in told) == ["Cut", "DatabaseUnavailable", "DatabaseUnavailable"]
    assert lines(backend) == []


def test_a_transaction_ended_under_a_writer_fails_for_those_before_it(
    backend: SqliteBackend, commits: SharedCommit
) -> None:
    begun, queued = threading.Event(), threading.Event()

    def first() -> None:
        with commits.writing() as connection:
            put(connection, 1)
            begun.set()
            queued.wait()

    def second() -> None:
        with commits.writing() as connection:
            connection.connection.rollback()  # as SQLite itself does when the disk is full
            raise LookupError

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        begun.wait()
        two = pool.submit(second)
        while not commits.queueing:
            queued.wait(0.001)
        queued.set()
        assert isinstance(one.exception(), DatabaseUnavailable)
        assert isinstance(two.exception(), LookupError)
    assert lines(backend) == []


def test_nobody_waits_for_one_who_left_the_queue(
    backend: SqliteBackend, commits: SharedCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_commit, "PATIENCE", 0.001)
    commits._queueing += 1  # counted, and gone before its turn
    with commits.writing() as connection:
        put(connection, 1)
    assert lines(backend) == [1]


def test_who_cannot_even_join_because_the_disk_is_full_undoes_all_and_each_is_told(
    backend: SqliteBackend, commits: SharedCommit
) -> None:
    def full(connection: sa.Connection, _name: str) -> None:
        connection.exec_driver_sql("ROLLBACK")
        raise sa.exc.OperationalError("SAVEPOINT", None, sqlite3.OperationalError("database or disk is full"))

    sa.event.listen(backend.engine, "savepoint", full)
    told = write_together(backend, commits, 2)
    sa.event.remove(backend.engine, "savepoint", full)
    assert [type(each) for each in told] == [sa.exc.OperationalError] * 2
    assert lines(backend) == []


def test_a_transaction_that_the_database_has_ended_is_never_told_as_a_success(
    backend: SqliteBackend, commits: SharedCommit
) -> None:
    def ended() -> None:
        with commits.writing() as connection:
            put(connection, 1)
            connection.exec_driver_sql("ROLLBACK")

    with pytest.raises(DatabaseUnavailable):
        ended()
    assert lines(backend) == []

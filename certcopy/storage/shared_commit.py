"""One commit for all who write in the same moment: what each wrote is on the disk before any of them is told so.

A commit waits for the disk. Whoever ends its work while others queue leaves the transaction open to them and waits; the
last of them commits for all. Each undoes only its own work when it fails; when the commit fails, it fails for each.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from certcopy.errors import DatabaseUnavailable

MOST = 64
"""How many writers share a commit."""
PATIENCE = 1.0
"""Seconds after which a waiting writer commits itself, should whoever queued behind it have gone."""


@dataclasses.dataclass(slots=True)
class Batch:
    """One transaction and how it ended."""

    connection: sa.Connection
    members: int = 0
    failure: BaseException | None = None
    ended: threading.Event = dataclasses.field(default_factory=threading.Event)


class SharedCommit:
    """The only way to write to a database that takes one writer at a time."""

    def __init__(self, begin: Callable[[], sa.Connection], stands: Callable[[sa.Connection], bool]) -> None:
        """``begin`` gives a connection with a fresh transaction that may write; ``stands`` tells whether the database
        has not ended that by itself, as SQLite does when the disk is full."""
        self._begin = begin
        self._stands = stands
        self._writer = threading.Lock()
        self._counting = threading.Lock()
        self._queueing = 0
        self._batch: Batch | None = None

    @property
    def queueing(self) -> int:
        """How many wait for their turn."""
        return self._queueing

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction, or a part of one, that is committed when this returns.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: as the database says, of this part or of the commit.
            DatabaseUnavailable: the commit was cut off in another thread; it may have happened.
        """
        with self._turn():
            batch = self._batch = self._batch or Batch(self._begin())
            try:
                with self._own_part(batch):
                    yield batch.connection
            finally:
                if self._batch is batch and (self._queueing == 0 or batch.members >= MOST):
                    self._commit(batch)
        self._await(batch)
        if batch.failure is not None:
            known = isinstance(batch.failure, sa.exc.SQLAlchemyError)
            raise batch.failure if known else DatabaseUnavailable from batch.failure

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self._counting:
            self._queueing += 1
        try:
            self._writer.acquire()
        finally:
            with self._counting:
                self._queueing -= 1
        try:
            yield
        finally:
            self._writer.release()

    @contextlib.contextmanager
    def _own_part(self, batch: Batch) -> Iterator[None]:
        part = self._joined(batch) if batch.members else None
        try:
            yield
        except BaseException as problem:
            if part is None or not _undone(part):
                self._end(batch, problem)
            raise
        if part is not None:
            self._keep(batch, part)
        batch.members += 1

    def _joined(self, batch: Batch) -> sa.NestedTransaction:
        """A part of its own beside the others'. Where that fails nobody can tell what still stands: all is undone."""
        try:
            return batch.connection.begin_nested()
        except BaseException as problem:
            self._end(batch, problem)
            raise

    def _keep(self, batch: Batch, part: sa.NestedTransaction) -> None:
        """Make a part one with the rest. Where that fails nobody can tell what still stands: all of it is undone."""
        try:
            part.commit()
        except BaseException as problem:
            self._end(batch, problem)
            raise

    def _commit(self, batch: Batch) -> None:
        try:
            self._insist_on_transaction(batch)
            batch.connection.commit()
        except BaseException as problem:
            batch.connection.invalidate()
            self._end(batch, problem)
            raise
        self._end(batch, None)

    def _insist_on_transaction(self, batch: Batch) -> None:
        if not self._stands(batch.connection):
            raise DatabaseUnavailable

    def _end(self, batch: Batch, failure: BaseException | None) -> None:
        self._batch, batch.failure = None, failure
        try:
            batch.connection.close()
        finally:
            batch.ended.set()

    def _await(self, batch: Batch) -> None:
        while not batch.ended.wait(PATIENCE):
            with self._turn():
                if self._batch is batch:
                    self._commit(batch)


def _undone(part: sa.NestedTransaction) -> bool:
    """Whether one writer's part is undone and the rest still stands; a full disk may have ended the transaction."""
    try:
        part.rollback()
    except sa.exc.DBAPIError:
        return False
    return True

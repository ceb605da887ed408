"""Confined children that live on, so that what they have loaded serves the next task as well.

For work that is done often on things that were looked at before, such as reading the pages of a dossier. Each child
does one task at a time, within the limits of ``confine``; one that dies, overruns or has done its share is replaced.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import queue
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from certcopy import heap
from certcopy.children import start
from certcopy.confine import Limits, Task, answer_of, begin, has_begun, limit_memory, unpack

T = TypeVar("T")

SHARE = 200
"""Tasks after which a child is replaced, whatever it may have gathered."""
PATIENCE = 120.0
"""Seconds without a task after which a child ends by itself and gives its memory back."""
PAUSE = 1.0
"""Seconds without a task after which it gives back what it keeps for the next."""


class Pool:
    """At most ``size`` children at once, each started when it is first needed; shared by any number of threads."""

    def __init__(self, size: int, limits: Limits, share: int = SHARE, patience: float = PATIENCE) -> None:
        self._limits = limits
        self._share = share
        self._patience = patience
        self._places: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(size):
            self._places.put(None)

    def run(self, function: Callable[..., T], *arguments: object, returns: Any) -> T:
        """As ``confine.run``; waits while every child is busy.

        Raises:
            CertCopyError: the child refused; the same error, rebuilt here.
            Overrun: the child reached its limits or died.
        """
        task, worker = Task.of(function, arguments, returns), self._places.get()
        try:
            while worker is None or not worker.takes(task):
                _end(worker)
                worker = _Worker(self._limits, self._share, self._patience)
            answer = worker.answer()
        except BaseException:
            self._leave(worker, fit=False)
            raise
        self._leave(worker, fit=bool(answer) and worker.left > 0)
        value: T = unpack(answer, function.__qualname__, returns)
        return value

    def _leave(self, worker: _Worker | None, *, fit: bool) -> None:
        if not fit:
            _end(worker)
        self._places.put(worker if fit else None)

    def close(self) -> None:
        """End the children that have nothing to do."""
        with contextlib.suppress(queue.Empty):
            while True:
                _end(self._places.get_nowait())


@functools.cache
def shared() -> Pool:
    """The pool of this process, with a child for every core."""
    return Pool(os.cpu_count() or 1, Limits(seconds=90, mebibytes=4096))


class _Worker:
    """One child and the line to it; ``left`` tasks may still be given to it."""

    def __init__(self, limits: Limits, share: int, patience: float) -> None:
        self._line, theirs = multiprocessing.Pipe()
        self._child = start(_serve, theirs, limits, patience)
        theirs.close()
        self._limits = limits
        self.left = share

    def takes(self, task: Task) -> bool:
        """Whether it has begun with the task; one that has ended meanwhile has not."""
        self.left -= 1
        try:
            self._line.send(task)
        except OSError:
            return False
        return has_begun(self._line)

    def answer(self) -> bytes:
        """What it says to the task it has begun, or nothing where it dies or takes too long."""
        return answer_of(self._line, self._limits)

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._line.close()
        self._child.kill()
        self._child.join()
        self._child.close()


def _end(worker: _Worker | None) -> None:
    if worker is not None:
        worker.end()


def _serve(line: Connection, limits: Limits, patience: float) -> None:
    limit_memory(limits)
    heap.keep()
    while _has_task(line, patience):
        try:
            task = line.recv()
        except EOFError:
            return
        begin(line, task, limits)


def _has_task(line: Connection, patience: float) -> bool:
    """Whether there is one within that time; what memory is kept for it goes back where it is long in coming."""
    if line.poll(min(PAUSE, patience)):
        return True
    heap.give_back()
    return line.poll(patience)

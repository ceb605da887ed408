"""Run a function on bytes from outside in a child process with limits on time and memory.

No file that anyone uploads is parsed in a process that holds a key or a session. The child is forked from a clean
server (spawned on Windows) and answers in JSON, which is validated: nothing it says is ever unpickled.
"""

from __future__ import annotations

import dataclasses
import errno
import functools
import importlib
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter

from certcopy.children import get_ready, start
from certcopy.errors import CertCopyError, DiskFull, Overrun, by_code

T = TypeVar("T")

BYTES_IN_JSON = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
START = 60.0
"""Seconds in which a child must have begun; they are not counted to its task."""
BEGUN = b"begun"
FULL = (errno.ENOSPC, errno.EDQUOT)
_REFUSAL = TypeAdapter(tuple[str, dict[str, Any]])
"""Made here and not where it is used: pydantic imports half of itself for the first one, so once for all children."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: wall-clock and CPU seconds, and mebibytes of address space (POSIX only)."""

    seconds: int = 60
    mebibytes: int = 4096


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A function by its name, what it is called with, and the type of what it returns."""

    module: str
    name: str
    arguments: tuple[object, ...]
    returns: Any

    @classmethod
    def of(cls, function: Callable[..., object], arguments: tuple[object, ...], returns: Any) -> Task:
        return cls(function.__module__, function.__qualname__, arguments, returns)

    def answer(self) -> bytes:
        """Do it, in a child: the value or the refusal, as ``unpack`` reads them. Out of memory, the child ends."""
        try:
            value = getattr(importlib.import_module(self.module), self.name)(*self.arguments)
            return b"+" + _adapter(self.returns).dump_json((value,))
        except CertCopyError as refusal:
            return _refused(refusal)
        except OSError as problem:
            if problem.errno not in FULL:
                raise
            return _refused(DiskFull())
        except MemoryError:
            os._exit(1)


def _refused(refusal: CertCopyError) -> bytes:
    return b"-" + _REFUSAL.dump_json((refusal.code, refusal.facts()))


def run(function: Callable[..., T], *arguments: object, returns: Any, limits: Limits = Limits()) -> T:
    """Call ``function(*arguments)`` in a child and return its value, rebuilt as the type ``returns``.

    The function must be importable by name; arguments are pickled towards the child, which is trusted less than we are.

    Raises:
        CertCopyError: the child refused; the same error, rebuilt here.
        DiskFull: the child had no room for what it writes.
        Overrun: the child reached its limits or died.
    """
    mine, theirs = multiprocessing.Pipe(duplex=False)
    child = start(_child, theirs, Task.of(function, arguments, returns), limits)
    theirs.close()
    try:
        answer = answer_of(mine, limits) if has_begun(mine) else b""
    finally:
        mine.close()
        child.kill()
        child.join()
        child.close()
    value: T = unpack(answer, function.__qualname__, returns)
    return value


def has_begun(line: Connection) -> bool:
    """Whether the child at the other end says in good time that it has begun; one that has ended does not."""
    try:
        return line.poll(START) and line.recv_bytes() == BEGUN
    except (EOFError, OSError):
        return False


def answer_of(line: Connection, limits: Limits) -> bytes:
    """What the child says to the task it has begun, or nothing where it dies or takes too long."""
    try:
        return line.recv_bytes() if line.poll(limits.seconds) else b""
    except (EOFError, OSError):
        return b""


def begin(line: Connection, task: Task, limits: Limits) -> None:
    """In a child: get ready, say so, do the task within its time and say what came of it."""
    get_ready(task.module)
    line.send_bytes(BEGUN)
    limit_time(limits)
    line.send_bytes(task.answer())


def unpack(answer: bytes, task: str, returns: Any) -> Any:
    """The value that a child's answer stands for; raises as ``run`` does."""
    if answer[:1] == b"+":
        return _adapter(returns).validate_json(answer[1:])[0]
    if answer[:1] == b"-":
        code, facts = TypeAdapter(tuple[str, dict[str, str | int | float]]).validate_json(answer[1:])
        raise by_code(code)(**facts)
    raise Overrun(task=task)


@functools.cache
def _adapter(returns: Any) -> TypeAdapter[tuple[Any]]:
    """Of a tuple of one: pydantic takes no settings for a bare dataclass but hands them to a nested one."""
    return TypeAdapter(tuple[returns], config=BYTES_IN_JSON)


def _child(reply: Connection, task: Task, limits: Limits) -> None:
    limit_memory(limits)
    begin(reply, task, limits)
    reply.close()


def limit_memory(limits: Limits) -> None:
    """Keep this process within its address space, below others in priority, and from leaving a picture of itself."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = limits.mebibytes * 1024 * 1024
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        os.nice(5)


def limit_time(limits: Limits) -> None:
    """End this process when it has used its CPU seconds from now on."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + limits.seconds * 2, most))

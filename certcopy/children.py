"""Child processes: forked from a clean server that holds nothing but modules, spawned on Windows.

The server starts sooner than most of what it is asked for by: this module imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import ModuleSpec
from multiprocessing import forkserver
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

ALWAYS = "certcopy.pool"
PRELOAD = {
    "ocr": "certcopy.ocr.sheet",
    "document": "certcopy.document.readback",
    "verification": "certcopy.verification.verdict",
}
"""What every child needs, and what the tasks of each room do: the server imports it once for all, before the first."""
_STARTING = threading.Lock()


def warm_up(*rooms: str) -> None:
    """Start the server of children beside whatever the caller does next: the first child is then as quick as any.

    ``rooms`` (see ``PRELOAD``) are those whose tasks it is got ready for; where none is named, all.
    """
    if sys.platform != "win32":
        _context(rooms)
        forkserver.ensure_running()


def start(function: Callable[..., None], *arguments: object) -> BaseProcess:
    """A child that does this."""
    child = _context().Process(target=function, args=arguments, daemon=True)
    with _STARTING, _unnamed_program():
        child.start()
    return child


@contextlib.contextmanager
def _unnamed_program() -> Iterator[None]:
    """Children find their task by the name of its module. Without this each would first run the program that started
    them, for the sake of pickled names (``multiprocessing.spawn`` leaves out one that is some package's own main)."""
    program = sys.modules["__main__"]
    named, program.__spec__ = program.__spec__, ModuleSpec("certcopy.__main__", None)
    try:
        yield
    finally:
        program.__spec__ = named


def get_ready(tasks: str) -> None:
    """Import the module of tasks and what they need: in a child of the server most of it is there already."""
    importlib.import_module(tasks)
    room = tasks.removeprefix("certcopy.").removesuffix(".tasks")
    if room in PRELOAD:
        importlib.import_module(PRELOAD[room])


def _context(rooms: Iterable[str] = ()) -> ForkServerContext | SpawnContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([ALWAYS, *(PRELOAD[room] for room in rooms or PRELOAD)])
    return context

"""Processes that approve dossiers from several threads at once, and a nursery that starts them and kills them.

The nursery is a process of its own with one thread: it has loaded the product, so a new approver is one ``fork`` away.
"""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import pathlib
import queue
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

from certcopy.errors import CertCopyError
from certcopy.storage.home import Home
from certcopy.workflow.approve import approve
from certcopy.workflow.house import House, open_house

READY = b"."
THREADS = 4
LONG = 20.0
"""Seconds after which an approver that nobody has killed ends by itself."""
PIECE = 65536


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """Approve these dossiers, in so many processes at once; when ``until`` are acknowledged the fault strikes.

    ``delay``: seconds from that acknowledgement to the fault. ``fault`` comes before the processes are killed.
    """

    root: pathlib.Path
    ids: tuple[str, ...]
    processes: int
    until: int
    delay: float
    seed: int
    fault: Callable[[], object] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the approvers said before they died: every acknowledged (dossier, number), and how many were killed."""

    acknowledged: tuple[tuple[str, int], ...]
    killed: int


Nursery = Callable[[Order], Outcome]


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """Carries out one order after the other."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()

    def carry_out(order: Order) -> Outcome:
        ours.send(order)
        outcome: Outcome = ours.recv()
        return outcome

    try:
        yield carry_out
    finally:
        ours.close()
        process.join()


def approve_each(house: House, ids: list[str], say: Callable[[bytes], object]) -> None:
    """Approve every dossier from several threads, each asked for twice, and say each number once it is given."""
    wanted: queue.SimpleQueue[str] = queue.SimpleQueue()
    for each in ids:
        wanted.put(each)
        wanted.put(each)
    threads = [threading.Thread(target=_approver, args=(house, wanted, say)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _approver(house: House, wanted: queue.SimpleQueue[str], say: Callable[[bytes], object]) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            dossier_id = wanted.get_nowait()
            with contextlib.suppress(CertCopyError):
                entry = approve(house, dossier_id, f"clerk {threading.get_ident()}").entry
                if entry is not None:
                    say(f"{dossier_id} {entry.certification.number}\n".encode())


def _serve(orders: Connection) -> None:
    with contextlib.suppress(EOFError):
        while True:
            orders.send(_carry_out(orders.recv()))


def _carry_out(order: Order) -> Outcome:
    reading, writing = os.pipe()
    processes = [_fork(order, number, reading, writing) for number in range(order.processes)]
    os.close(writing)
    heard = said = os.read(reading, PIECE)
    while said and (heard.count(READY) < order.processes or heard.count(b"\n") < order.until):
        heard += (said := os.read(reading, PIECE))
    time.sleep(order.delay)
    if order.fault is not None:
        order.fault()
    for process in processes:
        os.kill(process, signal.SIGKILL)
    while said := os.read(reading, PIECE):
        heard += said
    os.close(reading)
    killed = sum(os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) == -signal.SIGKILL for each in processes)
    return Outcome(tuple(map(_numbered, heard.replace(READY, b"").decode().split("\n")[:-1])), killed)


def _fork(order: Order, number: int, reading: int, writing: int) -> int:
    if process := os.fork():
        return process
    try:
        os.close(reading)
        house = open_house(Home(order.root))
        ids = random.Random(order.seed + number).sample(order.ids, len(order.ids))
        os.write(writing, READY)
        approve_each(house, ids, lambda line: os.write(writing, line))
        time.sleep(LONG)
    finally:
        os._exit(1)


def _numbered(line: str) -> tuple[str, int]:
    dossier, number = line.split()
    return dossier, int(number)

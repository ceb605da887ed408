"""Measure both job engines: ``python -m bench.engine [STEPS READS]`` (needs PostgreSQL 15 or newer for the second).

Three figures: from the commit that makes work due to the start of its step, on an idle office (p50, p95); steps a
second with a step that does nothing but move its dossier on, which is what the engines themselves cost; and the same
with the real reading step on one page. Workers are processes of ``certcopy worker``'s engine.
"""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import pathlib
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from multiprocessing.synchronize import Event

import sqlalchemy as sa

from certcopy import children, clock
from certcopy.cli.demo import ANSWERS, sample
from certcopy.domain.dossier import State
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.workflow import bell, steps
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.engine.job_engine import JobEngine
from certcopy.workflow.engine.procrastinate import ProcrastinateEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.setup import set_up
from tests.postgres import private_postgres, programs

SINGLE = 60
"""Dossiers made due one after the other."""
CORES = os.cpu_count() or 1


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """An office, and the name of the engine that works for it."""

    engine: str
    home: Home
    pattern: str

    def make(self, house: House) -> JobEngine:
        return EmbeddedEngine(house) if self.engine == "embedded" else ProcrastinateEngine(house, CORES)


def do_nothing(house: House, dossier_id: str, _progress: Progress) -> None:
    """A step that only moves its dossier on."""
    with house.database.write() as connection:
        connection.execute(
            schema.dossier.update().where(schema.dossier.c.id == dossier_id).values(state=State.COMPARING)
        )


def work(setting: Setting, real: bool, ready: Event, done: Event) -> None:
    """One worker process."""
    if not real:
        steps.STEPS[State.READING] = do_nothing
    house = open_house(setting.home)
    engine = setting.make(house)
    engine.start()
    ready.set()
    done.wait()
    engine.stop()
    house.close()


def make_due(house: House, pattern: str, count: int) -> list[str]:
    """So many dossiers like the pattern, made due by one transaction that rings for each."""
    ids = [uuid.uuid4().hex for _ in range(count)]
    with house.database.write() as connection:
        for table, key in ((schema.dossier, "id"), (schema.page, "dossier")):
            rows = connection.execute(sa.select(table).where(table.c[key] == pattern)).mappings().all()
            due = {"state": State.READING} if table is schema.dossier else {}
            connection.execute(table.insert(), [{**row, **due, key: each} for each in ids for row in rows])
        for each in ids:
            bell.ring(connection, each)
    return ids


def latencies(setting: Setting, house: House) -> list[float]:
    """Seconds from the commit that makes a dossier due to the start of its step, one after the other."""
    started: dict[str, float] = {}
    begun = threading.Event()

    def note(house: House, dossier_id: str, progress: Progress) -> None:
        started[dossier_id] = time.perf_counter()
        do_nothing(house, dossier_id, progress)
        begun.set()

    steps.STEPS[State.READING] = note
    engine = setting.make(house)
    engine.start()
    waits = []
    for _ in range(SINGLE):
        begun.clear()
        (dossier_id,) = make_due(house, setting.pattern, 1)
        committed = time.perf_counter()
        begun.wait(60)
        waits.append(started[dossier_id] - committed)
    engine.stop()
    return waits[5:]


def throughput(setting: Setting, house: House, workers: int, count: int, *, real: bool) -> float:
    """Steps a second of so many worker processes, from the commit that made ``count`` due to the last of them."""
    context = multiprocessing.get_context("spawn")
    done = context.Event()
    signs = [context.Event() for _ in range(workers)]
    processes = [context.Process(target=work, args=(setting, real, sign, done)) for sign in signs]
    for process in processes:
        process.start()
    for sign in signs:
        sign.wait()
    with deferring(setting, house):
        ids = make_due(house, setting.pattern, count)
        begun = time.perf_counter()
        until_read(house, ids)
        seconds = time.perf_counter() - begun
    done.set()
    for process in processes:
        process.join()
    return count / seconds


@contextlib.contextmanager
def deferring(setting: Setting, house: House) -> Iterator[None]:
    """This process as the server: with workers it only defers."""
    server = ProcrastinateEngine(house) if setting.engine == "procrastinate" else None
    if server is not None:
        server.start()
    yield
    if server is not None:
        server.stop()


def until_read(house: House, ids: list[str]) -> None:
    """Wait until none of them waits to be read."""
    waiting = (
        sa.select(sa.func.count())
        .select_from(schema.dossier)
        .where(schema.dossier.c.state == State.READING, schema.dossier.c.id.in_(ids))
    )
    while True:
        with house.database.read() as connection:
            if not connection.scalar(waiting):
                return
        threading.Event().wait(0.05)


def report(setting: Setting, count: int, reads: int) -> None:
    """Print the figures of one engine."""
    house = open_house(setting.home)
    waits = [wait * 1000 for wait in latencies(setting, house)]
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(f"{setting.engine}: enqueue to start p50 {statistics.median(waits):.1f} ms, p95 {p95:.1f} ms")
    for workers in (1,) if setting.engine == "embedded" else (1, 2):
        idle = throughput(setting, house, workers, count, real=False)
        print(f"{setting.engine}, {workers} worker(s): {idle:.0f} steps/s that do nothing", flush=True)
        reading = throughput(setting, house, workers, reads, real=True)
        print(f"{setting.engine}, {workers} worker(s): {reading:.2f} reading steps/s (one A4 page each)", flush=True)
    house.close()


def a_setting(engine: str, folder: pathlib.Path) -> Setting:
    """A TEST office with one dossier to multiply, which is no longer due itself."""
    home = set_up(folder, ANSWERS, clock.now(), test=True)
    house = open_house(home)
    dossier = receive(house, Request("Nguyễn Văn Mẫu", "Bằng mẫu", (HandedIn.of("trang.jpg", sample()),)), "bench")
    do_nothing(house, dossier.id, silent)
    house.close()
    return Setting(engine, home, dossier.id)


def main(count: int, reads: int) -> None:
    """Both engines, where there is PostgreSQL."""
    children.warm_up()
    print(f"{CORES} cores; {count} steps that do nothing, {reads} reading steps")
    with tempfile.TemporaryDirectory() as folder:
        report(a_setting("embedded", pathlib.Path(folder) / "embedded"), count, reads)
        if programs() is None:
            print("no PostgreSQL is installed")
            return
        with private_postgres() as server:
            os.environ["CERTCOPY_DATABASE"] = server.url
            report(a_setting("procrastinate", pathlib.Path(folder) / "procrastinate"), count, reads)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3] or ("500", "6")))

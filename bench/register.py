"""How fast numbers are given: ``python -m bench.register [--postgres] [--profile]``.

Measures in a fresh TEST office, on SQLite or on a private PostgreSQL, synchronised to disk in both: the number alone,
in a transaction of the product's own; ``approve`` as the product does it; each from one thread and from several; and,
on request, where the time of an approval goes. Quote medians; the disk under the temporary folder decides much, so the
CPU time of each is told beside.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import cProfile
import dataclasses
import io
import os
import pathlib
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence

from bench.issue import ANSWERS
from certcopy import clock
from certcopy.register.numbers import take_number
from certcopy.workflow import steps
from certcopy.workflow.approve import approve
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.setup import set_up
from fixtures import originals
from tests.faults.waiting import multiply
from tests.postgres import private_postgres

ROUNDS = 5
APPROVALS = 1000
THREADS = (1, 8, 32)
SHOWN = 25


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    parser.add_argument("--profile", action="store_true", help="show where the time of an approval goes")
    wanted = parser.parse_args()
    with opened(on_postgres=wanted.postgres) as house:
        template = waiting_dossier(house)
        print(f"fsync of the disk: {1 / fsyncs_a_second(house.home.root):.5f} s")
        for threads in THREADS:
            report("number", threads, [rate(house, count_once, [""] * APPROVALS, threads) for _ in range(ROUNDS)])
        for threads in THREADS:
            found = [rate(house, approve_once, multiply(house, template, APPROVALS), threads) for _ in range(ROUNDS)]
            report("approve", threads, found)
        if wanted.profile:
            show_profile(house, multiply(house, template, APPROVALS))


@contextlib.contextmanager
def opened(*, on_postgres: bool) -> Iterator[House]:
    """A fresh TEST office on one of the two databases."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if on_postgres:
            os.environ["CERTCOPY_DATABASE"] = stack.enter_context(private_postgres()).url
        house = open_house(set_up(folder / "office", ANSWERS, clock.now(), test=True))
        yield house
        house.close()


def waiting_dossier(house: House) -> str:
    """A dossier that was received and read and waits for approval."""
    original = next(iter(originals()))
    files = tuple(HandedIn.of(path.name, path.read_bytes()) for path in original.scans[0].files)
    dossier = receive(house, Request("Nguyễn Văn Mẫu", original.id, files), "bench")
    return steps.drive(house, dossier.id).id


@dataclasses.dataclass(frozen=True, slots=True)
class Rate:
    """How many a second, and the CPU milliseconds of each."""

    a_second: float
    cpu_ms: float


def rate(house: House, verb: Callable[[House, str], object], ids: Sequence[str], threads: int) -> Rate:
    """Let the threads do the verb on each."""
    started, worked = time.perf_counter(), time.process_time()
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda each: verb(house, each), ids):
            pass
    return Rate(len(ids) / (time.perf_counter() - started), 1000 * (time.process_time() - worked) / len(ids))


def count_once(house: House, _dossier: str) -> None:
    """The statement that gives a number, alone in its transaction."""
    with house.database.write() as connection:
        take_number(connection, house.authority, "BENCH", 2026)


def approve_once(house: House, dossier_id: str) -> None:
    """An approval as the doors do it."""
    approve(house, dossier_id, "Lê Văn Thử")


def fsyncs_a_second(folder: pathlib.Path) -> float:
    """What the disk can do."""
    path = folder / "fsync"
    with path.open("wb") as file:
        started = time.perf_counter()
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        took = time.perf_counter() - started
    path.unlink()
    return 200 / took


def report(what: str, threads: int, rates: Sequence[Rate]) -> None:
    """One line of the table."""
    speeds = [each.a_second for each in rates]
    cpu = statistics.median(each.cpu_ms for each in rates)
    print(
        f"{what:<8}{threads:>3} threads  median {statistics.median(speeds):>7.0f}/s  best {max(speeds):>7.0f}/s"
        f"  CPU {cpu:.2f} ms"
    )


def show_profile(house: House, ids: Sequence[str]) -> None:
    """The costliest functions of approvals from one thread, by their own time."""
    profile = cProfile.Profile()
    profile.enable()
    for each in ids:
        approve_once(house, each)
    profile.disable()
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("cumulative").print_stats(SHOWN * 2)
    pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(SHOWN)
    print(out.getvalue())


if __name__ == "__main__":
    main()

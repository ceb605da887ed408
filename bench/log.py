"""What the public log costs at a million leaves: ``python -m bench.log [LEAVES]``.

Fills a TEST office with made-up events, sequences and publishes them through the product's own path, then measures:
a proof as its holder asks for it, one event from the outbox to the committed checkpoint, the same with its files
written, and a consistency proof as a witness gets it. Quote medians; machines are noisy.
"""

from __future__ import annotations

import pathlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from bench.issue import ANSWERS
from certcopy import clock
from certcopy.register.log import ledger
from certcopy.register.log.ledger import LedgerTiles
from certcopy.register.log.merkle import consistency_proof, inclusion_proof
from certcopy.register.log.tiles import TileNodes
from certcopy.workflow.house import House, open_house
from certcopy.workflow.proof import PublishedTiles, proof_of
from certcopy.workflow.publish import publish, sequence
from certcopy.workflow.setup import set_up
from fixtures.events import dossier_of, owe_events

LEAVES = 1_000_000
ROUNDS = 300


def main(leaves: int) -> None:
    """Fill, measure, print."""
    chance = random.Random(7)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(set_up(pathlib.Path(folder) / "office", ANSWERS, clock.now(), test=True))
        owe_events(house, leaves)
        begun = time.perf_counter()
        while sequence(house):
            pass
        filled = time.perf_counter()
        publish(house)
        print(f"{leaves} leaves: {leaves / (filled - begun):.0f}/s appended in batches, ", end="")
        print(f"{time.perf_counter() - filled:.1f} s to write all tiles")
        report("inclusion proof off the tiles", lambda _: inclusion(house, chance.randrange(leaves), leaves))
        report("proof file of a copy, checked", lambda _: proof_of(house, dossier_of(chance.randint(1, leaves))))
        report("consistency proof", lambda _: consistency(house, chance.randint(1, leaves)))
        report("append, root, signed checkpoint, commit", lambda _: sequence(house), lambda n: owe(house, leaves + n))
        publish(house)
        more = leaves + ROUNDS
        report("publish one event's files, fsynced", lambda _: publish(house), lambda n: owe_and_log(house, more + n))
        house.close()


def inclusion(house: House, index: int, size: int) -> None:
    """The hashes alone."""
    with house.database.read() as connection:
        inclusion_proof(TileNodes(PublishedTiles(house, connection), size), index, size)


def owe(house: House, number: int) -> None:
    """One event."""
    owe_events(house, 1, first=number)


def owe_and_log(house: House, number: int) -> None:
    """One event, in the log but not in its files."""
    owe(house, number)
    sequence(house)


def consistency(house: House, old: int) -> None:
    """What a witness that saw the tree of ``old`` leaves is sent."""
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
        assert head is not None  # noqa: S101
        consistency_proof(
            TileNodes(LedgerTiles(connection, house.authority), head.checkpoint.size), old, head.checkpoint.size
        )


def report(name: str, work: Callable[[int], object], prepare: Callable[[int], object] = lambda _: None) -> None:
    """Run and print the median and the 95th percentile of the wall time, and the median CPU time, in milliseconds."""
    times, cpu = [], []
    for number in range(1, ROUNDS + 1):
        prepare(number)
        begun, used = time.perf_counter(), time.process_time()
        work(number)
        cpu.append(1000 * (time.process_time() - used))
        times.append(1000 * (time.perf_counter() - begun))
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<42} p50 {statistics.median(times):6.2f} ms  p95 {p95:6.2f} ms  CPU {statistics.median(cpu):5.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES)

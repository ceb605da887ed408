"""Makes a log through the product's own path, and lays out what the outside checkers read."""

from __future__ import annotations

import pathlib
import sys

import sqlalchemy as sa

from bench.issue import ANSWERS
from certcopy import clock
from certcopy.register.log import ledger
from certcopy.register.log.ledger import Head, LedgerTiles
from certcopy.register.log.merkle import consistency_proof
from certcopy.register.log.tiles import TileNodes
from certcopy.register.log.witness import Growth
from certcopy.storage import schema
from certcopy.workflow.house import House, open_house
from certcopy.workflow.proof import proof_of
from certcopy.workflow.publish import publish_due
from certcopy.workflow.setup import set_up
from fixtures.events import owe_events

STEPS = (1, 1, 5, 120, 128, 1, 2, 255, 90)
"""How many events come between one checkpoint and the next: 603 leaves, across the ends of two tiles."""


def main(folder: pathlib.Path) -> None:
    """Fill ``log/``, ``proofs/`` and ``growth/`` in the folder."""
    house = open_house(set_up(folder / "office", ANSWERS, clock.now(), test=True))
    heads: list[Head] = []
    for step in STEPS:
        owe_events(house, step, first=1 + (heads[-1].checkpoint.size if heads else 0))
        publish_due(house)
        heads.append(head_of(house))
    (folder / "log").symlink_to(house.home.log)
    write_proofs(house, folder / "proofs")
    write_growth(house, heads, folder / "growth")
    house.close()


def head_of(house: House) -> Head:
    """Where the log stands."""
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
    assert head is not None
    return head


def write_proofs(house: House, folder: pathlib.Path) -> None:
    """A proof file for every leaf."""
    folder.mkdir()
    with house.database.read() as connection:
        dossiers = connection.scalars(sa.select(schema.leaf.c.dossier)).all()
    for dossier in dossiers:
        (folder / f"{dossier}.tlog-proof").write_text(str(proof_of(house, dossier)), encoding="utf-8")


def write_growth(house: House, heads: list[Head], folder: pathlib.Path) -> None:
    """What a witness is sent from each earlier checkpoint to the last, and that checkpoint."""
    folder.mkdir()
    last = heads[-1]
    for before in heads[:-1]:
        old, size = before.checkpoint.size, last.checkpoint.size
        with house.database.read() as connection:
            proof = consistency_proof(TileNodes(LedgerTiles(connection, house.authority), size), old, size)
        request = Growth(old, tuple(proof), last.note)
        (folder / f"{old:04}").write_text(f"{request}\n---\n{before.note}", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

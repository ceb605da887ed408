"""Reconcile a restored register with what the world has seen of it, and let a person lift the hold."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from certcopy.errors import BadValue, NoSuchFile, StoreDamaged
from certcopy.register import holds, journal
from certcopy.register.holds import Hold, Lost
from certcopy.register.log import ledger
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.note import BadNote, parse_note
from certcopy.storage.files import write_whole
from certcopy.storage.schema import counter, leaf, outbox
from certcopy.workflow.house import House
from certcopy.workflow.publish import CHECKPOINT, published
from certcopy.workflow.whole import names, whole_register

FARTHEST = 10_000
"""How many numbers of one book may be given up at once: more is a slip of the pen."""
SIGNED = b"/ByteRange"

Book = tuple[str, int]
"""Symbol and year."""
Kept = tuple[Checkpoint, bytes]
"""A checkpoint that someone kept, read and as it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class BookGap:
    """One book: how far it counts, and how far it is known to have counted before."""

    symbol: str
    year: int
    counter: int
    known: int


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """What the restored register lacks, as far as can be told.

    ``leaves`` and ``published``: the log's size here, and the largest seen outside. ``strays``: objects the register
    does not name; ``copies``: how many of them are signed copies. ``owed``: deliveries that will be made again.
    """

    holds: tuple[Hold, ...]
    books: tuple[BookGap, ...]
    leaves: int
    published: int
    strays: int
    copies: int
    owed: int


def kept_checkpoint(path: pathlib.Path) -> Kept:
    """A checkpoint of the public log that someone kept, read and as it is: the file itself, or a folder with
    ``checkpoint`` in it.

    Raises:
        NoSuchFile: it cannot be read.
        BadValue: it is no checkpoint.
    """
    file = path / "checkpoint" if path.is_dir() else path
    try:
        data = file.read_bytes()
        return Checkpoint.parse(parse_note(data.decode()).text), data
    except OSError as problem:
        raise NoSuchFile(name=str(file)) from problem
    except (BadNote, UnicodeDecodeError) as problem:
        raise BadValue(name=file.name) from problem


def show_to_sequencer(house: House, kept: Iterable[Kept]) -> None:
    """Put a checkpoint of our log that is ahead of the register into its folder: nothing is signed behind it then,
    until a newer back-up or ``certcopy log new`` ends that."""
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
    for checkpoint, data in kept:
        there = published(house.home.log)
        seen = max(0 if head is None else head.checkpoint.size, 0 if there is None else there.size)
        if (head is None or checkpoint.origin == head.checkpoint.origin) and checkpoint.size > seen:
            write_whole(house.home.log / CHECKPOINT, data)


def compare(house: House, published: int = 0, given: Mapping[Book, int] | None = None) -> Gap:
    """Compare this office's counters with the log, with the objects, and with the numbers people know were given.

    One missing leaf or one signed copy without a line may stand for one number; the larger count decides.
    """
    with whole_register(house) as database, database.read() as connection:
        named = frozenset(names(connection))
        leaves = connection.scalar(sa.select(sa.func.count()).select_from(leaf)) or 0
        undelivered = sa.select(sa.func.count()).where(outbox.c.kind == "deliver", outbox.c.done_at.is_(None))
        owed = connection.scalar(undelivered) or 0
        standing = holds.standing(connection)
        counters = _counters(house, connection)
    strays = [digest for digest in house.objects.digests() if digest not in named]
    copies = sum(_may_be_copy(house, digest) for digest in strays)
    unseen = max(published - leaves, copies, 0) if standing else 0
    books = tuple(_books(house, counters, standing, unseen, given or {}))
    return Gap(standing, books, leaves, published, len(strays), copies, owed)


def lift(house: House, gap: Gap, who: str, reason: str) -> tuple[Lost, ...]:
    """Give up every number that is known to have been given, and lift the hold, in the name of a person.

    Each number passed over is noted as lost: an amendment without a line, and a line in the journal for all of a book.

    Raises:
        BadValue: a number is farther off than can be.
    """
    if any(each.known - each.counter > FARTHEST for each in gap.books):
        raise BadValue(name="--given")
    at = house.clock()
    with house.database.write() as connection:
        lost = [
            holds.give_up(connection, at, who, reason, house.authority, each.symbol, each.year, each.known)
            for each in gap.books
        ]
        holds.lift(connection, at, who)
        for each in filter(None, lost):
            journal.write(connection, at, who, "numbers_lost", None, dataclasses.asdict(each))
        journal.write(connection, at, who, "hold_lifted", None, {"reason": reason})
    return tuple(filter(None, lost))


def _may_be_copy(house: House, digest: str) -> bool:
    try:
        with house.objects.open(digest) as file:
            return any(SIGNED in line for line in file)
    except StoreDamaged:
        return True


def _counters(house: House, connection: sa.Connection) -> dict[Book, int]:
    rows = connection.execute(sa.select(counter).where(counter.c.authority == house.authority))
    return {(row.symbol, row.year): row.n for row in rows}


def _books(
    house: House, counters: Mapping[Book, int], standing: tuple[Hold, ...], unseen: int, given: Mapping[Book, int]
) -> Iterator[BookGap]:
    """The books there are, those people speak of, and those the office may have counted in since the back-up."""
    today = house.clock().year
    since = min([int(each.facts["made_at"][:4]) for each in standing if "made_at" in each.facts], default=today)
    recent = {(house.office.book.symbol, year) for year in range(since, today + 1)}
    for symbol, year in sorted(counters.keys() | given.keys() | recent):
        n = counters.get((symbol, year), 0)
        reached = n + unseen if (symbol, year) in recent else n
        if n or reached or (symbol, year) in given:
            yield BookGap(symbol, year, n, max(reached, given.get((symbol, year), 0)))

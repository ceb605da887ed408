"""Publish: what the register owes the public log gets its place in it; then the log's files catch up.

The register commits the new head before anybody can see it, so no checkpoint is ever signed twice for different trees.
The files are made from the register alone: publishing again changes nothing, and what was missed comes with the next.
"""

from __future__ import annotations

import pathlib
import shutil

import sqlalchemy as sa

from certcopy.errors import LogRewound, NotLoggedYet
from certcopy.register import holds
from certcopy.register.entries import entry_of
from certcopy.register.log import ledger
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.ledger import Head, LedgerTiles
from certcopy.register.log.note import BadNote, parse_note
from certcopy.register.log.tiles import Tile, tiles_between
from certcopy.register.outbox import Owed
from certcopy.storage import schema
from certcopy.storage.files import write_whole
from certcopy.workflow.house import House
from certcopy.workflow.logkey import log_signer
from certcopy.workflow.strike import owe_leaf
from certcopy.workflow.witness import gather_cosignatures

CHECKPOINT = "checkpoint"
KEY = "key"
"""Beside the tiles: the head, and the verifier key, as C2SP writes them."""


def publish_due(house: House) -> bool:
    """Bring the log up to the register, ask the witnesses, and bring the files up to the log; whether it grew.

    Raises:
        LogKeyMissing, LogRewound: nothing was signed.
        DiskFull: the log stands; its files will catch up.
    """
    grew = False
    while sequence(house):
        grew = True
    publish(house)
    return grew


def log_event(house: House, owed: Owed) -> None:
    """What the machine does about an event owed to the log: bring the log up to the register.

    Raises:
        NotLoggedYet: the register is on hold, so nothing is signed now.
        LogKeyMissing, LogRewound, DiskFull: as ``publish_due`` says.
    """
    publish_due(house)
    with house.database.read() as connection:
        if not ledger.is_logged(connection, owed.id):
            raise NotLoggedYet


def sequence(house: House) -> int:
    """Append what is owed, at most one batch, and sign the new head, all in one transaction; how many leaves.

    Raises:
        LogKeyMissing: the log's key is not here.
        LogRewound: the files show a longer log than the register: it is older than they.
    """
    if not _anything_owed(house):
        return 0
    with house.database.write() as connection:
        ledger.be_the_only_sequencer(connection, house.authority)
        head = ledger.head(connection, house.authority)
        insist_on_growth(house, head)
        owed = ledger.waiting(connection, house.authority)
        if owed:
            ledger.append(connection, house.authority, house.clock(), log_signer(house, head), head, owed)
    return len(owed)


def insist_on_growth(house: House, head: Head | None) -> None:
    """Refuse to go on where the files show a longer log than the register, or another one.

    Raises:
        LogRewound: they do.
    """
    before, size = published(house.home.log), 0 if head is None else head.checkpoint.size
    if before is None:
        return
    if before.size > size or (head is not None and _is_another(before, head.checkpoint)):
        raise LogRewound(register=size, published=before.size)


def _is_another(before: Checkpoint, now: Checkpoint) -> bool:
    return before.origin != now.origin or (before.size == now.size and before.root != now.root)


def publish(house: House) -> None:
    """Write the tiles, bundles and checkpoint that the folder lacks, in this order.

    Raises:
        LogRewound: the folder is ahead of the register.
    """
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
    if head is None:
        return
    insist_on_growth(house, head)
    before = published(house.home.log)
    _write_tiles(house, 0 if before is None else before.size, head.checkpoint.size)
    head = gather_cosignatures(house, head, 0 if before is None else before.size)
    _write_head(house, head)


def published(folder: pathlib.Path) -> Checkpoint | None:
    """The checkpoint in the folder, or None where there is none that can be read."""
    try:
        return Checkpoint.parse(parse_note((folder / CHECKPOINT).read_text(encoding="utf-8")).text)
    except (OSError, BadNote, UnicodeDecodeError):
        return None


def _anything_owed(house: House) -> bool:
    with house.database.read() as connection:
        if holds.standing(connection):
            return False
        new = ledger.head(connection, house.authority) is None
        owed = bool(ledger.waiting(connection, house.authority, 1))
    return _owe_for_earlier_copies(house) or owed if new else owed


def _owe_for_earlier_copies(house: House) -> bool:
    """Before the first leaf: the copies of a release that had no log are owed one, in the order of their numbers."""
    entry = schema.entry
    logged = sa.select(schema.outbox.c.dossier).where(schema.outbox.c.kind == "log")
    older = sa.select(entry.c.authority, entry.c.dossier).where(
        entry.c.authority == house.authority, entry.c.copy_digest.is_not(None), entry.c.dossier.not_in(logged)
    )
    with house.database.write() as connection:
        rows = connection.execute(older.order_by(entry.c.year, entry.c.symbol, entry.c.number)).all()
        for row in rows:
            _owe_for_earlier_copy(connection, row.authority, row.dossier)
    return bool(rows)


def _owe_for_earlier_copy(connection: sa.Connection, authority: str, dossier: str) -> None:
    found = entry_of(connection, dossier)
    if found is not None:
        owe_leaf(connection, authority, found, found.certification.at, "issue", found.copy_digest)


def _write_tiles(house: House, before: int, size: int) -> None:
    with house.database.read() as connection:
        source = LedgerTiles(connection, house.authority)
        for tile in tiles_between(before, size):
            _write_tile(house.home.log, tile, source)


def _write_tile(folder: pathlib.Path, tile: Tile, source: LedgerTiles) -> None:
    path = folder / tile.path
    if not path.exists():
        write_whole(path, source.tile(tile))
    if tile.full:
        shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)


def _write_head(house: House, head: Head) -> None:
    path, text = house.home.log / CHECKPOINT, str(head.note).encode()
    key = house.home.log / KEY
    if not key.exists():
        write_whole(key, f"{log_signer(house, head).verifier}\n".encode())
    there = published(house.home.log)
    if there is None or (there.size <= head.checkpoint.size and path.read_bytes() != text):
        write_whole(path, text)

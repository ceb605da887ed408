"""The log in the register: leaves in order, the nodes above them, the signed head; all in the caller's transaction."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from certcopy.register.log import merkle
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.leaf import Leaf
from certcopy.register.log.merkle import leaf_hash
from certcopy.register.log.note import Note, Signer, parse_note
from certcopy.register.log.tiles import WIDTH, Tile, bundle
from certcopy.register.outbox import Owed
from certcopy.storage.postgres import serialise
from certcopy.storage.schema import leaf, log_node, log_state, outbox

BATCH = WIDTH
DATE = len("2026-11-23")

AUTHORITY: sa.BindParameter[str] = sa.bindparam("authority")
HEAD = sa.select(log_state).where(log_state.c.authority == AUTHORITY, log_state.c.edge.is_not(None))
BEGIN: sa.BindParameter[int] = sa.bindparam("begin")
END: sa.BindParameter[int] = sa.bindparam("end")
HASHES = (
    sa.select(leaf.c.hash)
    .where(leaf.c.authority == AUTHORITY, leaf.c.position >= BEGIN, leaf.c.position < END)
    .order_by(leaf.c.position)
)
OPENED = (
    sa.select(leaf.c.salt, leaf.c.content)
    .where(leaf.c.authority == AUTHORITY, leaf.c.position >= BEGIN, leaf.c.position < END)
    .order_by(leaf.c.position)
)
NODES = (
    sa.select(log_node.c.hash)
    .where(log_node.c.authority == AUTHORITY, log_node.c.level == sa.bindparam("level"))
    .where(log_node.c.position >= BEGIN, log_node.c.position < END)
    .order_by(log_node.c.position)
)
OF_DOSSIER = sa.select(leaf).where(leaf.c.dossier == sa.bindparam("dossier"))


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """Where our log stands: its signed checkpoint, and the right edge from which it grows."""

    checkpoint: Checkpoint
    note: Note
    edge: tuple[bytes, ...]
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """A leaf in its place."""

    position: int
    kind: str
    leaf: Leaf


def head(connection: sa.Connection, authority: str) -> Head | None:
    """The head of an authority's log, or None before its first leaf."""
    row = connection.execute(HEAD, {"authority": authority}).one_or_none()
    if row is None:
        return None
    checkpoint = Checkpoint(row.origin, row.size, bytes.fromhex(row.root))
    edge = tuple(bytes.fromhex(each) for each in row.edge.split())
    return Head(checkpoint, parse_note(row.checkpoint), edge, dt.datetime.fromisoformat(row.at))


def be_the_only_sequencer(connection: sa.Connection, authority: str) -> None:
    """Wait until no other transaction appends to the authority's log; until this one ends, none will."""
    serialise(connection, f"certcopy.log {authority}")


def waiting(connection: sa.Connection, authority: str, limit: int = BATCH) -> tuple[Owed, ...]:
    """What the outbox owes the log, in order, however often it was tried: no event is ever given up."""
    ours = (outbox.c.authority == authority, outbox.c.kind == "log", outbox.c.done_at.is_(None))
    wanted = sa.select(outbox).where(*ours).order_by(outbox.c.id)
    rows = connection.execute(wanted.limit(limit))
    return tuple(Owed(row.id, row.authority, row.dossier, row.kind, row.facts, row.tries) for row in rows)


def is_logged(connection: sa.Connection, identifier: int) -> bool:
    """Whether what the outbox owed under this identifier has its leaf."""
    return connection.scalar(sa.select(leaf.c.position).where(leaf.c.outbox == identifier)) is not None


def append(
    connection: sa.Connection,
    authority: str,
    at: dt.datetime,
    signer: Signer,
    before: Head | None,
    owed: Sequence[Owed],
) -> Head:
    """Give the events their places, settle them in the outbox, and sign the new head.

    The caller holds the sequencer's place, and ``signer`` signed ``before``, the present head.
    """
    edge, size = (list(before.edge), before.checkpoint.size) if before else ([], 0)
    rows = [_row(position, event) for position, event in enumerate(owed, start=size)]
    connection.execute(leaf.insert(), rows)
    for row in rows:
        edge = merkle.grown(edge, row["position"], bytes.fromhex(row["hash"]))
        _complete_tiles(connection, authority, row["position"] + 1)
    settled = outbox.update().where(outbox.c.id == sa.bindparam("owed")).values(done_at=at.isoformat())
    connection.execute(settled, [{"owed": event.id} for event in owed])
    checkpoint = Checkpoint(signer.name, size + len(rows), merkle.edge_root(edge))
    after = Head(checkpoint, checkpoint.sign(signer), tuple(edge), at)
    _save(connection, authority, after, new=before is None)
    return after


def take_out(connection: sa.Connection, authority: str) -> int:
    """Take our log out of the register and owe all its events again, in their order; how many there are.

    The caller holds the sequencer's place.
    """
    ours = (log_state.c.authority == authority, log_state.c.edge.is_not(None))
    events = (outbox.c.authority == authority, outbox.c.kind == "log")
    connection.execute(leaf.delete().where(leaf.c.authority == authority))
    connection.execute(log_node.delete().where(log_node.c.authority == authority))
    connection.execute(log_state.delete().where(*ours))
    return connection.execute(outbox.update().where(*events).values(done_at=None)).rowcount


def add_cosignatures(connection: sa.Connection, authority: str, seen: Head, note: Note, at: dt.datetime) -> None:
    """Keep what witnesses added to a checkpoint, if it is still the head, and when they were asked."""
    connection.execute(
        log_state.update()
        .where(log_state.c.authority == authority, log_state.c.origin == seen.checkpoint.origin)
        .where(log_state.c.size == seen.checkpoint.size)
        .values(checkpoint=str(note), at=at.isoformat())
    )


def witnessed(connection: sa.Connection, authority: str, origin: str) -> Checkpoint | None:
    """The last head of somebody else's log that we cosigned."""
    theirs = (log_state.c.authority == authority, log_state.c.origin == origin, log_state.c.edge.is_(None))
    wanted = sa.select(log_state).where(*theirs)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Checkpoint(row.origin, row.size, bytes.fromhex(row.root))


def witness(
    connection: sa.Connection,
    authority: str,
    before: Checkpoint | None,
    after: Checkpoint,
    note: Note,
    at: dt.datetime,
) -> bool:
    """Record the head of somebody else's log, if it still stands where it was seen; whether it did."""
    values = {"size": after.size, "root": after.root.hex(), "checkpoint": str(note), "at": at.isoformat()}
    if before is None:
        connection.execute(log_state.insert().values(authority=authority, origin=after.origin, edge=None, **values))
        return True
    theirs = (log_state.c.authority == authority, log_state.c.origin == after.origin, log_state.c.edge.is_(None))
    where = (*theirs, log_state.c.size == before.size)
    return connection.execute(log_state.update().where(*where).values(values)).rowcount == 1


def placed(connection: sa.Connection, authority: str, dossier: str, kind: str | None = None) -> Placed | None:
    """The newest leaf of a dossier, or its leaf of that kind; None where there is none yet."""
    rows = connection.execute(OF_DOSSIER, {"dossier": dossier}).all()
    ours = [row for row in rows if row.authority == authority and kind in (None, row.kind)]
    row = max(ours, key=lambda each: each.position, default=None)
    return None if row is None else Placed(row.position, row.kind, Leaf(bytes.fromhex(row.salt), row.content))


class LedgerTiles:
    """Tiles made from the register."""

    def __init__(self, connection: sa.Connection, authority: str) -> None:
        self._connection = connection
        self._authority = authority

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile or a bundle, as its file has them.

        Raises:
            LookupError: the log is not as large.
        """
        parts = self._commitments(tile) if tile.level is None else self._hashes(tile)
        if len(parts) != tile.width:
            raise LookupError(tile.path)
        return bundle(parts) if tile.level is None else b"".join(parts)

    def _hashes(self, tile: Tile) -> list[bytes]:
        rows = self._rows(HASHES, tile) if tile.level == 0 else self._rows(NODES, tile, level=tile.level)
        return [bytes.fromhex(row.hash) for row in rows]

    def _commitments(self, tile: Tile) -> list[bytes]:
        return [Leaf(bytes.fromhex(row.salt), row.content).commitment for row in self._rows(OPENED, tile)]

    def _rows(self, wanted: sa.Select[Any], tile: Tile, **values: Any) -> Sequence[sa.Row[Any]]:
        within = {"authority": self._authority, "begin": tile.begin, "end": tile.begin + tile.width}
        return self._connection.execute(wanted, {**within, **values}).all()


def content_of(authority: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a leaf says of an event, given the facts the outbox has of it: no name, no title, no code."""
    return {
        "agency": authority,
        "symbol": facts["symbol"],
        "year": facts["year"],
        "number": facts["number"],
        "kind": facts["event"],
        "date": facts["at"][:DATE],
        "copy": facts["copy"],
    }


def _row(position: int, event: Owed) -> dict[str, Any]:
    made = Leaf.make(content_of(event.authority, event.facts))
    return {
        "position": position,
        "authority": event.authority,
        "outbox": event.id,
        "dossier": event.dossier,
        "kind": event.facts["event"],
        "salt": made.salt.hex(),
        "content": made.content,
        "hash": leaf_hash(made.commitment).hex(),
    }


def _complete_tiles(connection: sa.Connection, authority: str, size: int) -> None:
    """Record the roots of the tiles that the tree of this size has just filled."""
    level = 1
    while size % WIDTH == 0:
        size //= WIDTH
        below = LedgerTiles(connection, authority).tile(Tile(level - 1, size - 1))
        root = merkle.perfect_root(below).hex()
        connection.execute(log_node.insert().values(authority=authority, level=level, position=size - 1, hash=root))
        level += 1


def _save(connection: sa.Connection, authority: str, after: Head, *, new: bool) -> None:
    values = {
        "size": after.checkpoint.size,
        "root": after.checkpoint.root.hex(),
        "checkpoint": str(after.note),
        "edge": " ".join(each.hex() for each in after.edge),
        "at": after.at.isoformat(),
    }
    if new:
        connection.execute(log_state.insert().values(authority=authority, origin=after.checkpoint.origin, **values))
    else:
        ours = (log_state.c.authority == authority, log_state.c.origin == after.checkpoint.origin)
        connection.execute(log_state.update().where(*ours).values(values))

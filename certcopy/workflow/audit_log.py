"""The audit's questions to the public log: its tree, its head, its files, and whether it has every event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from certcopy.domain.canonical import canonical
from certcopy.domain.dossier import State
from certcopy.errors import LogKeyMissing
from certcopy.register.log import ledger
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.ledger import Head, LedgerTiles
from certcopy.register.log.merkle import HASH_BYTES, edge_root, leaf_hash, perfect_root, root_at
from certcopy.register.log.tiles import Tile, TileNodes, TileSource, tiles_between, unbundle
from certcopy.storage import schema
from certcopy.workflow.doctor import Finding, Findings, Level
from certcopy.workflow.house import House
from certcopy.workflow.logkey import log_signer
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.publish import published

STRUCK = {State.VOIDED: "void", State.REVOKED: "revoke"}
"""The states of an ended entry, and the leaf that says so."""


def check_log(house: House, progress: Progress = silent) -> Findings:
    """The tree, recomputed from its leaves, leads to the stored root, the signed checkpoint and the published files."""
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
        if head is None:
            yield Finding("log", Level.OK, "log.empty")
            return
        faults = [*_head_faults(connection, house, head)]
        files = published(house.home.log)
        faults += _tree_faults(connection, house, head, progress)
        faults += _file_faults(connection, house, head, files)
    yield from faults
    if not faults:
        yield sound("log", count=head.checkpoint.size)
    if files is None or files.size < head.checkpoint.size:
        size = 0 if files is None else files.size
        yield Finding("log", Level.WARNING, "log.behind", {"published": size, "size": head.checkpoint.size})


def check_logged(house: House) -> Findings:
    """Every event has its leaf with its content, and every copy, void and revocation has such an event."""
    faults = 0
    with house.database.read() as connection:
        for code, question in _unlogged(house.authority).items():
            found = connection.scalars(question).all()
            faults += len(found)
            if found:
                yield fault("logged", code, count=len(found), dossier=found[0])
        if (other := _other_content(connection)) is not None:
            faults += 1
            yield fault("logged", "logged.other", position=other)
        owed = len(ledger.waiting(connection, house.authority))
        leaves = connection.scalar(_count_leaves(house)) or 0
    if owed:
        yield Finding("logged", Level.WARNING, "logged.waiting", {"count": owed})
    if not faults:
        yield sound("logged", count=leaves)


def _head_faults(connection: sa.Connection, house: House, head: Head) -> Iterable[Finding]:
    said = Checkpoint.parse(head.note.text)
    if said != head.checkpoint:
        yield fault("log", "log.checkpoint", size=said.size, stored=head.checkpoint.size)
    try:
        log_signer(house, head)
    except LogKeyMissing as missing:
        yield fault("log", missing.code, **missing.facts())
    leaves = connection.scalar(_count_leaves(house)) or 0
    if leaves != head.checkpoint.size:
        yield fault("log", "log.size", leaves=leaves, size=head.checkpoint.size)


def _tree_faults(connection: sa.Connection, house: House, head: Head, progress: Progress) -> list[Finding]:
    source, size = LedgerTiles(connection, house.authority), head.checkpoint.size
    try:
        for tile in tiles_between(0, size):
            progress("audit.log", min(tile.begin, size), size)
            if (position := _first_wrong(source, tile)) is not None:
                code = "log.leaf" if tile.level is None else "log.node"
                return [fault("log", code, position=position, level=tile.level or 0)]
        if not root_at(TileNodes(source, size), size) == edge_root(head.edge) == head.checkpoint.root:
            return [fault("log", "log.root", size=size)]
    except LookupError as missing:
        return [fault("log", "log.gap", tile=str(missing.args[0]))]
    return []


def _first_wrong(source: TileSource, tile: Tile) -> int | None:
    """The position of the first hash that does not follow from what lies below it."""
    if tile.level == 0:
        return None
    data = source.tile(tile)
    if tile.level is None:
        hashes = source.tile(Tile(0, tile.index, tile.width))
        right = [leaf_hash(entry) for entry in unbundle(data)]
    else:
        hashes = data
        below = (Tile(tile.level - 1, tile.begin + place) for place in range(tile.width))
        right = [perfect_root(source.tile(each)) for each in below]
    there = [hashes[begin : begin + HASH_BYTES] for begin in range(0, len(hashes), HASH_BYTES)]
    return next(
        (tile.begin + place for place, pair in enumerate(zip(there, right, strict=True)) if len({*pair}) > 1), None
    )


def _file_faults(connection: sa.Connection, house: House, head: Head, files: Checkpoint | None) -> Iterable[Finding]:
    if files is None:
        return
    if files.size > head.checkpoint.size:
        yield fault("log", "log.rewound", published=files.size, size=head.checkpoint.size)
        return
    source = LedgerTiles(connection, house.authority)
    try:
        if root_at(TileNodes(source, files.size), files.size) != files.root:
            yield fault("log", "log.forked", published=files.size)
        for tile in tiles_between(0, files.size):
            path = house.home.log / tile.path
            if not path.is_file() or path.read_bytes() != source.tile(tile):
                yield fault("log", "log.file", file=tile.path)
                return
    except LookupError:
        return  # the tree itself is broken, which is said already


def _unlogged(authority: str) -> dict[str, sa.Select[Any]]:
    """Questions whose answers are dossiers that the log should know better."""
    outbox, leaf, entry, dossier = schema.outbox.c, schema.leaf.c, schema.entry.c, schema.dossier.c
    leaves, began = (
        sa.select(leaf.outbox),
        sa.select(schema.log_state.c.size).where(
            schema.log_state.c.authority == authority, schema.log_state.c.edge.is_not(None)
        ),
    )

    def without(event: str) -> sa.ColumnElement[bool]:
        of_kind = (outbox.kind == "log", outbox.facts["event"].as_string() == event)
        return entry.dossier.not_in(sa.select(outbox.dossier).where(*of_kind))

    questions = {
        "logged.dropped": sa.select(outbox.dossier).where(
            outbox.authority == authority, outbox.kind == "log", outbox.done_at.is_not(None), outbox.id.not_in(leaves)
        ),
        "logged.no_issue": sa.select(entry.dossier).where(
            entry.authority == authority, entry.copy_digest.is_not(None), without("issue"), began.exists()
        ),
    }
    for state, event in STRUCK.items():
        struck = sa.select(entry.dossier).join(schema.dossier, dossier.id == entry.dossier)
        questions[f"logged.no_{event}"] = struck.where(
            entry.authority == authority, dossier.state == state, without(event)
        )
    return questions


def _other_content(connection: sa.Connection) -> int | None:
    """The position of the first leaf whose content is not what the register has of its event."""
    columns = (schema.leaf.c.position, schema.leaf.c.content, schema.outbox.c.authority, schema.outbox.c.facts)
    wanted = sa.select(*columns, schema.entry.c.copy_digest).select_from(
        schema.leaf.join(schema.outbox, schema.outbox.c.id == schema.leaf.c.outbox).join(
            schema.entry, schema.entry.c.dossier == schema.leaf.c.dossier
        )
    )
    rows = connection.execution_options(yield_per=1000).execute(wanted.order_by(schema.leaf.c.position))
    return next((row.position for row in rows if not _is_told(row)), None)


def _is_told(row: sa.Row[*tuple[Any, ...]]) -> bool:
    facts = {name: value for name, value in ledger.content_of(row.authority, row.facts).items() if value is not None}
    return row.content == canonical(facts) and facts.get("copy") in (None, row.copy_digest)


def _count_leaves(house: House) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(schema.leaf).where(schema.leaf.c.authority == house.authority)


def fault(check: str, code: str, **facts: Any) -> Finding:
    return Finding(check, Level.FAULT, code, facts)


def sound(check: str, **facts: Any) -> Finding:
    return Finding(check, Level.OK, f"{check}.sound", facts)

"""Proof: the place of a dossier's event in the public log, as a file its holder keeps; and the log as it is served."""

from __future__ import annotations

import sqlalchemy as sa

from certcopy.domain.certification import plain_code
from certcopy.errors import LogDamaged, NotLoggedYet, UnknownCopy
from certcopy.register.log import ledger
from certcopy.register.log.ledger import Head, LedgerTiles, Placed
from certcopy.register.log.merkle import includes, inclusion_proof, leaf_hash
from certcopy.register.log.proof import Proof
from certcopy.register.log.tiles import Tile, TileNodes, parse_path
from certcopy.storage.schema import entry
from certcopy.workflow.dossiers import find
from certcopy.workflow.house import House
from certcopy.workflow.logkey import log_signer
from certcopy.workflow.publish import CHECKPOINT, KEY


class PublishedTiles:
    """Tiles from the log's folder, where they never change; those it lacks from the register."""

    def __init__(self, house: House, connection: sa.Connection) -> None:
        self._folder = house.home.log
        self._register = LedgerTiles(connection, house.authority)

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile or a bundle.

        Raises:
            LookupError: the log is not as large.
        """
        try:
            return (self._folder / tile.path).read_bytes()
        except OSError:
            return self._register.tile(tile)


def proof_of(house: House, dossier_id: str, kind: str | None = None) -> Proof:
    """The proof for the newest event of a dossier (issue, void, revoke), or for the one of that kind.

    Raises:
        UnknownDossier: there is none with this identifier.
        NotLoggedYet: the event has no place in the log so far.
        LogDamaged: the log's files do not lead to its own root.
    """
    with house.database.read() as connection:
        placed, head = (
            ledger.placed(connection, house.authority, dossier_id, kind),
            ledger.head(connection, house.authority),
        )
        if placed is None or head is None:
            find(connection, house.authority, dossier_id)
            raise NotLoggedYet
        return _proof(house, connection, placed, head)


def proof_by_code(house: House, typed: str) -> Proof:
    """The proof for the copy with this verification code, however it was typed.

    Raises:
        UnknownCopy: no issued copy carries it.
        NotLoggedYet, LogDamaged: as ``proof_of`` says.
    """
    return proof_of(house, _dossier_where(house, entry.c.code == plain_code(typed)))


def proof_by_number(house: House, number: int, year: int, symbol: str) -> Proof:
    """The proof for a certification number of this office; raises as ``proof_by_code``."""
    where = sa.and_(entry.c.number == number, entry.c.year == year, entry.c.symbol == symbol)
    return proof_of(house, _dossier_where(house, where))


def log_file(house: House, path: str) -> bytes:
    """A file of the public log by its name: ``checkpoint``, ``key``, ``tile/…``.

    Raises:
        LookupError: the log has no such file.
    """
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
        if head is None:
            raise LookupError(path)
        if path == CHECKPOINT:
            return str(head.note).encode()
        if path == KEY:
            return f"{log_signer(house, head).verifier}\n".encode()
        return PublishedTiles(house, connection).tile(_known(path))


def _known(path: str) -> Tile:
    try:
        return parse_path(path)
    except ValueError as problem:
        raise LookupError(path) from problem


def _proof(house: House, connection: sa.Connection, placed: Placed, head: Head) -> Proof:
    size, root = head.checkpoint.size, head.checkpoint.root
    try:
        hashes = inclusion_proof(TileNodes(PublishedTiles(house, connection), size), placed.position, size)
    except LookupError as problem:
        raise LogDamaged(position=placed.position) from problem
    if not includes(root, size, placed.position, leaf_hash(placed.leaf.commitment), hashes):
        raise LogDamaged(position=placed.position)
    return Proof(placed.position, tuple(hashes), head.note, placed.leaf.opened())


def _dossier_where(house: House, where: sa.ColumnElement[bool]) -> str:
    with house.database.read() as connection:
        found = connection.scalar(sa.select(entry.c.dossier).where(entry.c.authority == house.authority, where))
    if found is None:
        raise UnknownCopy
    return str(found)

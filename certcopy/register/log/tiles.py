"""The tree as files (C2SP tlog-tiles): tiles of 256 hashes, entry bundles of 256 entries, and their names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from certcopy.register.log.merkle import HASH_BYTES, perfect_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL_TILE_BYTES = WIDTH * HASH_BYTES
LENGTH_BYTES = 2
NAME = re.compile(
    r"tile/(?P<level>[1-5]?[0-9]|6[0-3]|entries)/(?P<groups>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Tile:
    """``width`` hashes side by side: leaves at level 0, above it the roots of full tiles below.

    ``level`` None is the bundle of the entries behind a tile of leaves.
    """

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def full(self) -> bool:
        return self.width == WIDTH

    @property
    def begin(self) -> int:
        """The place of its first hash in its level."""
        return self.index * WIDTH

    @property
    def path(self) -> str:
        """The name under the log's address: ``tile/0/x001/234``, ``tile/entries/000.p/7``."""
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.full else f".p/{self.width}"
        return f"tile/{level}/{_groups(self.index)}{partial}"


class TileSource(Protocol):
    """Where tiles come from: a folder, the register, somebody's server."""

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile, 32 bytes each.

        Raises:
            LookupError: there is no such tile.
        """
        ...


def parse_path(path: str) -> Tile:
    """The tile of that name.

    Raises:
        ValueError: no tile has such a name.
    """
    found = NAME.fullmatch(path)
    if found is None:
        raise ValueError("not the name of a tile")
    width = WIDTH if found["width"] is None else int(found["width"])
    index = int(found["groups"].replace("/", "").replace("x", ""))
    tile = Tile(None if found["level"] == "entries" else int(found["level"]), index, width)
    if tile.path != path:
        raise ValueError("not the shortest name of this tile")
    return tile


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile as a tree of that size has it, full or partial."""
    return Tile(level, index, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles and bundles that a tree of ``new`` leaves has and one of ``old`` had not, leaves first."""
    level = 0
    while new >> HEIGHT * level:
        before, after = old >> HEIGHT * level, new >> HEIGHT * level
        if before < after:
            for index in range(before // WIDTH, -(-after // WIDTH)):
                tile = tile_at(level, index, new)
                yield tile
                if level == 0:
                    yield dataclasses.replace(tile, level=None)
        level += 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each after its length, two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        ValueError: it is cut short.
    """
    entries: list[bytes] = []
    place = 0
    while place < len(data):
        begin = place + LENGTH_BYTES
        place = begin + int.from_bytes(data[place:begin], "big")
        if place > len(data):
            raise ValueError("an entry bundle is cut short")
        entries.append(data[begin:place])
    return entries


class TileNodes:
    """The nodes of a tree of ``size`` leaves, read off its tiles; each tile is fetched once."""

    def __init__(self, source: TileSource, size: int) -> None:
        self._source = source
        self._size = size
        self._tiles: dict[Tile, bytes] = {}

    def node(self, height: int, index: int) -> bytes:
        """The hash of a perfect subtree.

        Raises:
            LookupError: a tile is missing or too short.
        """
        level, rows = divmod(height, HEIGHT)
        first = index << rows
        data = self._data(tile_at(level, first // WIDTH, self._size))
        begin = first % WIDTH * HASH_BYTES
        return perfect_root(data[begin : begin + (HASH_BYTES << rows)])

    def _data(self, tile: Tile) -> bytes:
        if tile not in self._tiles:
            data = self._source.tile(tile)
            if len(data) != tile.width * HASH_BYTES:
                raise LookupError(tile.path)
            self._tiles[tile] = data
        return self._tiles[tile]


def _groups(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))

"""Whether the pages of two revisions are drawn from the same things, wherever those are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
OWN = ("/Contents", "/UserUnit")
LEFT_OUT = frozenset(
    {"/Parent", "/Length", "/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents"}
)
MOST_NODES = 10_000

Reference = tuple[int, int]


def changed_pages(reader: PdfFileReader, revision: int) -> tuple[int, ...]:
    """The pages (from 1) whose content, resources or boxes are not what ``revision`` (from 0) had."""
    before = _Telling().pages(reader.get_historical_resolver(revision).root)
    after = _Telling().pages(reader.get_historical_resolver(reader.xrefs.total_revisions - 1).root)
    return tuple(number for number, (was, now) in enumerate(zip(before, after, strict=False), start=1) if was != now)


class _Telling:
    """Digests of objects by value: two objects tell the same if they draw the same, whatever their numbers."""

    def __init__(self) -> None:
        self._told: dict[Reference, bytes] = {}

    def pages(self, root: Any) -> list[bytes]:
        return [self._tell(entries) for entries in _pages(root)]

    def _tell(self, thing: Any) -> bytes:
        if isinstance(thing, generic.IndirectObject):
            return self._follow(thing)
        if isinstance(thing, dict):
            return _digest(b"{", self._entries(thing), bytes(getattr(thing, "encoded_data", b"") or b""))
        if isinstance(thing, list):
            return _digest(b"[", *(self._tell(each) for each in thing))
        return _digest(b"=", repr(thing).encode())

    def _entries(self, thing: dict[str, Any]) -> bytes:
        kept = sorted((key, dict.__getitem__(thing, key)) for key in thing if key not in LEFT_OUT)
        return _digest(*(part for key, value in kept for part in (key.encode(), self._tell(value))))

    def _follow(self, thing: generic.IndirectObject) -> bytes:
        reference = (thing.idnum, thing.generation)
        if reference not in self._told:
            self._told[reference] = b"again"
            self._told[reference] = self._tell(thing.get_object())
        return self._told[reference]


def _digest(*parts: bytes) -> bytes:
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big") + part)
    return state.digest()


def _pages(root: Any) -> Iterator[dict[str, Any]]:
    """What each page is drawn from, with what it inherits (ISO 32000-2, 7.7.3.4), in page order."""
    waiting: list[tuple[Any, dict[str, Any]]] = [(root["/Pages"], {})]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node, above = waiting.pop()
        entries = above | {key: node.raw_get(key) for key in INHERITED if key in node}
        if "/Kids" in node:
            waiting.extend((kid.get_object(), entries) for kid in reversed(node["/Kids"]))
        else:
            yield entries | {key: node.raw_get(key) for key in OWN if key in node}

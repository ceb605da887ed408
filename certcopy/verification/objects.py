"""PDF objects as plain values, as any revision of the file has them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from certcopy.verification.leaks import LEAKS

MOST_DEEP = 60
"""Arrays and dictionaries nest no deeper in honest files."""
MOST_REVISIONS = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """An indirect reference."""

    number: int
    generation: int


class Name(str):
    """A PDF name, with its slash; text strings are ``bytes``."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary, the digest of its bytes as stored, and, of metadata only, its bytes decoded."""

    entries: Mapping[str, Thing]
    digest: bytes
    metadata: bytes = b""


Thing: TypeAlias = (
    "Mapping[str, Thing] | tuple[Thing, ...] | Stream | Reference | Name | bytes | int | float | bool | None"
)
NOTHING: Mapping[str, Thing] = MappingProxyType({})


def entries_of(thing: Thing) -> Mapping[str, Thing]:
    """The entries of a dictionary or stream, nothing of anything else."""
    if isinstance(thing, Stream):
        return thing.entries
    return thing if isinstance(thing, Mapping) else NOTHING


def items_of(thing: Thing) -> tuple[Thing, ...]:
    """The elements of an array, nothing of anything else."""
    return thing if isinstance(thing, tuple) else ()


class History:
    """Every object in every revision of one file; what has not changed is read once."""

    def __init__(self, reader: PdfFileReader) -> None:
        """
        Raises:
            RuntimeError: there are more revisions than an honest file has.
        """
        if reader.xrefs.total_revisions > MOST_REVISIONS:
            raise RuntimeError("more revisions than can be looked at")
        self._reader = reader
        self._values: dict[tuple[Reference, Any], Thing] = {}
        self._sections = [reader.xrefs.get_xref_data(number) for number in range(reader.xrefs.total_revisions)]

    @property
    def last(self) -> int:
        """The number of the last revision, from 0."""
        return len(self._sections) - 1

    def trailer(self, revision: int, key: str) -> Thing:
        """An entry of the trailer, as a reference where it is one."""
        trailer = self._reader.trailer.flatten(revision)
        return _plain(trailer.raw_get(key), 0) if key in trailer else None

    def value(self, thing: Thing, revision: int) -> Thing:
        """What the reference leads to in this revision, None where it is unused or free; other things as they are."""
        if not isinstance(thing, Reference):
            return thing
        place = self.place(thing, revision)
        if place is None:
            return None
        if (thing, place) not in self._values:
            self._values[thing, place] = self._read(thing, revision)
        return self._values[thing, place]

    def place(self, reference: Reference, revision: int) -> Any:
        """Where the object is stored, None where it is unused or free.

        An object that any table frees is free, whatever generation that table names: other readers do not look.
        """
        wanted = generic.Reference(reference.number, reference.generation)
        for section in reversed(self._sections[: revision + 1]):
            try:
                return section.try_resolve(wanted)
            except KeyError:
                if reference.number in section.freed:
                    return None
        return None

    def touched(self, after: int) -> set[Reference]:
        """Every object that some later table lists or frees."""
        found: set[Reference] = set()
        for number in range(after + 1, self.last + 1):
            found |= {Reference(each.idnum, each.generation) for each in self._listed(number)}
            freed = self._sections[number].freed
            found |= {Reference(each, generation) for each, next_ in freed.items() for generation in (0, next_ - 1)}
        return found

    def containers(self) -> set[Reference]:
        """The objects that only hold others: object streams and cross-reference streams."""
        xrefs = self._reader.xrefs
        streams = {each for number in range(self.last + 1) for each in xrefs.object_streams_used_in(number)}
        return {Reference(each.idnum, each.generation) for each in streams | xrefs.xref_stream_refs}

    def _listed(self, number: int) -> Iterator[Any]:
        yield from self._reader.xrefs.explicit_refs_in_revision(number)

    def _read(self, reference: Reference, revision: int) -> Thing:
        wanted = generic.Reference(reference.number, reference.generation, pdf=self._reader)
        unchanged = self.place(reference, revision) == self.place(reference, self.last)
        return _plain(self._reader.get_object(wanted, None if unchanged else revision), 0)


def _plain(thing: Any, depth: int) -> Thing:
    """The pyHanko object as a plain value.

    Raises:
        RecursionError: it nests too deep.
    """
    if depth > MOST_DEEP:
        raise RecursionError
    if isinstance(thing, generic.DecryptedObjectProxy):
        thing = thing.decrypted
    if isinstance(thing, generic.IndirectObject):
        return Reference(thing.idnum, thing.generation)
    if isinstance(thing, dict):
        return _dictionary(thing, depth)
    if isinstance(thing, list):
        return tuple(_plain(each, depth + 1) for each in list.__iter__(thing))
    return _scalar(thing)


def _dictionary(thing: Any, depth: int) -> Thing:
    every = {str(key): _plain(dict.__getitem__(thing, key), depth + 1) for key in thing}
    entries = {key: value for key, value in every.items() if value is not None}
    if isinstance(thing, generic.StreamObject):
        metadata = bytes(thing.data) if entries.get("/Type") == "/Metadata" else b""
        return Stream(entries, hashlib.sha256(thing.encoded_data).digest(), metadata)
    return entries


def _scalar(thing: Any) -> Thing:
    if isinstance(thing, generic.NameObject):
        return Name(thing)
    if isinstance(thing, generic.BooleanObject):
        return bool(thing.value)
    if isinstance(thing, generic.TextStringObject | generic.ByteStringObject):
        return bytes(thing.original_bytes)
    return _number(thing)


def _number(thing: Any) -> Thing:
    try:
        return int(thing) if isinstance(thing, int) else float(thing)
    except LEAKS:
        return None

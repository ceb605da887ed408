"""What every object store promises, and the trial that finds out whether it keeps the promise."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from certcopy.errors import StoreDamaged, StoreUnfit
from certcopy.storage.files import PIECE

PROBE = b"certcopy probe "


class ObjectStore(Protocol):
    """Objects named by the hex SHA-256 of their bytes: made once, whole or not at all, never changed.

    Every method raises ``StoreUnreachable`` where the store does not answer.
    """

    def create(self, digest: str, file: BinaryIO) -> bool:
        """Make the object of what an open file holds, from its place on, if there is none of that name, and keep it
        from a power cut; whether it was made now.

        Raises:
            DiskFull: nothing was stored.
        """

    def put(self, data: bytes) -> str:
        """Store the bytes and return their digest; storing again changes nothing.

        Raises:
            DiskFull: nothing was stored.
            StoreDamaged: they were stored before and have been harmed since.
        """

    def put_file(self, file: BinaryIO) -> str:
        """``put`` of all that an open file holds; little of it is in memory at once.

        Raises:
            DiskFull, StoreDamaged: as ``put`` says.
        """

    def get(self, digest: str) -> bytes:
        """The bytes of that digest.

        Raises:
            StoreDamaged: they are missing or changed.
        """

    def open(self, digest: str) -> BinaryIO:
        """The same as a file open for reading, found to be whole before it is handed out; whoever asked closes it.

        Raises:
            StoreDamaged: they are missing or changed.
            DiskFull: there is no room for what comes from another machine.
        """

    def has(self, digest: str) -> bool:
        """Whether there is an object of that name; its bytes are not looked at."""

    def digests(self) -> Iterator[str]:
        """The names of all objects, in no order."""

    def delete(self, digest: str) -> None:
        """Erase an object, where the law asks for it; one that is not there is erased already."""


def digest_of(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def put_once(store: ObjectStore, file: BinaryIO) -> str:
    """``put_file``, for any store: made now, or compared with what was made before."""
    digest = digest_of_file(file)
    if not store.create(digest, file):
        store.open(digest).close()
    return digest


def digest_of_file(file: BinaryIO) -> str:
    """Hex SHA-256 of all that an open file holds; afterwards it stands at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def unharmed(digest: str, data: bytes) -> bytes:
    """The bytes, if they are those of that name.

    Raises:
        StoreDamaged: they are others.
    """
    if digest_of(data) != digest:
        raise StoreDamaged(digest=digest)
    return data


def whole(digest: str, file: BinaryIO) -> BinaryIO:
    """The open file, at its beginning, if its bytes are those of that name; else it is closed.

    Raises:
        StoreDamaged: they are others.
    """
    if digest_of_file(file) == digest:
        return file
    file.close()
    raise StoreDamaged(digest=digest)


def is_digest(name: str) -> bool:
    """Whether this is the name of an object."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def self_test(store: ObjectStore) -> None:
    """Write, read, refuse to write again, and erase one probe.

    Raises:
        StoreUnfit: the store fails at one of them, which the error names.
        StoreUnreachable, DiskFull: as the store says.
    """
    data = PROBE + secrets.token_hex(16).encode()
    digest = digest_of(data)
    try:
        _insist(store.create(digest, io.BytesIO(data)), "store.create")
        _insist(store.get(digest) == data and store.has(digest), "store.read")
        _insist(not store.create(digest, io.BytesIO(data)), "store.create_only")
    except StoreDamaged as problem:
        raise StoreUnfit(trial="store.read") from problem
    finally:
        store.delete(digest)
    _insist(not store.has(digest), "store.delete")


def _insist(kept: bool, trial: str) -> None:
    if not kept:
        raise StoreUnfit(trial=trial)

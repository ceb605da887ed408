"""The place of back-ups: one folder for each, and beside them the objects, which all of them share.

::

    20261123T013000-H99.999.001/   one back-up, there whole or not at all
        MANIFEST.json              what is in it, each file with its SHA-256; no personal data
        objects.txt                the digests of the objects the register names
        register.sqlite3           the register at one moment
        office.toml, trust/, …     the office's settings, codes/ too; keys/ only where asked for, and encrypted
    objects/                       the objects themselves, each once

Encrypted, every file but the first two ends in ``.age`` and the objects are in ``objects-…/``, one folder a recipient.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import os
import pathlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal, Protocol, cast

from pydantic import TypeAdapter, ValidationError

from certcopy.errors import BackupDamaged, BackupUnreadable, NoSuchFile
from certcopy.storage.age import Identity, Recipient
from certcopy.storage.objects import FolderStore, digest_of
from certcopy.storage.objects.folder import write_once
from certcopy.storage.objects.store import digest_of_file, whole

MANIFEST = "MANIFEST.json"
OBJECTS = "objects.txt"
SEALED = ".age"
FORMAT = "certcopy-backup/1"
NAME = re.compile(r"(?P<at>\d{8}T\d{6})-(?P<authority>[A-Za-z0-9.]+)")
STAMP = "%Y%m%dT%H%M%S"

ObjectsChoice = Literal["copy", "manifest"]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One file of a back-up as it lies there: encrypted, where it is."""

    name: str
    bytes: int
    sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up says of itself. ``store`` is the folder of its objects, beside it; None: only listed."""

    format: str
    release: str
    authority: str
    made_at: str
    encrypted: bool
    keys: bool
    store: str | None
    objects: int
    entries: int
    parts: tuple[Part, ...]


_MANIFESTS = TypeAdapter(Manifest)


@dataclasses.dataclass(frozen=True, slots=True)
class Backup:
    """A back-up that is there."""

    folder: pathlib.Path
    manifest: Manifest

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.manifest.made_at)

    def objects(self) -> Iterator[str]:
        """The digests of the objects it needs."""
        with (self.folder / OBJECTS).open(encoding="ascii") as lines:
            for line in lines:
                yield line.rstrip("\n")


class BackupStore(Protocol):
    """Where the objects of back-ups lie."""

    def has(self, digest: str) -> bool: ...
    def put_file(self, file: BinaryIO) -> str: ...
    def open(self, digest: str) -> BinaryIO: ...
    def digests(self) -> Iterator[str]: ...
    def delete(self, digest: str) -> None: ...


class SealedStore:
    """Objects encrypted one by one, named by the digest of what is inside."""

    def __init__(self, folder: pathlib.Path, recipient: Recipient | None, identity: Identity | None) -> None:
        self._folder, self._recipient, self._identity = folder, recipient, identity

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def put_file(self, file: BinaryIO) -> str:
        if self._recipient is None:
            raise BackupUnreadable
        digest = digest_of_file(file)
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent) as sealed:
            self._recipient.encrypt_file(file, cast("BinaryIO", sealed))
            sealed.seek(0)
            write_once(path, cast("BinaryIO", sealed))
        return digest

    def open(self, digest: str) -> BinaryIO:
        if self._identity is None:
            raise BackupUnreadable
        with contextlib.ExitStack() as unless_whole:
            file = cast("BinaryIO", unless_whole.enter_context(tempfile.TemporaryFile()))
            with self._path(digest).open("rb") as sealed:
                self._identity.decrypt_file(sealed, file)
            whole(digest, file)
            unless_whole.pop_all()
        return file

    def digests(self) -> Iterator[str]:
        for path in self._folder.glob(f"??/*{SEALED}"):
            yield path.parent.name + path.name.removesuffix(SEALED)

    def delete(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> pathlib.Path:
        return self._folder / digest[:2] / f"{digest[2:]}{SEALED}"


def store_name(recipient: Recipient | None) -> str:
    """The folder of the objects, one for each recipient, since who reads one cannot read another's."""
    return "objects" if recipient is None else f"objects-{digest_of(recipient.text.encode())[:16]}"


def store_in(
    place: pathlib.Path, name: str, recipient: Recipient | None = None, identity: Identity | None = None
) -> BackupStore:
    """The objects that back-ups in this place share."""
    return FolderStore(place / name) if name == store_name(None) else SealedStore(place / name, recipient, identity)


def find_backup(path: pathlib.Path) -> Backup:
    """The back-up in this folder, else the newest of those in it.

    Raises:
        NoSuchFile: there is none.
        BackupDamaged: its manifest cannot be read.
    """
    if (path / MANIFEST).is_file():
        return read_backup(path)
    found = backups_in(path)
    if not found:
        raise NoSuchFile(name=str(path))
    return found[-1]


def backups_in(place: pathlib.Path, authority: str | None = None) -> tuple[Backup, ...]:
    """The back-ups of an office, or of all, in a place, the oldest first; other folders are passed over."""
    folders = sorted(path for path in place.glob("*") if (path / MANIFEST).is_file() and NAME.fullmatch(path.name))
    found = (read_backup(folder) for folder in folders)
    return tuple(each for each in found if authority in (None, each.manifest.authority))


def read_backup(folder: pathlib.Path) -> Backup:
    """What a back-up says of itself; its parts are not looked at.

    Raises:
        BackupDamaged: the manifest cannot be read, or is of a later format.
    """
    try:
        manifest = _MANIFESTS.validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as problem:
        raise BackupDamaged(part=MANIFEST) from problem
    if manifest.format != FORMAT:
        raise BackupDamaged(part=MANIFEST)
    return Backup(folder, manifest)


def check_parts(backup: Backup) -> None:
    """Compare every file with the manifest.

    Raises:
        BackupDamaged: one is missing, changed, or stands outside the back-up's folder.
    """
    for part in backup.manifest.parts:
        path = backup.folder / part.name
        if (
            not path.resolve().is_relative_to(backup.folder.resolve())
            or not path.is_file()
            or describe(backup.folder, part.name) != part
        ):
            raise BackupDamaged(part=part.name)


def describe(folder: pathlib.Path, name: str) -> Part:
    """The size and digest of a file."""
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Part(name, os.fstat(file.fileno()).st_size, digest)


def manifest_text(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return _MANIFESTS.dump_json(manifest, indent=2) + b"\n"


def kept(backups: Iterable[Backup], daily: int, weekly: int, monthly: int) -> frozenset[pathlib.Path]:
    """Which back-ups a plan keeps: the newest of each of the last so many days, weeks and months that have one."""
    newest_first = sorted(backups, key=lambda each: each.at, reverse=True)
    keep: set[pathlib.Path] = set()
    for count, period in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        newest: dict[str, Backup] = {}
        for each in newest_first:
            newest.setdefault(each.at.strftime(period), each)
        keep.update(each.folder for each in list(newest.values())[:count])
    return frozenset(keep)

"""Back up: the register at one moment, the office's settings and the objects, while everybody works on."""

from __future__ import annotations

import contextlib
import errno
import os
import pathlib
import shutil
import sqlite3
import time
import tomllib
from collections.abc import Iterator

import sqlalchemy as sa

import certcopy
from certcopy.confine import Limits, run
from certcopy.errors import BackupRunning, BadValue, DiskFull, HomeNotWritable, OutputExists, StoreDamaged
from certcopy.storage.age import Recipient
from certcopy.storage.home import Home
from certcopy.storage.objects import sync_folder
from certcopy.storage.snapshot import opened, take_snapshot
from certcopy.workflow.backup_place import (
    FORMAT,
    MANIFEST,
    OBJECTS,
    SEALED,
    STAMP,
    Backup,
    BackupStore,
    Manifest,
    ObjectsChoice,
    describe,
    manifest_text,
    store_in,
    store_name,
)
from certcopy.workflow.house import House
from certcopy.workflow.whole import count_in_whole_file, names, whole_register

REGISTER = "register.sqlite3"
LOCK = ".backup.lock"
DRAFT = ".new-"
CLEAR = ".backup-register"
LIMITS = Limits(seconds=6 * 3600, mebibytes=8192)
"""Of verifying a register; one of 10⁷ lines takes a few minutes."""
LONGEST_REST = 1.0
"""Seconds."""


def back_up(
    house: House,
    place: pathlib.Path,
    recipient: Recipient | None = None,
    objects: ObjectsChoice = "copy",
    *,
    with_keys: bool = False,
) -> Backup:
    """Write one back-up into a place, verified before it gets its name; the objects there are added to, never changed.

    Raises:
        BadValue: keys were asked for without a recipient to encrypt them to.
        BackupRunning: another back-up of this office has not ended.
        RegisterDamaged, StoreDamaged: there is nothing sound to back up.
        OutputExists, DiskFull, HomeNotWritable: no back-up was written.
    """
    if with_keys and recipient is None:
        raise BadValue(name="--with-keys")
    with alone(house):
        return write_backup(house, place, recipient, objects, with_keys=with_keys)


def write_backup(
    house: House,
    place: pathlib.Path,
    recipient: Recipient | None = None,
    objects: ObjectsChoice = "copy",
    *,
    with_keys: bool = False,
) -> Backup:
    """As ``back_up``, by who is ``alone`` already."""
    with _speaking(place), _folder(place / f"{DRAFT}{house.authority}") as draft:
        at = house.clock()
        folder = place / f"{at.strftime(STAMP)}-{house.authority}"
        if folder.exists():
            raise OutputExists(name=str(folder))
        store = store_in(place, store_name(recipient), recipient) if objects == "copy" else None
        entries, listed = _write_register(house, draft, recipient, store)
        for name in _settings(house.home, with_keys=with_keys):
            _add(draft, name, house.home.root / name, recipient)
        written = sorted(path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file())
        manifest = Manifest(
            format=FORMAT,
            release=certcopy.__version__,
            authority=house.authority,
            made_at=at.isoformat(),
            encrypted=recipient is not None,
            keys=with_keys,
            store=None if store is None else store_name(recipient),
            objects=listed,
            entries=entries,
            parts=tuple(describe(draft, name) for name in written),
        )
        (draft / MANIFEST).write_bytes(manifest_text(manifest))
        _sync(draft)
        draft.rename(folder)
        sync_folder(place)
    return Backup(folder, manifest)


@contextlib.contextmanager
def alone(house: House) -> Iterator[None]:
    """One at a time in this home and on its PostgreSQL server; a killed process lets go by itself.

    Raises:
        BackupRunning: another has begun and not ended.
    """
    file = house.home.root / LOCK
    with (
        contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock,
        house.database.sole(f"certcopy.backup {house.authority}") as is_sole,
    ):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            raise BackupRunning from problem
        if not is_sole:
            raise BackupRunning
        yield


@contextlib.contextmanager
def _speaking(place: pathlib.Path) -> Iterator[None]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise HomeNotWritable(home=str(place)) from problem


@contextlib.contextmanager
def _folder(draft: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder to write into, gone at the end unless it was given its name; what a killed process left goes first."""
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_register(
    house: House, draft: pathlib.Path, recipient: Recipient | None, store: BackupStore | None
) -> tuple[int, int]:
    """Write register and list of objects, and the objects into the store; how many lines and how many objects.

    What will be encrypted is never written to the place of back-ups in the clear. The register is verified in a child
    of low priority, so that numbers are taken meanwhile.
    """
    with _folder(house.home.root / CLEAR) as own:
        file = (draft if recipient is None else own) / REGISTER
        with whole_register(house) as database:
            take_snapshot(database, file)
        entries: int = run(count_in_whole_file, str(file), returns=int, limits=LIMITS)
        with opened(file) as connection:
            listed = _write_objects(house, connection, draft / OBJECTS, store)
        if recipient is not None:
            _add(draft, REGISTER, file, recipient)
    return entries, listed


def _write_objects(house: House, snapshot: sa.Connection, file: pathlib.Path, store: BackupStore | None) -> int:
    listed = 0
    with file.open("w", encoding="ascii", newline="\n") as lines:
        for digest in names(snapshot):
            if store is None or _copy_object(house, digest, store):
                lines.write(f"{digest}\n")
                listed += 1
    return listed


def _copy_object(house: House, digest: str, store: BackupStore) -> bool:
    """Whether the object is in the store now; it is not where its dossier has been erased since the snapshot.

    Rests afterwards for as long as it took: half of the disk's time is left to those at work.
    """
    if store.has(digest):
        return True
    began = time.monotonic()
    try:
        with house.objects.open(digest) as file:
            store.put_file(file)
        time.sleep(min(time.monotonic() - began, LONGEST_REST))
    except StoreDamaged:
        with whole_register(house) as database, database.read() as connection:
            if next(names(connection, digest), None) is not None:
                raise
        return False
    return True


def _settings(home: Home, *, with_keys: bool) -> list[str]:
    """The files of the home that make the office what it is, by their names in it."""
    pictures = tomllib.loads(home.profile.read_text(encoding="utf-8")).get("pictures", {})
    named = [home.profile, *(home.root / str(pictures[name]) for name in ("signature", "seal") if name in pictures)]
    folders = [home.trust, home.codes, *([home.keys] if with_keys else [])]
    named += [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    if with_keys:
        named.append(home.counter_key)
    ours = [path for path in named if path.resolve().is_relative_to(home.root.resolve())]
    return [path.resolve().relative_to(home.root.resolve()).as_posix() for path in ours]


def _add(draft: pathlib.Path, name: str, source: pathlib.Path, recipient: Recipient | None) -> None:
    target = draft / (name if recipient is None else name + SEALED)
    target.parent.mkdir(parents=True, exist_ok=True)
    if recipient is None:
        shutil.copyfile(source, target)
        return
    with source.open("rb") as clear, target.open("xb") as sealed:
        recipient.encrypt_file(clear, sealed)


def _sync(draft: pathlib.Path) -> None:
    for path in draft.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(draft)

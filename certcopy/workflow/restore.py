"""Restore a back-up into an empty place, whole or not at all, and under a hold until its numbers are reconciled."""

from __future__ import annotations

import contextlib
import datetime as dt
import pathlib
import secrets
import shutil
from collections.abc import Iterator
from typing import BinaryIO

from certcopy import clock
from certcopy.errors import BackupDamaged, BackupUnreadable, PlaceNotEmpty, RegisterDamaged, StoreDamaged
from certcopy.register import holds, journal
from certcopy.settings import Settings
from certcopy.storage.age import Identity
from certcopy.storage.database import Database
from certcopy.storage.home import Home, make_home
from certcopy.storage.objects import ObjectStore, open_store, sync_folder
from certcopy.storage.snapshot import insist_on_emptiness, load_snapshot, opened
from certcopy.workflow.backup import REGISTER
from certcopy.workflow.backup_place import OBJECTS, SEALED, Backup, BackupStore, check_parts, store_in
from certcopy.workflow.whole import insist_on_wholeness

DRAFT = "office.toml.new"
"""The profile's name until all the rest is in place: without a profile there is no office."""


def restore(
    backup: Backup, root: pathlib.Path, actor: str, identity: Identity | None = None, now: clock.Clock = clock.now
) -> Home:
    """Make an office again from a back-up: its register where CERTCOPY_DATABASE says or in the home, its objects where
    CERTCOPY_OBJECTS says or in the home. Everything is verified before the place is touched. No number is taken until
    the hold placed here is lifted (:mod:`certcopy.workflow.reconcile`).

    Raises:
        PlaceNotEmpty: there is something in the folder or in the database.
        BackupDamaged: a part is missing or changed, or the register in it is not whole.
        BackupUnreadable: it is encrypted, and not to this identity.
    """
    _insist_on_room(root)
    with _server() as server, _stage(root) as stage:
        draft = _unpack(backup, stage, identity)
        missing = _bring_objects(backup, open_store(draft.objects, Settings()), identity)
        _place_hold(draft, backup, actor, now(), missing)
        draft.profile.rename(stage / DRAFT)
        _move(stage, root)
        _begin(Home(root), server)
    return Home(root)


def verify_backup(backup: Backup, scratch: pathlib.Path, identity: Identity | None = None) -> None:
    """All that ``restore`` verifies, objects included, without restoring; ``scratch`` is an empty folder to work in.

    Raises:
        BackupDamaged, BackupUnreadable: as ``restore`` says.
    """
    _unpack(backup, scratch / "home", identity)
    if backup.manifest.store is not None:
        source = store_in(backup.folder.parent, backup.manifest.store, identity=identity)
        for digest in backup.objects():
            _opened(source, digest).close()


@contextlib.contextmanager
def _stage(root: pathlib.Path) -> Iterator[pathlib.Path]:
    """Where the home is built, beside its place; gone at the end unless it was moved there."""
    root.parent.mkdir(parents=True, exist_ok=True)
    stage = root.parent / f".restore-{secrets.token_hex(6)}"
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(stage: pathlib.Path, root: pathlib.Path) -> None:
    _insist_on_room(root)
    if root.exists():
        root.rmdir()
    stage.rename(root)
    sync_folder(root.parent)


def _insist_on_room(root: pathlib.Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise PlaceNotEmpty(place=str(root))


def _unpack(backup: Backup, stage: pathlib.Path, identity: Identity | None) -> Home:
    """The office's files in a new folder, verified; its register brought up to this release."""
    if backup.manifest.encrypted and identity is None:
        raise BackupUnreadable
    check_parts(backup)
    home = make_home(stage)
    for part in backup.manifest.parts:
        if part.name != OBJECTS:
            _unpack_part(backup.folder / part.name, stage / part.name.removesuffix(SEALED), identity)
    for secret in (path for path in home.keys.rglob("*") if path.is_file()):
        secret.chmod(0o600)
    _verify_register(home.database)
    if sum(1 for _ in backup.objects()) != backup.manifest.objects:
        raise BackupDamaged(part=OBJECTS)
    return home


def _unpack_part(source: pathlib.Path, target: pathlib.Path, identity: Identity | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != SEALED or identity is None:
        shutil.copyfile(source, target)
        return
    with source.open("rb") as sealed, target.open("wb") as clear:
        identity.decrypt_file(sealed, clear)


def _verify_register(file: pathlib.Path) -> None:
    with contextlib.closing(Database(file)) as database:
        database.migrate()
    try:
        with opened(file) as connection:
            insist_on_wholeness(connection)
    except RegisterDamaged as problem:
        raise BackupDamaged(part=f"{REGISTER}: {problem.part}") from problem


def _bring_objects(backup: Backup, store: ObjectStore, identity: Identity | None) -> int:
    """Put the objects into the store; where the back-up only lists them, how many it lacks."""
    if backup.manifest.store is None:
        return sum(not store.has(digest) for digest in backup.objects())
    source = store_in(backup.folder.parent, backup.manifest.store, identity=identity)
    for digest in backup.objects():
        with _opened(source, digest) as file:
            store.put_file(file)
    return 0


def _opened(source: BackupStore, digest: str) -> BinaryIO:
    try:
        return source.open(digest)
    except (StoreDamaged, FileNotFoundError) as problem:
        raise BackupDamaged(part=digest) from problem


def _place_hold(home: Home, backup: Backup, actor: str, at: dt.datetime, missing: int) -> None:
    made_at = backup.manifest.made_at
    facts: journal.Facts = {"backup": backup.folder.name, "made_at": made_at, "missing_objects": missing}
    with contextlib.closing(Database(home.database)) as database, database.write() as connection:
        holds.place(connection, at, holds.RESTORED, facts)
        journal.write(connection, at, actor, "restored", None, facts)


@contextlib.contextmanager
def _server() -> Iterator[Database | None]:
    """The PostgreSQL database that CERTCOPY_DATABASE names, its tables made and found empty."""
    settings = Settings()
    if settings.database is None:
        yield None
        return
    with contextlib.closing(Database(settings.database.get_secret_value(), cluster=settings.cluster)) as database:
        database.migrate()
        with database.read() as connection:
            insist_on_emptiness(connection)
        yield database


def _begin(home: Home, server: Database | None) -> None:
    """Let the office exist: its register on the server, where there is one, then its profile under its name."""
    if server is not None:
        with server.write() as connection:
            load_snapshot(home.database, connection)
        home.database.unlink()
    (home.root / DRAFT).rename(home.profile)
    sync_folder(home.root)

"""Objects in a folder of this machine."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import pathlib
import sys
import time
from collections.abc import Iterator
from typing import BinaryIO

from certcopy.errors import DiskFull, StoreDamaged, StoreUnreachable
from certcopy.storage.files import DRAFT, synced_draft
from certcopy.storage.objects.store import is_digest, put_once, unharmed, whole

STALE = 24 * 3600
"""Seconds after which a draft belongs to nobody: its process was killed."""


class FolderStore:
    """Objects as files ``ab/cdef…``: synchronised to disk before they get their name, which no second file can take."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def __repr__(self) -> str:
        return f"FolderStore({str(self._folder)!r})"

    def create(self, digest: str, file: BinaryIO) -> bool:
        path = self._path(digest)
        with self._speaking():
            self._prepare(path.parent)
            made = not path.exists() and write_once(path, file)
            sync_folder(path.parent)
            sync_folder(self._folder)
        return made

    def put(self, data: bytes) -> str:
        return put_once(self, io.BytesIO(data))

    def put_file(self, file: BinaryIO) -> str:
        return put_once(self, file)

    def get(self, digest: str) -> bytes:
        try:
            with self._speaking():
                return unharmed(digest, self._path(digest).read_bytes())
        except FileNotFoundError as problem:
            raise StoreDamaged(digest=digest) from problem

    def open(self, digest: str) -> BinaryIO:
        try:
            with self._speaking():
                return whole(digest, self._path(digest).open("rb"))
        except FileNotFoundError as problem:
            raise StoreDamaged(digest=digest) from problem

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def digests(self) -> Iterator[str]:
        for path in self._folder.glob("??/*"):
            if is_digest(name := path.parent.name + path.name):
                yield name

    def delete(self, digest: str) -> None:
        path = self._path(digest)
        with self._speaking(), contextlib.suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)

    def sweep(self) -> None:
        """Remove the drafts that killed processes left: they hold what nobody will ever name."""
        for draft in self._folder.glob(f"??/{DRAFT}*"):
            with contextlib.suppress(OSError):
                if draft.stat().st_mtime < time.time() - STALE:
                    draft.unlink()

    def _prepare(self, parent: pathlib.Path) -> None:
        if not self._folder.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder.parent)
        parent.mkdir(exist_ok=True)

    def _path(self, digest: str) -> pathlib.Path:
        return self._folder / digest[:2] / digest[2:]

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """Operating system errors in our words."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as problem:
            if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull from problem
            raise StoreUnreachable(store=str(self._folder), problem=problem.strerror or "?") from problem


def write_once(path: pathlib.Path, source: BinaryIO) -> bool:
    """Write a new file of what an open one holds, whole or not at all, and never over another; whether the name was
    free."""
    with synced_draft(path.parent, source) as draft:
        return _name(draft, path)


def _name(draft: pathlib.Path, path: pathlib.Path) -> bool:
    """A second name for the draft, which fails if it is taken; disks without second names (FAT) move the one it has."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    except OSError:
        if path.exists():
            return False
        draft.replace(path)
    return True


def sync_folder(folder: pathlib.Path) -> None:
    """Make a new name in the folder survive a power cut (POSIX; Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

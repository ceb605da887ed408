"""Files that never change, each named by its SHA-256."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import pathlib
import sys
import tempfile

from certcopy.errors import DiskFull, StoreDamaged


class FolderStore:
    """Objects in a folder: written once, whole or not at all, read back only if unharmed."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store the bytes and return their digest (hex SHA-256); storing again changes nothing.

        Raises:
            DiskFull: nothing was stored.
        """
        digest = digest_of(data)
        path = self._path(digest)
        if not path.exists():
            try:
                self._write(path, data)
            except OSError as problem:
                if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise DiskFull from problem
                raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of that digest.

        Raises:
            StoreDamaged: they are missing or changed.
        """
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError as problem:
            raise StoreDamaged(digest=digest) from problem
        if digest_of(data) != digest:
            raise StoreDamaged(digest=digest)
        return data

    def _path(self, digest: str) -> pathlib.Path:
        return self._folder / digest[:2] / digest[2:]

    def _write(self, path: pathlib.Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            pathlib.Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                pathlib.Path(temporary).unlink()
            raise
        sync_folder(path.parent)
        sync_folder(self._folder)


def digest_of(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def sync_folder(folder: pathlib.Path) -> None:
    """Make a new name in the folder survive a power cut (POSIX; Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

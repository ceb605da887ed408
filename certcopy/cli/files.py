"""Files that people name on the line."""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import os
import pathlib
import re
import secrets
import shutil
from collections.abc import Sequence
from typing import BinaryIO

from certcopy.errors import DiskFull, FileTooLarge, NoSuchFile, OutputExists
from certcopy.storage.files import PIECE
from certcopy.storage.objects import sync_folder
from certcopy.workflow.handed_in import HandedIn

SCANS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".pdf"})


def read_file(path: pathlib.Path) -> bytes:
    """The bytes of a file.

    Raises:
        NoSuchFile: it cannot be read.
    """
    with open_file(path) as file:
        try:
            return file.read()
        except OSError as problem:
            raise NoSuchFile(name=path.name) from problem


def open_file(path: pathlib.Path) -> BinaryIO:
    """A file, open for reading.

    Raises:
        NoSuchFile: it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as problem:
        raise NoSuchFile(name=path.name) from problem


def copy_into(room: pathlib.Path, path: pathlib.Path) -> pathlib.Path:
    """A copy in a passing folder: nobody changes it while it is read, and a pipe can be read too.

    Raises:
        NoSuchFile: it cannot be opened.
    """
    with open_file(path) as source, (room / "file").open("xb") as copy:
        shutil.copyfileobj(source, copy, PIECE)
    return room / "file"


def scans_of(paths: Sequence[pathlib.Path], limit_mib: int) -> tuple[HandedIn, ...]:
    """The scans of one original, in order; a folder stands for the scans in it, by name, numbers by their value.

    Raises:
        NoSuchFile: one is not there, or a folder holds no scan.
        FileTooLarge: together they are larger than allowed; nothing was read.
    """
    paths = [scan for path in paths for scan in (_scans_in(path) if path.is_dir() else [path])]
    if sum(path.stat().st_size for path in paths if path.is_file()) > limit_mib * 2**20:
        raise FileTooLarge(limit_mib=limit_mib)
    for path in paths:
        if path.is_file() or not path.exists():
            open_file(path).close()
    return tuple(HandedIn(path.name, functools.partial(open_file, path)) for path in paths)


def _scans_in(folder: pathlib.Path) -> list[pathlib.Path]:
    found = [path for path in folder.iterdir() if path.suffix.lower() in SCANS and path.is_file()]
    if not found:
        raise NoSuchFile(name=str(folder))
    return sorted(found, key=lambda path: [part.zfill(12) for part in re.split(r"(\d+)", path.name)])


def make_folder(path: pathlib.Path) -> None:
    """A folder to write into, made where there is none.

    Raises:
        NoSuchFile: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise NoSuchFile(name=str(path)) from problem


def check_free(path: pathlib.Path) -> None:
    """Make sure, before any work, that a new file can be made under this name.

    Raises:
        OutputExists: there is one.
        NoSuchFile: there is no such folder.
    """
    if os.path.lexists(path):
        raise OutputExists(name=str(path))
    if not path.parent.is_dir():
        raise NoSuchFile(name=str(path.parent))


def write_new(path: pathlib.Path, data: bytes) -> None:
    """Write a new file; raises as ``copy_new`` does."""
    copy_new(path, io.BytesIO(data))


def copy_new(path: pathlib.Path, source: BinaryIO) -> None:
    """Write a new file of what an open one holds: whole or not at all, and never over another.

    Raises:
        OutputExists: somebody has made it meanwhile.
        DiskFull: there is no room.
        NoSuchFile: the folder cannot be written.
    """
    try:
        draft = _draft(path.parent, source)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise NoSuchFile(name=str(path)) from problem
    try:
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def _draft(folder: pathlib.Path, source: BinaryIO) -> pathlib.Path:
    draft = folder / f".certcopy-{secrets.token_hex(8)}"
    try:
        with draft.open("xb") as file:
            shutil.copyfileobj(source, file, PIECE)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _name(draft: pathlib.Path, path: pathlib.Path) -> None:
    """A second name for the draft; where the disk knows no second names (FAT), the name is moved."""
    try:
        path.hardlink_to(draft)
    except FileExistsError as problem:
        raise OutputExists(name=str(path)) from problem
    except OSError:
        check_free(path)
        with contextlib.suppress(FileNotFoundError):
            draft.rename(path)

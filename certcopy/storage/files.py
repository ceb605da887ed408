"""Files that others may read at any moment: there whole, or not there."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from certcopy.errors import DiskFull

READABLE = 0o644
DRAFT = ".new-"
PIECE = 2**20
"""Bytes that are copied at once."""


def write_whole(path: pathlib.Path, data: bytes) -> None:
    """Put the bytes under this name; raises as ``copy_whole`` does."""
    copy_whole(path, io.BytesIO(data))


def copy_whole(path: pathlib.Path, source: BinaryIO) -> None:
    """Put what an open file holds under this name, in place of whatever had it, so that no reader and no power cut sees
    a part.

    Raises:
        DiskFull: the name is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with synced_draft(path.parent, source) as draft:
            draft.chmod(READABLE)
            draft.replace(path)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise


@contextlib.contextmanager
def synced_draft(folder: pathlib.Path, source: BinaryIO) -> Iterator[pathlib.Path]:
    """What an open file holds, safe on the disk under a passing name in the folder; what still has it at the end is
    removed."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=DRAFT)
    draft = pathlib.Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(source, file, PIECE)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def free_name(folder: pathlib.Path, name: str) -> str:
    """The name, or the first of those with a number behind it, that nothing has in the folder."""
    path = pathlib.PurePath(name)
    names = (name if count == 1 else f"{path.stem} ({count}){path.suffix}" for count in range(1, 10_000))
    return next(each for each in names if not (folder / each).exists())

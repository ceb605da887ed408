"""Files that others may read at any moment: there whole, or not there."""

from __future__ import annotations

import errno
import os
import pathlib
import tempfile

from certcopy.errors import DiskFull

READABLE = 0o644


def write_whole(path: pathlib.Path, data: bytes) -> None:
    """Put the bytes under this name, in place of whatever had it, so that no reader and no power cut sees a part.

    Raises:
        DiskFull: the name is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise


def _replace(path: pathlib.Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    draft = pathlib.Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(READABLE)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)

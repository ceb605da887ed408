"""Passing folders: where what is large passes between our processes, gone at the end of its use.

A killed process leaves its folder behind. Its owner holds a lock inside, which ends with the process however that ends,
so the next start tells what is left over from what is in use.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from certcopy.errors import DiskFull

PREFIX = "certcopy-"
MARK = ".owner"

if sys.platform == "win32":
    import msvcrt

    def _lock(mark: BinaryIO) -> None:
        msvcrt.locking(mark.fileno(), msvcrt.LK_NBLCK, 1)

    def _is_ours(folder: os.DirEntry[str]) -> bool:
        return folder.is_dir(follow_symlinks=False)
else:
    import fcntl

    def _lock(mark: BinaryIO) -> None:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_ours(folder: os.DirEntry[str]) -> bool:
        return folder.is_dir(follow_symlinks=False) and folder.stat(follow_symlinks=False).st_uid == os.geteuid()


@contextlib.contextmanager
def passing_folder() -> Iterator[pathlib.Path]:
    """A folder that nobody else may enter, for what passes between our processes; at the end it is gone with all in it.

    Raises:
        DiskFull: there was no room for what was to be written.
    """
    try:
        with contextlib.ExitStack() as held:
            yield _own_folder(held)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise


def sweep_passing_folders() -> int:
    """Remove the folders that killed processes of ours left; how many they were. Those of living ones stay."""
    try:
        with os.scandir(tempfile.gettempdir()) as entries:
            found = [pathlib.Path(each.path) for each in entries if each.name.startswith(PREFIX) and _is_ours(each)]
    except OSError:
        return 0
    return sum(map(_sweep, found))


def _own_folder(held: contextlib.ExitStack) -> pathlib.Path:
    """A new folder whose mark this process holds; one that a sweep took before that is given up for another."""
    while True:
        with contextlib.ExitStack() as making:
            folder = pathlib.Path(making.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX)))
            if _hold(folder, making):
                held.push(making.pop_all())
                return folder


def _hold(folder: pathlib.Path, making: contextlib.ExitStack) -> bool:
    """Lock the folder's mark, if the folder is still there."""
    with contextlib.suppress(FileNotFoundError, BlockingIOError, PermissionError):
        mark = making.enter_context((folder / MARK).open("xb"))
        _lock(mark)
        return (folder / MARK).exists()
    return False


def _sweep(folder: pathlib.Path) -> bool:
    """Remove the folder if nobody holds its mark, which we hold meanwhile."""
    try:
        with (folder / MARK).open("r+b") as mark:
            _lock(mark)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return False
    shutil.rmtree(folder, ignore_errors=True)  # what Windows keeps as long as it is open
    return True

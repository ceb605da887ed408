"""Files of a multipart form, as the workflow takes them."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Sequence
from typing import BinaryIO

from fastapi import UploadFile
from starlette.formparsers import MultiPartParser

from certcopy.workflow.handed_in import HandedIn

NAME_LENGTH = 120


def keep_uploads_in_memory(mebibytes: int) -> None:
    """Have no upload of this process spooled to a disk: what is handed in for verification leaves no trace."""
    MultiPartParser.spool_max_size = mebibytes * 1024 * 1024


def scan_files(uploads: Sequence[UploadFile]) -> tuple[HandedIn, ...]:
    """The chosen files in the order of the form; a file box left empty sends one without a name, which is dropped."""
    return tuple(
        HandedIn(bare_name(each.filename), functools.partial(_opened, each)) for each in uploads if each.filename
    )


def _opened(upload: UploadFile) -> BinaryIO:
    upload.file.seek(0)
    return upload.file


def bare_name(given: str | None) -> str:
    """A file's name without folders and unprintable letters, not longer than ``NAME_LENGTH``."""
    printable = "".join(letter for letter in pathlib.PureWindowsPath(given or "").name if letter.isprintable())
    return printable[-NAME_LENGTH:]

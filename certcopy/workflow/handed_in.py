"""Files as they are handed in, through whatever door, and their way into a passing folder."""

from __future__ import annotations

import dataclasses
import functools
import io
import pathlib
import shutil
from collections.abc import Callable
from typing import BinaryIO, Self

from certcopy.confine import Limits, run
from certcopy.ocr.intake import check_file, scan_file
from certcopy.storage.files import PIECE
from certcopy.storage.objects import digest_of_file

INTAKE_LIMITS = Limits(seconds=300, mebibytes=4096)

Laid = tuple[str, str]
"""A file that lies in a passing folder under ``scan_file`` of its place: the name it came with, and its digest."""


@dataclasses.dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that was handed in; the name serves messages only, never the choice of reader.

    ``open`` gives it open for reading, at its beginning; whoever asked closes it.
    """

    name: str
    open: Callable[[], BinaryIO] = dataclasses.field(repr=False)

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """One whose bytes are in memory."""
        return cls(name, functools.partial(io.BytesIO, data))


def lay_out_scans(room: pathlib.Path, scans: tuple[HandedIn, ...]) -> tuple[Laid, ...]:
    """The scans of one original as files of a passing folder."""
    return tuple((each.name, _lay_out(room / scan_file(number), each)) for number, each in enumerate(scans, start=1))


def check_laid_out(path: pathlib.Path, name: str) -> None:
    """Insist, in a child process, that a file of a passing folder can be taken in.

    Raises:
        BadScan: as ``certcopy.ocr.intake.take_in`` says.
    """
    run(check_file, name, str(path), returns=None, limits=INTAKE_LIMITS)


def _lay_out(path: pathlib.Path, scan: HandedIn) -> str:
    with scan.open() as source, path.open("x+b") as target:
        shutil.copyfileobj(source, target, PIECE)
        return digest_of_file(target)

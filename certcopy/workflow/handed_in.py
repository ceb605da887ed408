"""Files as they are handed in, through whatever door, and their way into a passing folder and the store."""

from __future__ import annotations

import dataclasses
import functools
import io
import pathlib
import shutil
from collections.abc import Callable
from typing import BinaryIO, Self

from certcopy.confine import Limits, run
from certcopy.domain.page import PageImage
from certcopy.ocr.passed_files import page_file, scan_file
from certcopy.ocr.tasks import check_file, take_in_files
from certcopy.storage.files import PIECE
from certcopy.storage.objects import ObjectStore, digest_of_file
from certcopy.storage.passing import passing_folder
from certcopy.workflow.images import stored

INTAKE_LIMITS = Limits(seconds=300, mebibytes=4096)

Confined = Callable[..., list[PageImage]]
_alone = functools.partial(run, limits=INTAKE_LIMITS)

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


def take_in_confined(
    scans: tuple[HandedIn, ...], store: ObjectStore, confined: Confined = _alone
) -> tuple[PageImage, ...]:
    """The page images of the scans, decoded in a child process, one after the other put into the store.

    The child is one of its own, or, ``confined`` being ``Pool.run``, one that lives on.

    Raises:
        BadScan: as ``certcopy.ocr.intake.take_in`` says; nothing is stored.
        DiskFull: there is no room.
    """
    with passing_folder() as room:
        return take_in(room, lay_out_scans(room, scans), store, confined)


def take_in(
    room: pathlib.Path, scans: tuple[Laid, ...], store: ObjectStore, confined: Confined = _alone
) -> tuple[PageImage, ...]:
    """The same of scans that lie in a passing folder already."""
    names = tuple(name for name, _ in scans)
    pages = confined(take_in_files, str(room), names, returns=list[PageImage])
    return tuple(_stored(store, room, number, page) for number, page in enumerate(pages, start=1))


def _stored(store: ObjectStore, room: pathlib.Path, number: int, page: PageImage) -> PageImage:
    return stored(store, dataclasses.replace(page, jpeg=(room / page_file(number)).read_bytes()))


def _lay_out(path: pathlib.Path, scan: HandedIn) -> str:
    with scan.open() as source, path.open("x+b") as target:
        shutil.copyfileobj(source, target, PIECE)
        return digest_of_file(target)

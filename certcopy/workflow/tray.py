"""The tray at work: what comes from scanners, folders and telephones is checked, offered to the clerk, and used."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import io
from collections.abc import Sequence

from certcopy.confine import run
from certcopy.errors import UnknownScan
from certcopy.ocr.passed_files import scan_file
from certcopy.ocr.tasks import thumbnail
from certcopy.storage.passing import passing_folder
from certcopy.storage.tray import Batch, Origin, TrayFile
from certcopy.workflow.handed_in import INTAKE_LIMITS, HandedIn, check_laid_out, lay_out_scans
from certcopy.workflow.house import House

UPLOAD = "upload"
"""In an order of pages: the next of the files that came with the form."""


@dataclasses.dataclass(frozen=True, slots=True)
class Offered:
    """A batch with the files in it that no dossier has yet."""

    batch: Batch
    files: tuple[TrayFile, ...]


def begin(house: House, origin: Origin, label: str) -> Batch:
    """A new batch, empty."""
    return house.tray.begin(Batch("", origin, label, house.clock()))


def lay_in(house: House, batch: str, data: bytes, number: int | None = None, name: str = "") -> TrayFile:
    """Add a file that has been decoded as a whole in a child process; ``name`` serves messages.

    Raises:
        BadScan: it cannot be the scan of a paper original; nothing is kept.
        UnknownScan, DiskFull: as ``Tray.put`` says.
    """
    with passing_folder() as room:
        (room / scan_file(1)).write_bytes(data)
        check_laid_out(room / scan_file(1), name or house.tray.batch(batch).label)
    return house.tray.put(batch, io.BytesIO(data), number)


def offered(house: House) -> tuple[Offered, ...]:
    """What waits for a dossier, the newest batch first."""
    found = (Offered(batch, _unused(files)) for batch, files in house.tray.filled())
    return tuple(each for each in found if each.files)


def unused(house: House, batch: str) -> tuple[TrayFile, ...]:
    """The files of a batch that no dossier has yet.

    Raises:
        UnknownScan: there is no such batch.
    """
    return _unused(house.tray.files(batch))


def chosen(house: House, order: Sequence[str], uploads: Sequence[HandedIn]) -> tuple[HandedIn, ...]:
    """The scans of one original in the order of a form: names of files in the tray, and ``UPLOAD`` for each file that
    came along; such files that the order does not count stand at the end.

    Raises:
        UnknownScan: a file is not in the tray any more.
    """
    waiting = list(uploads)
    scans: list[HandedIn] = []
    for place in order:
        if place != UPLOAD:
            scans.append(_handed_in(house, house.tray.find(place)))
        elif waiting:
            scans.append(waiting.pop(0))
    return (*scans, *waiting)


def use(house: House, order: Sequence[str]) -> None:
    """Note that these files are part of a dossier now; somebody may have erased some while it was being made."""
    for place in order:
        if place != UPLOAD:
            with contextlib.suppress(UnknownScan):
                house.tray.use(house.tray.find(place))


def preview(house: House, ref: str) -> bytes:
    """The first page of a file as a small JPEG, upright.

    Raises:
        UnknownScan: there is no such file.
    """
    file = house.tray.find(ref)
    with passing_folder() as room:
        lay_out_scans(room, (_handed_in(house, file),))
        scan = str(room / scan_file(1))
        shown: bytes = run(thumbnail, _name(house, file), scan, returns=bytes, limits=INTAKE_LIMITS)
    return shown


def erase_old(house: House) -> int:
    """Erase what has waited too long; how many batches that were."""
    return house.tray.erase_before(house.clock() - dt.timedelta(hours=house.profile.scan.keep_hours))


def remove(house: House, ref: str) -> None:
    """Erase one file that no dossier has.

    Raises:
        UnknownScan: there is none.
    """
    file = house.tray.find(ref)
    if file.used:
        raise UnknownScan
    house.tray.remove(file)
    house.tray.forget_seen(file.digest)


def discard(house: House, batch: str) -> None:
    """Erase what no dossier has of a batch.

    Raises:
        UnknownScan: there is no such batch.
    """
    for file in unused(house, batch):
        remove(house, file.ref)


def _unused(files: tuple[TrayFile, ...]) -> tuple[TrayFile, ...]:
    return tuple(file for file in files if not file.used)


def _handed_in(house: House, file: TrayFile) -> HandedIn:
    return HandedIn(_name(house, file), functools.partial(house.tray.open, file))


def _name(house: House, file: TrayFile) -> str:
    return f"{house.tray.batch(file.batch).origin}-{file.number:02d}"

"""Scan intake: files from any scanner or telephone become the page images of one original.

Pages are made one by one, so that an original of many pages takes no more memory than one of few.
"""

from __future__ import annotations

import dataclasses
import pathlib
from typing import TYPE_CHECKING

from certcopy.errors import EmptyFile, NoPages, TooManyPages, UnknownFormat
from certcopy.ocr import jpeg, pdf_images, picture, png
from certcopy.ocr.limits import DEFAULT_LIMITS, IntakeLimits
from certcopy.ocr.passed_files import page_file, scan_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certcopy.domain.page import PageImage

__all__ = ["IntakeLimits", "ScanFile", "check_file", "take_in", "take_in_files"]

TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
PDF = b"%PDF-"
PDF_HEADER_WITHIN = 1024


@dataclasses.dataclass(frozen=True, slots=True)
class ScanFile:
    """A file as it was handed in; the name serves messages only, never the choice of reader."""

    name: str
    data: bytes = dataclasses.field(repr=False)


def take_in(files: Sequence[ScanFile], limits: IntakeLimits = DEFAULT_LIMITS) -> list[PageImage]:
    """The pages of one original, files and pages in the order given.

    Raises:
        BadScan: one of its leaves; the first file that is refused refuses the whole.
    """
    return list(_pages(files, limits))


def check_file(name: str, path: str, limits: IntakeLimits = DEFAULT_LIMITS) -> None:
    """Insist that ``take_in`` takes the file of this path, handed in under this name. What a child is asked for.

    Raises:
        BadScan: it does not.
    """
    for _ in _pages([ScanFile(name, pathlib.Path(path).read_bytes())], limits):
        pass


def take_in_files(folder: str, names: Sequence[str], limits: IntakeLimits = DEFAULT_LIMITS) -> list[PageImage]:
    """``take_in`` by way of a folder, for a child: the scans handed in under these names stand in it as ``scan_file``
    says, each page's JPEG is left there as ``page_file`` says, and the pages are returned without their bytes.

    Raises:
        BadScan: as ``take_in`` says.
    """
    room = pathlib.Path(folder)
    scans = (ScanFile(name, (room / scan_file(number)).read_bytes()) for number, name in enumerate(names, start=1))
    return [_left_in(room, number, page) for number, page in enumerate(_pages(scans, limits), start=1)]


def _left_in(folder: pathlib.Path, number: int, page: PageImage) -> PageImage:
    (folder / page_file(number)).write_bytes(page.jpeg)
    return dataclasses.replace(page, jpeg=b"")


def _pages(files: Iterable[ScanFile], limits: IntakeLimits) -> Iterator[PageImage]:
    count = 0
    for file in files:
        for page in _pages_of(file, limits):
            count += 1
            if count > limits.pages:
                raise TooManyPages(pages=count, limit=limits.pages)
            yield page
    if not count:
        raise NoPages


def _pages_of(file: ScanFile, limits: IntakeLimits) -> Iterator[PageImage]:
    if not file.data:
        raise EmptyFile(name=file.name)
    if PDF in file.data[:PDF_HEADER_WITHIN]:
        return pdf_images.pages_of(file.name, file.data, limits)
    return picture.pages_of(file.name, file.data, _picture_format(file), limits)


def _picture_format(file: ScanFile) -> picture.PictureFormat:
    if file.data.startswith(jpeg.SIGNATURE):
        return "jpeg"
    if file.data.startswith(png.SIGNATURE):
        return "png"
    if file.data.startswith(TIFF):
        return "tiff"
    if file.data[4:8] == b"ftyp" and file.data[8:12] in HEIC_BRANDS:
        return "heic"
    raise UnknownFormat(name=file.name)

"""Scan intake: files from any scanner or telephone become the page images of one original."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from certcopy.errors import EmptyFile, NoPages, TooManyPages, UnknownFormat
from certcopy.ocr import jpeg, pdf_images, picture, png
from certcopy.ocr.limits import DEFAULT_LIMITS, IntakeLimits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certcopy.domain.page import PageImage

__all__ = ["IntakeLimits", "ScanFile", "take_in"]

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
    pages: list[PageImage] = []
    for file in files:
        pages += _pages_of(file, limits)
        if len(pages) > limits.pages:
            raise TooManyPages(pages=len(pages), limit=limits.pages)
    if not pages:
        raise NoPages
    return pages


def _pages_of(file: ScanFile, limits: IntakeLimits) -> list[PageImage]:
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

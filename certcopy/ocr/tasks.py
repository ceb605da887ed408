"""What children are asked for in this room.

Each task is named here and imported where it is done, so that whoever asks starts without the libraries it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certcopy.domain.edit import Edits, PageEdit
    from certcopy.domain.office import ImageProfile
    from certcopy.domain.page import Page, PageImage, SheetRead


def check_file(name: str, path: str) -> None:
    """As ``intake.check_file``."""
    from certcopy.ocr import intake

    intake.check_file(name, path)


def take_in_files(folder: str, names: Sequence[str]) -> list[PageImage]:
    """As ``intake.take_in_files``."""
    from certcopy.ocr import intake

    return intake.take_in_files(folder, names)


def read_sheet(scans: dict[int, PageImage], edits: Edits, engine: str, profile: ImageProfile) -> SheetRead:
    """As ``sheet.read_sheet``."""
    from certcopy.ocr import sheet

    return sheet.read_sheet(scans, edits, engine, profile)


def make_sheet(scans: dict[int, PageImage], edits: Edits, profile: ImageProfile) -> SheetRead:
    """As ``sheet.make_sheet``."""
    from certcopy.ocr import sheet

    return sheet.make_sheet(scans, edits, profile)


def composite(image: PageImage) -> bytes:
    """As ``compression.composite``."""
    from certcopy.ocr import compression

    return compression.composite(image)


def preview(scan: PageImage, edit: PageEdit, side: int) -> bytes:
    """As ``geometry.preview``."""
    from certcopy.ocr import geometry

    return geometry.preview(scan, edit, side)


def clean_preview(image: PageImage) -> bytes:
    """As ``reading.clean_preview``."""
    from certcopy.ocr import reading

    return reading.clean_preview(image)


def overlaid(page: Page) -> bytes:
    """As ``overlay.overlaid``."""
    from certcopy.ocr import overlay

    return overlay.overlaid(page)


def thumbnail(name: str, path: str) -> bytes:
    """As ``thumbnail.thumbnail``."""
    from certcopy.ocr import thumbnail as first_page

    return first_page.thumbnail(name, path)

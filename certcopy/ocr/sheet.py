"""One page of the copy, from scans to words: edited, then read."""

from __future__ import annotations

import dataclasses

from certcopy.domain.edit import Edits
from certcopy.domain.inspection import Inspection
from certcopy.domain.page import Page, PageImage
from certcopy.ocr import geometry, reading


@dataclasses.dataclass(frozen=True, slots=True)
class SheetRead:
    """A page of the copy as it was read, and what was seen of the scans on it."""

    page: Page
    inspections: tuple[Inspection, ...]


def read_sheet(scans: dict[int, PageImage], edits: Edits, engine: str = "auto") -> SheetRead:
    """Make and read one page of the copy; ``scans`` are those on it, by number. What a child process is asked for.

    Raises:
        BadEdit: the scans do not fit on one sheet.
        NoOcrEngine, MissingModel: see ``engine.choose_engine``.
    """
    page = reading.read_image(geometry.certified(scans, edits), engine)
    return SheetRead(dataclasses.replace(page, edits=edits), ())

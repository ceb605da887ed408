"""One page of the copy, from scans to words: edited, read, measured; and what a scan on it shows, for proposals."""

from __future__ import annotations

import dataclasses

from certcopy.domain.edit import Edits
from certcopy.domain.office import ImageProfile
from certcopy.domain.page import Page, PageImage, PageText, SheetRead
from certcopy.ocr import compression, flattening, geometry, reading
from certcopy.ocr.inspecting import inspected
from certcopy.ocr.outline import outline_of
from certcopy.ocr.quality import measured
from certcopy.ocr.survey import surveyed


def read_sheet(
    scans: dict[int, PageImage], edits: Edits, engine: str = "auto", profile: ImageProfile = "scanned"
) -> SheetRead:
    """Make, read, measure and compress one page of the copy; ``scans`` are those on it, by number. What a child is
    asked for.

    Raises:
        BadEdit: the scans do not fit on one sheet.
        NoOcrEngine, MissingModel: see ``engines.choose_engine``.
    """
    page = dataclasses.replace(reading.read_image(geometry.certified(scans, edits), engine), edits=edits)
    found = _read_flat(assessed(page, geometry.detail(scans, edits)), engine)
    return dataclasses.replace(found, page=_compressed(found.page, profile))


def make_sheet(scans: dict[int, PageImage], edits: Edits, profile: ImageProfile = "scanned") -> SheetRead:
    """The same page where reading it has failed: without a word.

    Raises:
        BadEdit: the scans do not fit on one sheet.
    """
    page = Page(geometry.certified(scans, edits), PageText(()), edits=edits, unread=True)
    return SheetRead(_compressed(page, profile), ())


def assessed(page: Page, detail: float = 1.0) -> SheetRead:
    """Measure a page that was read; ``detail`` is as ``geometry.detail`` says."""
    survey = surveyed(page.image)
    found = outline_of(survey.coarse)
    measures = dataclasses.replace(page, quality=measured(page, survey, found, detail))
    whole = len(page.edits) == 1 and page.edits[0].is_lossless
    return SheetRead(measures, (inspected(page.edits[0].scan, measures, survey, found),) if whole else ())


def _read_flat(found: SheetRead, engine: str) -> SheetRead:
    """A photo of a paper is read once more as if it lay flat. Scanners tell their resolution, and lay it flat
    themselves."""
    page = found.page
    seen = next((each for each in found.inspections if each.outline is not None), None)
    if seen is None or not page.image.is_dpi_guessed:
        return found
    better = flattening.read_flat(page, seen, engine)
    return found if better is page else assessed(better)


def _compressed(page: Page, profile: ImageProfile) -> Page:
    return dataclasses.replace(page, image=compression.compressed(page.image, profile))

"""Sheets: the pages of a copy are made and read, each in a child process."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from certcopy.domain.edit import Edits, sheets_of, unedited
from certcopy.domain.office import ImageProfile
from certcopy.domain.page import PageImage, Reading, SheetRead
from certcopy.errors import Overrun
from certcopy.ocr.tasks import make_sheet, read_sheet
from certcopy.ocr.understanding.rulebook import Rulebook
from certcopy.ocr.understanding.understand import understand
from certcopy.pool import shared
from certcopy.storage.objects import ObjectStore
from certcopy.workflow.images import fetched, stored
from certcopy.workflow.progress import Progress, silent

if TYPE_CHECKING:
    from certcopy.settings import OcrChoice


def read_images(
    images: Sequence[PageImage],
    store: ObjectStore,
    engine: OcrChoice,
    progress: Progress = silent,
    rules: Rulebook | None = None,
) -> Reading:
    """Read the pages as they were scanned; by our own rules, or an office's."""
    return read_sheets(images, store, unedited(len(images)), engine, progress, rules=rules)


def read_sheets(
    scans: Sequence[PageImage],
    store: ObjectStore,
    edits: Edits,
    engine: OcrChoice,
    progress: Progress = silent,
    former: Reading | None = None,
    rules: Rulebook | None = None,
    profile: ImageProfile = "scanned",
) -> Reading:
    """Make and read the pages of the copy, each in a child process, as many at once as there are cores, while one more
    is fetched or stored; only their images are in memory, all others in the store. What a former reading says of a page
    that was made by the same edits still holds."""
    sheets, known = sheets_of(edits), {page.edits: page for page in former.pages if page.edits} if former else {}
    numbered, seen = dict(enumerate(scans, start=1)), {each.scan: each for each in former.inspections} if former else {}
    progress("read", 0, len(sheets))
    with concurrent.futures.ThreadPoolExecutor(max_workers=1 + (os.cpu_count() or 1)) as pool:
        jobs = {
            sheet: pool.submit(
                _read_stored, store, {edit.scan: numbered[edit.scan] for edit in sheet}, sheet, engine, profile
            )
            for sheet in sheets
            if sheet not in known
        }
        for done, _ in enumerate(concurrent.futures.as_completed(jobs.values()), start=1 + len(sheets) - len(jobs)):
            progress("read", done, len(sheets))
    read = {sheet: job.result() for sheet, job in jobs.items()}
    pages = tuple(known[sheet] if sheet in known else read[sheet].page for sheet in sheets)
    fresh = {each.scan: each for one in read.values() for each in one.inspections}
    inspections = tuple(each for _, each in sorted({**fresh, **seen}.items()))
    return dataclasses.replace(understand(pages, rules), inspections=inspections)


def _read_stored(
    store: ObjectStore, scans: dict[int, PageImage], sheet: Edits, engine: OcrChoice, profile: ImageProfile
) -> SheetRead:
    whole = {number: fetched(store, image) for number, image in scans.items()}
    found = _read_confined(whole, sheet, engine, profile)
    page = dataclasses.replace(found.page, image=stored(store, found.page.image))
    return dataclasses.replace(found, page=page)


def _read_confined(scans: dict[int, PageImage], sheet: Edits, engine: OcrChoice, profile: ImageProfile) -> SheetRead:
    """One page, or the same page unread where twice a child has died over it: it does not fail the others."""
    with contextlib.suppress(Overrun):
        return _attempt(scans, sheet, engine, profile)
    with contextlib.suppress(Overrun):
        return _attempt(scans, sheet, engine, profile)
    made: SheetRead = shared().run(make_sheet, scans, sheet, profile, returns=SheetRead)
    return made


def _attempt(scans: dict[int, PageImage], sheet: Edits, engine: OcrChoice, profile: ImageProfile) -> SheetRead:
    found: SheetRead = shared().run(read_sheet, scans, sheet, engine, profile, returns=SheetRead)
    return found

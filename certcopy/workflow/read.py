"""Read: the machine reads every page of a dossier; then a person compares."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
from collections.abc import Sequence

from pydantic import TypeAdapter

from certcopy.domain.certification import new_code
from certcopy.domain.dossier import State
from certcopy.domain.edit import Edits, sheets_of, unedited
from certcopy.domain.office import ImageProfile
from certcopy.domain.originality import Suspicion
from certcopy.domain.page import Page, PageImage, Reading
from certcopy.errors import Overrun
from certcopy.ocr.sheet import SheetRead, make_sheet, read_sheet
from certcopy.ocr.understanding.rulebook import Rulebook
from certcopy.ocr.understanding.understand import understand
from certcopy.pool import shared
from certcopy.register import holds
from certcopy.settings import OcrChoice
from certcopy.storage.objects import ObjectStore
from certcopy.workflow.approve import approve_within
from certcopy.workflow.dossiers import Dossier, look_up, page_images, scan_images
from certcopy.workflow.doubts import warnings_of
from certcopy.workflow.edits import edits_of, keeping_sheets
from certcopy.workflow.gate import UNJUDGED
from certcopy.workflow.house import House
from certcopy.workflow.images import fetched, stored
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.transition import MACHINE, By, Move, move_within

_READING = TypeAdapter(Reading)


def read(house: House, dossier_id: str, progress: Progress = silent) -> None:
    """Read the pages of a received dossier; where somebody has compared it already, approve it in their name.

    Raises:
        CertCopyError: a page cannot be read; the dossier stays where it is.
        WrongState, ChangedMeanwhile: another process was first.
    """
    dossier = look_up(house, dossier_id)
    edits, former = edits_of(house, dossier), former_reading(house, dossier)
    scans, profile = scan_images(house, dossier_id), house.office.layout.images
    reading = read_sheets(scans, house.objects, edits, house.ocr_engine, progress, former, house.rules, profile)
    images = [page.image for page in reading.pages]
    made = dossier.edits or [image.digest for image in images] != [scan.digest for scan in scans]
    sheets = images if made else []
    digest = house.objects.put(_READING.dump_json(reading))
    poor = sum(page.quality is not None and page.quality.stops for page in reading.pages)
    confidence, suspicions = round(_confidence(reading.pages), 1), warnings_of(reading)
    keep_reading(house, dossier_id, digest, confidence, sheets, poor, dossier.version, suspicions)


def keep_reading(
    house: House,
    dossier_id: str,
    digest: str,
    confidence: float,
    sheets: Sequence[PageImage] = (),
    poor: int = 0,
    version: int | None = None,
    suspicions: Sequence[Suspicion] = (),
) -> Dossier:
    """The stored reading becomes the dossier's, with the edited pages it was read from. One that was compared already
    is approved in the same transaction, unless no number may be taken just now, ``poor`` pages are not good enough, or
    there are ``suspicions`` that nobody has seen: then it waits for a person.

    Raises:
        WrongState, ChangedMeanwhile: another process was first, or the pages were edited meanwhile.
    """
    step = Move(
        verb="read",
        event="read",
        wanted=(State.READING,),
        after=State.COMPARING,
        values={
            "reading_digest": digest,
            "former_digest": None,
            **UNJUDGED,
            "poor_pages": poor,
            "suspicions": " ".join(suspicions),
        },
        facts={
            "reading": digest,
            "confidence": confidence,
            "poor_pages": poor,
            **({"suspicions": " ".join(suspicions)} if suspicions else {}),
        },
    )
    with house.database.write() as connection:
        dossier = move_within(connection, house, dossier_id, step, By(MACHINE, version), keeping_sheets(sheets))
        if dossier.compared_by is None or poor or suspicions or holds.standing(connection):
            return dossier
        return approve_within(connection, house, dossier_id, By(dossier.compared_by), new_code())


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


def reading_of(house: House, dossier: Dossier) -> Reading | None:
    """What was read off a dossier, or None where the machine has not come to it; the page images stay in the store."""
    return _stored(house, dossier, dossier.reading_digest)


def former_reading(house: House, dossier: Dossier) -> Reading | None:
    """What was read before the last edits, while they wait for the machine."""
    return _stored(house, dossier, dossier.former_digest)


def _stored(house: House, dossier: Dossier, digest: str | None) -> Reading | None:
    if digest is None:
        return None
    stored = _READING.validate_json(house.objects.get(digest))
    images = page_images(house, dossier.id)
    pages = tuple(
        dataclasses.replace(page, image=dataclasses.replace(page.image, digest=image.digest))
        for page, image in zip(stored.pages, images, strict=True)
    )
    return dataclasses.replace(stored, pages=pages)


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


def _confidence(pages: Sequence[Page]) -> float:
    return sum(page.text.confidence for page in pages) / len(pages)

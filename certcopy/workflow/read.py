"""Read: the machine reads every page of a dossier; then a person compares."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
from collections.abc import Sequence

from pydantic import TypeAdapter

from certcopy.confine import Limits, run
from certcopy.domain.certification import new_code
from certcopy.domain.dossier import State
from certcopy.domain.page import Page, PageImage, Reading
from certcopy.ocr.reading import read_image
from certcopy.ocr.understanding.rulebook import Rulebook
from certcopy.ocr.understanding.understand import understand
from certcopy.register import holds
from certcopy.settings import OcrChoice
from certcopy.workflow.approve import approve_within
from certcopy.workflow.dossiers import Dossier, page_images
from certcopy.workflow.house import House
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.transition import MACHINE, By, Move, move_within

PAGE_LIMITS = Limits(seconds=90, mebibytes=4096)
_READING = TypeAdapter(Reading)


def read(house: House, dossier_id: str, progress: Progress = silent) -> None:
    """Read the pages of a received dossier; where somebody has compared it already, approve it in their name.

    Raises:
        CertCopyError: a page cannot be read; the dossier stays where it is.
        WrongState, ChangedMeanwhile: another process was first.
    """
    reading = read_images(page_images(house, dossier_id), house.ocr_engine, progress)
    digest = house.objects.put(_READING.dump_json(_without_images(reading)))
    keep_reading(house, dossier_id, digest, round(_confidence(reading.pages), 1))


def keep_reading(house: House, dossier_id: str, digest: str, confidence: float) -> Dossier:
    """The stored reading becomes the dossier's. One that was compared already is approved in the same transaction,
    unless no number may be taken just now: then it waits for a person.

    Raises:
        WrongState, ChangedMeanwhile: another process was first.
    """
    step = Move(
        verb="read",
        event="read",
        wanted=(State.READING,),
        after=State.COMPARING,
        values={"reading_digest": digest},
        facts={"reading": digest, "confidence": confidence},
    )
    with house.database.write() as connection:
        dossier = move_within(connection, house, dossier_id, step, By(MACHINE))
        if dossier.compared_by is None or holds.standing(connection):
            return dossier
        return approve_within(connection, house, dossier_id, By(dossier.compared_by), new_code())


def read_images(
    images: Sequence[PageImage], engine: OcrChoice, progress: Progress = silent, rules: Rulebook | None = None
) -> Reading:
    """Read the pages, each in a child process, as many at once as there are cores; by our own rules, or an office's."""
    progress("read", 0, len(images))
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        jobs = [pool.submit(_read_confined, image, engine) for image in images]
        for done, _ in enumerate(concurrent.futures.as_completed(jobs), start=1):
            progress("read", done, len(images))
        pages = tuple(job.result() for job in jobs)
    return understand(pages, rules)


def reading_of(house: House, dossier: Dossier) -> Reading | None:
    """What was read off a dossier, or None where the machine has not come to it."""
    if dossier.reading_digest is None:
        return None
    stored = _READING.validate_json(house.objects.get(dossier.reading_digest))
    images = page_images(house, dossier.id)
    pages = tuple(
        dataclasses.replace(page, image=dataclasses.replace(page.image, jpeg=image.jpeg))
        for page, image in zip(stored.pages, images, strict=True)
    )
    return dataclasses.replace(stored, pages=pages)


def _without_images(reading: Reading) -> Reading:
    bare = tuple(dataclasses.replace(page, image=dataclasses.replace(page.image, jpeg=b"")) for page in reading.pages)
    return dataclasses.replace(reading, pages=bare)


def _read_confined(image: PageImage, engine: OcrChoice) -> Page:
    page: Page = run(read_image, image, engine, returns=Page, limits=PAGE_LIMITS)
    return page


def _confidence(pages: Sequence[Page]) -> float:
    return sum(page.text.confidence for page in pages) / len(pages)

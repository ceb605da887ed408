"""Read: the machine reads every page of a dossier; then a person compares."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from certcopy.domain.certification import new_code
from certcopy.domain.dossier import State
from certcopy.domain.originality import Suspicion
from certcopy.domain.page import Page, PageImage, Reading
from certcopy.register import holds
from certcopy.workflow.approve import approve_within
from certcopy.workflow.dossiers import Dossier, unless_erased
from certcopy.workflow.doubts import warnings_of
from certcopy.workflow.edits import keeping_sheets
from certcopy.workflow.gate import UNJUDGED
from certcopy.workflow.house import House
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.sheets import read_sheets
from certcopy.workflow.stack import stack_of
from certcopy.workflow.transition import MACHINE, By, Move, move_within

_READING = TypeAdapter(Reading)


def read(house: House, dossier_id: str, progress: Progress = silent) -> None:
    """Read the pages of a received dossier; where somebody has compared it already, approve it in their name.

    Raises:
        CertCopyError: a page cannot be read; the dossier stays where it is.
        WrongState, ChangedMeanwhile: another process was first.
    """
    stack, profile = stack_of(house, dossier_id), house.office.layout.images
    dossier, scans, edits = stack.dossier, stack.scans, stack.history.edits
    former = former_reading(house, dossier)
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


def reading_of(house: House, dossier: Dossier) -> Reading | None:
    """What was read off a dossier, or None where the machine has not come to it; the page images stay in the store."""
    return _stored(house, dossier.id, dossier.reading_digest)


def former_reading(house: House, dossier: Dossier) -> Reading | None:
    """What was read before the last edits, while they wait for the machine."""
    return _stored(house, dossier.id, dossier.former_digest)


def _stored(house: House, dossier_id: str, digest: str | None) -> Reading | None:
    if digest is None:
        return None
    with unless_erased(house, dossier_id):
        return _READING.validate_json(house.objects.get(digest))


def _confidence(pages: Sequence[Page]) -> float:
    return sum(page.text.confidence for page in pages) / len(pages)

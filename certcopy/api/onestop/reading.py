"""What the machine read off a dossier's pages, over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from certcopy.api.auth import Actor, at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.onestop.models import PREFIX
from certcopy.api.problems import documented
from certcopy.domain.originality import STRONG, Suspicion
from certcopy.domain.page import Box, Doubt, Note, Reading
from certcopy.domain.page import Field as Found
from certcopy.domain.refusal import Ground
from certcopy.errors import NotReadYet
from certcopy.i18n import language
from certcopy.ocr.understanding.proposal import proposed_title
from certcopy.ocr.understanding.rulebook import Rulebook
from certcopy.workflow.look import open_reading

router = APIRouter(
    prefix=f"{PREFIX}/{{dossier_id}}",
    tags=["dossiers"],
    dependencies=[Depends(at_the_counter)],
    responses=documented(401, 404, 409, 503),
)

BoxOnPage = Annotated[
    Box, Field(description="Pixels of the upright page: `left`, `top`, `right` and `bottom` (exclusive)")
]


class PageSize(BaseModel):
    """One upright page in pixels."""

    width: int
    height: int


class ReadField(BaseModel):
    """One value: proposed to the clerk, never certified."""

    name: str
    label: str
    value: str = Field(description="Days as ISO 8601 where there is such a day")
    confidence: float = Field(description="0 to 100; look twice below 80")
    page: int
    box: BoxOnPage
    rule: str = Field(description="The rule that found it; `qr` for a QR code")
    note: Note = Field(description="The check it failed, if any")
    printed: str = Field(description="What the print says where the QR code says otherwise")


class ReadDoubt(BaseModel):
    """Evidence that the paper may not be an original; a person decides."""

    suspicion: Suspicion
    words: str
    text: str
    confidence: float
    warning: bool = Field(description="Strong enough that going on is recorded as an answer to it")
    page: int
    box: BoxOnPage
    ground: Ground | None = Field(
        description="The ground for refusal, should the paper bear it out; null where the paper is to be scanned again"
    )


class ReadingAnswer(BaseModel):
    """Kind, fields and doubts."""

    kind: str | None
    kind_label: str | None
    kind_confidence: float
    proposed_title: str | None
    pages: list[PageSize]
    fields: list[ReadField]
    doubts: list[ReadDoubt]


@router.get("/reading", summary="What the machine read: kind, fields, and doubts about the paper")
def reading(house: TheHouse, actor: Actor, dossier_id: str) -> ReadingAnswer:
    """409 while the pages are still being read."""
    found = open_reading(house, dossier_id, actor)
    if found is None:
        raise NotReadYet
    return answer_of(found, house.rules)


def answer_of(reading: Reading, book: Rulebook) -> ReadingAnswer:
    """A reading as the one-stop software gets it, labels in the language of the request."""
    sizes = [each.image.upright_size for each in reading.pages]
    return ReadingAnswer(
        kind=reading.kind,
        kind_label=book.kind_words(reading.kind, language()) if reading.kind else None,
        kind_confidence=reading.kind_confidence,
        proposed_title=proposed_title(reading, book) or None,
        pages=[PageSize(width=width, height=height) for width, height in sizes],
        fields=[_field(each, book) for each in reading.fields],
        doubts=[_doubt(each) for each in reading.doubts],
    )


def _field(field: Found, book: Rulebook) -> ReadField:
    return ReadField(
        name=field.name,
        label=book.field_words(field.name, language()),
        value=field.value,
        confidence=round(field.confidence, 1),
        page=field.page,
        box=field.box,
        rule=field.rule,
        note=field.note,
        printed=field.printed,
    )


def _doubt(doubt: Doubt) -> ReadDoubt:
    return ReadDoubt(
        suspicion=doubt.suspicion,
        words=doubt.suspicion.words(language()),
        text=doubt.text,
        confidence=round(doubt.confidence, 1),
        warning=doubt.confidence >= STRONG,
        page=doubt.page,
        box=doubt.box,
        ground=doubt.suspicion.ground,
    )

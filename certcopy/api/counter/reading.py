"""What the machine read, beside the pages it read it on."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import string

from certcopy.domain.originality import STRONG
from certcopy.domain.page import Box, Correction, Doubt, Field, Page, PageImage, PageText, Reading, Turn
from certcopy.domain.quality import Grade
from certcopy.domain.remarks import remark
from certcopy.i18n import language
from certcopy.ocr.understanding.rulebook import Rulebook
from certcopy.wording.figures import day
from certcopy.wording.quality import grade_words

TRANSFORMS: dict[Turn, str] = {
    0: "",
    90: "translate({height} 0) rotate(90)",
    180: "translate({width} {height}) rotate(180)",
    270: "translate(0 {width}) rotate(270)",
}
"""SVG transformations that turn a stored image upright."""

DOUBTFUL = 80
"""Below this confidence (0 to 100) a clerk should look twice."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One field: its number on the page image, what it is, what was read by which rule, and whether to look twice."""

    number: int
    page: int
    label: str
    value: str
    confidence: int
    doubtful: bool
    box: Box
    rule: str
    note: str
    printed: str


@dataclasses.dataclass(frozen=True, slots=True)
class Warned:
    """One doubt about the paper: its letter on the page image, what to check, the words it rests on, and the ground for
    refusal it speaks for, if any."""

    letter: str
    page: int
    words: str
    text: str
    confidence: int
    strong: bool
    box: Box
    ground: str | None


Marked = Shown | Warned


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One page image, turned upright by ``transform``, with the fields and the doubts that stand on it, how good it is,
    and which words on it were put right."""

    number: int
    width: int
    height: int
    upright: tuple[int, int]
    transform: str
    fields: tuple[Shown, ...]
    doubts: tuple[Warned, ...]
    grade: Grade | None = None
    word: str = ""
    unread: bool = False
    corrections: tuple[Correction, ...] = ()


def images_of(reading: Reading) -> tuple[PageImage, ...]:
    """The page images of a reading, each with the turn that the machine found."""
    return tuple(page.image for page in reading.pages)


def sheets_of(
    images: tuple[PageImage, ...],
    fields: tuple[Shown, ...],
    doubts: tuple[Warned, ...] = (),
    reading: Reading | None = None,
) -> tuple[Sheet, ...]:
    """The pages of a dossier with what was read on them."""
    read = reading.pages[: len(images)] if reading else ()
    pages = (page or Page(image, PageText(())) for image, page in itertools.zip_longest(images, read))
    return tuple(
        _sheet(page, image, number, fields, doubts)
        for number, (image, page) in enumerate(zip(images, pages, strict=True), start=1)
    )


def _sheet(page: Page, image: PageImage, number: int, fields: tuple[Shown, ...], doubts: tuple[Warned, ...]) -> Sheet:
    return Sheet(
        number=number,
        width=image.width,
        height=image.height,
        upright=image.upright_size,
        transform=TRANSFORMS[image.turn].format(width=image.width, height=image.height),
        fields=tuple(each for each in fields if each.page == number),
        doubts=tuple(each for each in doubts if each.page == number),
        grade=page.quality.grade if page.quality else None,
        word=grade_words(page.quality.grade) if page.quality else "",
        unread=page.unread,
        corrections=page.text.corrections,
    )


def fields_of(reading: Reading | None, book: Rulebook) -> tuple[Shown, ...]:
    """The fields of a reading, numbered from 1 in the order of the pages."""
    fields = () if reading is None else reading.fields
    counted = zip(itertools.count(1), sorted(fields, key=lambda each: each.page), strict=False)
    return tuple(_shown(number, each, book) for number, each in counted)


def doubts_of(reading: Reading | None) -> tuple[Warned, ...]:
    """The doubts about the paper, lettered from A, the gravest first."""
    doubts = () if reading is None else reading.doubts
    return tuple(_warned(letter, each) for letter, each in zip(string.ascii_uppercase, doubts, strict=False))


def _shown(number: int, field: Field, book: Rulebook) -> Shown:
    return Shown(
        number=number,
        page=field.page,
        label=book.field_words(field.name, language()),
        value=_as_written(field.value),
        confidence=round(field.confidence),
        doubtful=field.confidence < DOUBTFUL or bool(field.note),
        box=field.box,
        rule=field.rule,
        note=remark(field.note, language()),
        printed=_as_written(field.printed),
    )


def _warned(letter: str, doubt: Doubt) -> Warned:
    return Warned(
        letter=letter,
        page=doubt.page,
        words=doubt.suspicion.words(language()),
        text=doubt.text,
        confidence=round(doubt.confidence),
        strong=doubt.confidence >= STRONG,
        box=doubt.box,
        ground=doubt.suspicion.ground,
    )


def _as_written(value: str) -> str:
    """A date the way Vietnamese write it; anything else as it is."""
    with contextlib.suppress(ValueError):
        return day(dt.date.fromisoformat(value))
    return value

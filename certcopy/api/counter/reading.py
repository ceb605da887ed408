"""What the machine read, beside the pages it read it on."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools

from certcopy.api.counter.terms import field_words
from certcopy.api.pages import day
from certcopy.domain.page import Box, Field, PageImage, Reading, Turn

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
    """One field: its number on the page image, what it is, what was read, and whether to look twice."""

    number: int
    page: int
    label: str
    value: str
    confidence: int
    doubtful: bool
    box: Box


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One page image, turned upright by ``transform``, with the fields read on it."""

    number: int
    width: int
    height: int
    upright: tuple[int, int]
    transform: str
    fields: tuple[Shown, ...]


def images_of(reading: Reading) -> tuple[PageImage, ...]:
    """The page images of a reading, each with the turn that the machine found."""
    return tuple(page.image for page in reading.pages)


def sheets_of(images: tuple[PageImage, ...], fields: tuple[Shown, ...]) -> tuple[Sheet, ...]:
    """The pages of a dossier with the fields read on them."""
    return tuple(
        Sheet(
            number=number,
            width=image.width,
            height=image.height,
            upright=image.upright_size,
            transform=TRANSFORMS[image.turn].format(width=image.width, height=image.height),
            fields=tuple(each for each in fields if each.page == number),
        )
        for number, image in enumerate(images, start=1)
    )


def fields_of(reading: Reading | None) -> tuple[Shown, ...]:
    """The fields of a reading, numbered from 1 in the order of the pages."""
    fields = () if reading is None else reading.fields
    counted = zip(itertools.count(1), sorted(fields, key=lambda each: each.page), strict=False)
    return tuple(_shown(number, each) for number, each in counted)


def _shown(number: int, field: Field) -> Shown:
    return Shown(
        number=number,
        page=field.page,
        label=field_words(field.name),
        value=_as_written(field.value),
        confidence=round(field.confidence),
        doubtful=field.confidence < DOUBTFUL,
        box=field.box,
    )


def _as_written(value: str) -> str:
    """A date the way Vietnamese write it; anything else as it is."""
    with contextlib.suppress(ValueError):
        return day(dt.date.fromisoformat(value))
    return value

"""A line of print read once more by itself, with more and with less room around it: what several readings agree on is
likelier right than any one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from certcopy.domain.page import Box, Line, Word
from certcopy.ocr.bands import room_for

if TYPE_CHECKING:
    from certcopy.ocr.cleaning import Cleaned
    from certcopy.ocr.engine import OcrEngine

ALONE = 60.0
"""Confidence of what was read one way only, or in several ways: a person looks twice."""

Place = tuple["Cleaned", Box]
"""A part of a page, and where on its picture a line stands with its room."""


def places_of(pictures: Sequence[Cleaned], band: Box, shares: Sequence[float]) -> list[Place]:
    """Where a line is read on each picture of a part of a page, with these shares of the room that it needs; ``band``
    are its small letters."""
    return [(picture, room_for(band, picture.image.size, share)) for picture in pictures for share in shares]


def read_lines(places: Sequence[Place], engine: OcrEngine) -> list[list[Word]]:
    """The words that stand in each place, as they lie on the page."""
    lines = engine.recognise_lines([picture.image.crop(room.outward) for picture, room in places])
    return [_placed(line, room, picture) for line, (picture, room) in zip(lines, places, strict=True)]


def _placed(line: Line, room: Box, part: Cleaned) -> list[Word]:
    left, top, _, _ = room.outward
    return [dataclasses.replace(word, box=part.on_page(word.box.moved(left, top))) for word in line.words]

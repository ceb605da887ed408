"""Text set into columns: lines break at spaces, a word wider than the column after a slash or, at last, anywhere."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from certcopy.document import fonts
from certcopy.document.fonts import Face

Align = Literal["left", "centre"]
Colour = tuple[float, float, float]

BLACK: Colour = (0, 0, 0)
RED: Colour = (0.75, 0.05, 0.08)
LINE_HEIGHT = 1.25
ASCENT = 0.92
STEPS = re.compile(r"[^/]*//[^/]*/?|[^/]+/?|/")
"""The parts of an address: scheme with host, then each step of its path."""


@dataclasses.dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text in one face, size (points) and colour; ``before`` is the space above it, in points."""

    text: str
    size: float
    face: Face = Face.REGULAR
    align: Align = "left"
    colour: Colour = BLACK
    before: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One set line: ``left`` from the column's left edge, ``baseline`` from the column's top, both in points."""

    text: str
    left: float
    baseline: float
    paragraph: Paragraph


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """Set text with the room it takes: ``width`` is that of the column, ``used`` that of the widest line."""

    rows: tuple[Row, ...]
    width: float
    used: float
    height: float


def lay(paragraphs: Iterable[Paragraph], width: float) -> Column:
    """Set the paragraphs one below the other in a column of ``width`` points. Nothing is clipped: the column grows."""
    rows: list[Row] = []
    top, used = 0.0, 0.0
    for paragraph in paragraphs:
        top += paragraph.before
        for text in _broken(paragraph, width):
            length = fonts.width(text, paragraph.face, paragraph.size)
            left = (width - length) / 2 if paragraph.align == "centre" else 0.0
            rows.append(Row(text, left, top + ASCENT * paragraph.size, paragraph))
            top += LINE_HEIGHT * paragraph.size
            used = max(used, length)
    return Column(tuple(rows), width, used, top)


def _broken(paragraph: Paragraph, width: float) -> Iterator[str]:
    line = ""
    for joint, piece in _pieces(paragraph, width):
        longer = f"{line}{joint}{piece}" if line else piece
        if line and fonts.width(longer, paragraph.face, paragraph.size) > width:
            yield line
            line = piece
        else:
            line = longer
    if line:
        yield line


def _pieces(paragraph: Paragraph, width: float) -> Iterator[tuple[str, str]]:
    """The unbreakable pieces with what joins each to the one before: a word, or parts of one wider than the column."""
    for word in fonts.printable(paragraph.text, paragraph.face).split():
        joint = " "
        for part in _parts(word, paragraph, width):
            yield joint, part
            joint = ""


def _parts(word: str, paragraph: Paragraph, width: float) -> Iterator[str]:
    if fonts.width(word, paragraph.face, paragraph.size) <= width:
        yield word
        return
    for step in STEPS.findall(word):
        part = ""
        for letter in step:
            if part and fonts.width(part + letter, paragraph.face, paragraph.size) > width:
                yield part
                part = ""
            part += letter
        yield part

"""The band above page 1: what kind of copy this is, who converted the paper, and the agency's signature."""

from __future__ import annotations

import dataclasses

from certcopy.document import appearance
from certcopy.document.appearance import MM, Appearance
from certcopy.document.canvas import Canvas, Rectangle
from certcopy.document.fonts import Face
from certcopy.document.paragraph import RED, Column, Paragraph, lay
from certcopy.domain.office import Office

PADDING = 6.0
GAP = 14.0
FORM_SIZE = 13.0
NOTE_SIZE = 8.5
AGENCY_SHARE = 0.46


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The band's parts, set; ``height`` in points."""

    text: Column
    agency: Appearance
    margin: float
    height: float


def lay_head(office: Office, facts: dict[str, str], width: float) -> Head:
    """Set the band for a page of ``width`` points. It grows beyond the layout's height where names are long."""
    margin = office.layout.margin * MM
    room = width - 2 * margin
    agency = appearance.agency(office, facts, room * AGENCY_SHARE)
    text = lay(_paragraphs(office, facts), room - agency.width - GAP)
    height = max(office.layout.head_height * MM, text.height + 2 * PADDING, agency.height + 2 * PADDING)
    return Head(text, agency, margin, height)


def draw_head(canvas: Canvas, head: Head) -> Rectangle:
    """Draw the band at the top of the page and return the agency signature's rectangle."""
    top = canvas.height - PADDING
    canvas.column(head.text, head.margin, top)
    canvas.rule(head.margin, canvas.width - head.margin, canvas.height - head.height + 1)
    right = canvas.width - head.margin
    return (right - head.agency.width, top - head.agency.height, right, top)


def _paragraphs(office: Office, facts: dict[str, str]) -> list[Paragraph]:
    wording = office.wording
    paragraphs = [
        Paragraph(wording.form.format(**facts), FORM_SIZE, Face.BOLD),
        Paragraph(wording.converted.format(**facts), NOTE_SIZE),
    ]
    return paragraphs + worthless_mark(office)


def worthless_mark(office: Office) -> list[Paragraph]:
    """The line that says a copy of a TEST office is worth nothing; none for a real office."""
    return [Paragraph(office.wording.test, NOTE_SIZE, Face.BOLD, colour=RED)] if office.test else []

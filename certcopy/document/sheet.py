"""A sheet of text on upright A4, flowing over as many pages as it needs, with files inside (PDF/A-3u)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, AttachedFileSpec, Name

from certcopy.clock import VIETNAM
from certcopy.document import metadata
from certcopy.document.appearance import MM, saved
from certcopy.document.canvas import Canvas, TypeCase
from certcopy.document.paragraph import LINE_HEIGHT, Column, Paragraph, Row, lay

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 25 * MM, 18 * MM, 20 * MM, 20 * MM
FOOT_SIZE = 8.0
DATA = Name("/Data")
"""How a file inside stands to the sheet: it holds the data that the sheet shows (ISO 19005-3, 6.8)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Inside:
    """A file to put inside: its name, its media type, its bytes, and what it is."""

    name: str
    media_type: str
    data: bytes
    what: str


@dataclasses.dataclass(frozen=True, slots=True)
class Imprint:
    """What identifies the sheet: title, maker, the aware time it was made, and the words at the foot of every page."""

    title: str
    author: str
    at: dt.datetime
    foot: str


def print_sheet(paragraphs: Iterable[Paragraph], imprint: Imprint, inside: Iterable[Inside] = ()) -> bytes:
    """The PDF/A-3u. The same arguments give the same bytes."""
    pdf, case = pikepdf.new(), TypeCase()
    pages = list(_pages(lay(paragraphs, WIDTH - LEFT - RIGHT)))
    canvases = [_drawn(column, case) for column in pages]
    for number, canvas in enumerate(canvases, start=1):
        _draw_foot(canvas, f"{imprint.foot}  ·  {number}/{len(canvases)}")
    resources = case.embed(pdf)
    for canvas in canvases:
        canvas.put(pdf, resources)
    metadata.describe(pdf, imprint.title, imprint.author, imprint.at.astimezone(VIETNAM), part=3)
    for each in inside:
        _attach(pdf, each, imprint.at)
    return saved(pdf)


def _pages(column: Column) -> Iterator[Column]:
    """The column cut between lines into pieces of a page's height."""
    room = HEIGHT - TOP - BOTTOM
    start = 0.0
    rows: list[Row] = []
    for row in column.rows:
        top = row.baseline - row.paragraph.size
        if rows and row.baseline + _depth(row) - start > room:
            yield _piece(column, rows, start)
            start, rows = top, []
        rows.append(row)
    yield _piece(column, rows, start)


def _depth(row: Row) -> float:
    return (LINE_HEIGHT - 1) * row.paragraph.size


def _piece(column: Column, rows: list[Row], start: float) -> Column:
    moved = tuple(dataclasses.replace(row, baseline=row.baseline - start) for row in rows)
    return dataclasses.replace(column, rows=moved)


def _drawn(column: Column, case: TypeCase) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT, case)
    canvas.column(column, LEFT, HEIGHT - TOP)
    return canvas


def _draw_foot(canvas: Canvas, words: str) -> None:
    foot = lay([Paragraph(words, FOOT_SIZE, align="centre")], WIDTH - LEFT - RIGHT)
    canvas.rule(LEFT, WIDTH - RIGHT, BOTTOM - FOOT_SIZE / 2)
    canvas.column(foot, LEFT, BOTTOM - FOOT_SIZE)


def _attach(pdf: pikepdf.Pdf, inside: Inside, at: dt.datetime) -> None:
    stamp = at.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")
    specification = AttachedFileSpec(
        pdf,
        inside.data,
        description=inside.what,
        filename=inside.name,
        mime_type=inside.media_type,
        creation_date=stamp,
        mod_date=stamp,
    )
    specification.relationship = DATA
    pdf.attachments[inside.name] = specification
    pdf.Root.AF = Array([*pdf.Root.get("/AF", Array()), specification.obj])

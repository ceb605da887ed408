"""The certification statement (lời chứng) below the last page: its words, the certifier's block, and the QR codes."""

from __future__ import annotations

import dataclasses

import pikepdf

from certcopy.document import appearance, images, qr
from certcopy.document.appearance import MM, Appearance
from certcopy.document.canvas import Canvas, Rectangle
from certcopy.document.fonts import Face
from certcopy.document.head import NOTE_SIZE, worthless_mark
from certcopy.document.paragraph import Column, Paragraph, lay
from certcopy.domain.certification import Certification, statement
from certcopy.domain.office import Certifier, Office, Wording

PADDING = 8.0
GAP = 14.0
SIGNING_SHARE = 0.56
SIGNING_WIDTH = 300.0


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """The band's parts, set; all in points."""

    words: Column
    certifier: Appearance
    name: Column
    signed: qr.Code
    signed_side: float
    code: qr.Code
    code_side: float
    caption: Column
    margin: float
    height: float


def lay_statement(
    certification: Certification, office: Office, facts: dict[str, str], code: str, width: float
) -> Statement:
    """Set the band for a page of ``width`` points. It grows beyond the layout's height where names are long."""
    margin = office.layout.margin * MM
    room = width - 2 * margin
    right = min(room * SIGNING_SHARE, SIGNING_WIDTH)
    words = lay(_words(certification, office), right)
    certifier = appearance.certifier(office, facts, right)
    name = lay([Paragraph(certification.certifier.name, _size(office), Face.BOLD, "centre", before=3)], right)
    signed, address = qr.encode_signed(code), qr.encode(facts["url"])
    side = signed.side(office.layout.code_size) * MM
    caption = lay(_caption(office, facts), room - right - GAP)
    height = max(
        office.layout.band_height * MM,
        words.height + certifier.height + name.height + 2 * PADDING,
        side + caption.height + 2 * PADDING,
    )
    address_side = address.side(office.layout.qr_size) * MM
    return Statement(words, certifier, name, signed, side, address, address_side, caption, margin, height)


def draw_statement(canvas: Canvas, pdf: pikepdf.Pdf, band: Statement, office: Office, top: float) -> Rectangle:
    """Draw the band below ``top`` and return the certifier signature's rectangle."""
    canvas.rule(band.margin, canvas.width - band.margin, top - 1)
    _draw_codes(canvas, band, top - PADDING)
    left = canvas.width - band.margin - band.words.width
    slot = _slot(band, left, top - PADDING - band.words.height)
    if office.pictures.seal is not None:
        _draw_seal(canvas, pdf, office.pictures.seal, office, slot, top)
    canvas.column(band.words, left, top - PADDING)
    canvas.column(band.name, left, slot[1])
    return slot


def capacity(certifier: Certifier, wording: Wording) -> tuple[str, ...]:
    """In whose name and as what the certifier signs, a line each (NĐ 280/2025/NĐ-CP; NĐ 30/2020/NĐ-CP)."""
    office_line = (wording.office_line,) if wording.office_line and certifier.capacity in ("", "KT.") else ()
    stead = (f"{certifier.capacity} {certifier.head}",) if certifier.capacity else ()
    return tuple(line.upper() for line in (*office_line, *stead, certifier.title))


def _words(certification: Certification, office: Office) -> list[Paragraph]:
    size = _size(office)
    stated = [Paragraph(line, size, align="centre") for line in statement(certification, office)]
    titles = [Paragraph(line, size, Face.BOLD, "centre") for line in capacity(certification.certifier, office.wording)]
    heading = [dataclasses.replace(line, face=Face.BOLD) for line in stated[:1]]
    return [*heading, *stated[1:], dataclasses.replace(titles[0], before=size / 3), *titles[1:]]


def _caption(office: Office, facts: dict[str, str]) -> list[Paragraph]:
    wording = office.wording
    return [
        Paragraph(wording.code.format(**facts), NOTE_SIZE + 1, Face.BOLD),
        Paragraph(wording.check.format(**facts), NOTE_SIZE, before=1),
        Paragraph(wording.signed_code.format(**facts), NOTE_SIZE, before=1),
        *worthless_mark(office),
    ]


def _size(office: Office) -> float:
    return office.layout.statement_size


def _slot(band: Statement, left: float, top: float) -> Rectangle:
    return (left, top - band.certifier.height, left + band.certifier.width, top)


def _draw_codes(canvas: Canvas, band: Statement, top: float) -> None:
    """The signed code at the left, the address beside it on the same foot, and below both what they are for."""
    quiet, small = (qr.QUIET * side / code.modules for code, side in _codes(band))
    left, foot = band.margin - quiet, top + quiet - band.signed_side
    canvas.fill(band.signed.rectangles(left, top + quiet, band.signed_side))
    beside = left + band.signed_side
    canvas.fill(band.code.rectangles(beside, foot + quiet - small + band.code_side, band.code_side))
    canvas.column(band.caption, band.margin, foot + quiet / 2)


def _codes(band: Statement) -> tuple[tuple[qr.Code, float], tuple[qr.Code, float]]:
    return (band.signed, band.signed_side), (band.code, band.code_side)


def _draw_seal(canvas: Canvas, pdf: pikepdf.Pdf, seal: bytes, office: Office, slot: Rectangle, top: float) -> None:
    image, ratio = images.picture(pdf, seal, office.pictures.seal_width)
    width = office.pictures.seal_width * MM
    height = width * ratio
    x = slot[0] + appearance.seal_edge(office, slot[2] - slot[0]) - width
    y = min((slot[1] + slot[3] - height) / 2, top - PADDING - height)
    canvas.image(image, (width, 0, 0, height, x, y))

"""What the two signatures show: one-page PDFs of exactly their field's size, with every font embedded."""

from __future__ import annotations

import dataclasses
import io
from typing import BinaryIO

import pikepdf

from certcopy.document import images
from certcopy.document.canvas import Canvas, TypeCase
from certcopy.document.paragraph import Align, Column, Paragraph, lay
from certcopy.domain.office import Office
from certcopy.domain.page import MM_PER_INCH, POINTS_PER_INCH

MM = POINTS_PER_INCH / MM_PER_INCH
PADDING = 1.0
OVERLAP = 1 / 3
"""How much of the signature, at its left, the seal covers (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
NOTE_SIZE = 7.0
LEAST_PICTURE = 10 * MM
PDF_VERSION = "1.7"


@dataclasses.dataclass(frozen=True, slots=True)
class Appearance:
    """An appearance of ``width`` × ``height`` points, as a PDF of one page."""

    pdf: bytes
    width: float
    height: float


def agency(office: Office, facts: dict[str, str], widest: float) -> Appearance:
    """The agency's: no image, black upright text: form of copy, agency, time (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    text = _text(office.wording.agency_block, facts, office.layout.agency_size, "left", widest - 2 * PADDING)
    width, height = text.used + 2 * PADDING, text.height + 2 * PADDING
    canvas = Canvas(width, height, TypeCase())
    canvas.column(text, PADDING, height - PADDING)
    return Appearance(_finished(canvas, pikepdf.new()), width, height)


def certifier(office: Office, facts: dict[str, str], width: float) -> Appearance:
    """The certifier's: the signature image where the office has one, above who signed and when."""
    left = seal_edge(office, width) + PADDING if office.pictures.seal is not None else 0.0
    align: Align = "left" if office.pictures.seal is not None else "centre"
    lines = (office.wording.signed_by, office.wording.signed_at)
    text = _text(lines, facts, NOTE_SIZE, align, width - left)
    height = max(office.layout.signature_height * MM, text.height + LEAST_PICTURE)
    canvas, pdf = Canvas(width, height, TypeCase()), pikepdf.new()
    if office.pictures.signature is not None:
        _draw_signature(canvas, pdf, office.pictures.signature, office, text.height)
    canvas.column(text, left, text.height)
    return Appearance(_finished(canvas, pdf), width, height)


def seal_edge(office: Office, width: float) -> float:
    """How far from the left of the certifier's appearance the agency's seal ends: over a third of the signature."""
    signature = _signature_width(office, width)
    return (width - signature) / 2 + signature * OVERLAP


def _signature_width(office: Office, width: float) -> float:
    return min(office.pictures.signature_width * MM, width)


def _draw_signature(canvas: Canvas, pdf: pikepdf.Pdf, png: bytes, office: Office, bottom: float) -> None:
    image, ratio = images.picture(pdf, png, office.pictures.signature_width)
    room = canvas.height - bottom
    width = min(_signature_width(office, canvas.width), room / ratio)
    height = width * ratio
    canvas.image(image, (width, 0, 0, height, (canvas.width - width) / 2, bottom + (room - height) / 2))


def _text(lines: tuple[str, ...], facts: dict[str, str], size: float, align: Align, width: float) -> Column:
    return lay([Paragraph(line.format(**facts), size, align=align) for line in lines], width)


def _finished(canvas: Canvas, pdf: pikepdf.Pdf) -> bytes:
    canvas.put(pdf, canvas.case.embed(pdf))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The PDF's bytes, as ``save`` writes them."""
    out = io.BytesIO()
    save(pdf, out)
    return out.getvalue()


def save(pdf: pikepdf.Pdf, out: BinaryIO) -> None:
    """Write the PDF: the same bytes for the same content, in the plainest structure (no object streams)."""
    pdf.save(
        out,
        force_version=PDF_VERSION,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        fix_metadata_version=False,
    )

"""The copy itself: the scan's pages at their size, marked, stated and ready for its two signatures."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import BinaryIO

import pikepdf

from certcopy.clock import VIETNAM
from certcopy.document import images, metadata, textlayer
from certcopy.document.appearance import MM, Appearance, save
from certcopy.document.canvas import Canvas, Matrix, Rectangle, TypeCase
from certcopy.document.head import draw_head, lay_head
from certcopy.document.statement import draw_statement, lay_statement
from certcopy.domain.certification import Certification
from certcopy.domain.office import Layout, Office
from certcopy.domain.page import Page, PageImage
from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD, SignatureSlot, Slots
from certcopy.domain.signed_code import SCAN
from certcopy.errors import NoPages

JpegOf = Callable[[PageImage], bytes]
A4_WIDTH, A4_HEIGHT = 210 * MM, 297 * MM


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the copy with the lower left corner of its scan, in points."""

    canvas: Canvas
    page: Page
    left: float
    bottom: float


def carried(image: PageImage) -> bytes:
    """The bytes that the image carries itself."""
    return image.jpeg


def compose(
    out: BinaryIO,
    pages: tuple[Page, ...],
    certification: Certification,
    office: Office,
    at: dt.datetime,
    code: str,
    jpeg_of: JpegOf = carried,
) -> Slots:
    """Write the unsigned PDF/A-2u of a certified copy, and return the two slots that await its signatures.

    Every page keeps its scan's bytes at scale 100 %, with its words as an invisible layer; a band above page 1 and
    one below the last page (or a page of its own) carry all that is added. ``at`` is the aware time that the
    signatures show, ``code`` the text of the signed code. ``jpeg_of`` gives the
    bytes of a page image, one at a time. The same arguments give the same bytes.

    Raises:
        NoPages: there is nothing to certify.
        BadProfile: a picture of the office is no PNG.
    """
    if not pages:
        raise NoPages()
    at = at.astimezone(VIETNAM)
    facts = certification.facts(office) | {"time": at.isoformat(timespec="seconds")}
    pdf, case, layout = pikepdf.new(), TypeCase(), office.layout
    head = lay_head(office, facts, _width(pages[0].image, layout))
    band = lay_statement(certification, office, facts, code, _statement_width(pages, layout))
    leaves = _leaves(pages, case, layout, head.height, band.height)
    canvases = [leaf.canvas for leaf in leaves] + _sheet_for_statement(layout, case)
    agency = draw_head(canvases[0], head)
    for leaf in leaves:
        _draw_scan(pdf, leaf, jpeg_of)
    certifier = draw_statement(canvases[-1], pdf, band, office, _statement_top(layout, band.height))
    _bind(pdf, canvases, case)
    metadata.describe(pdf, _title(certification, office, facts), office.agency.name, at)
    save(pdf, out)
    return Slots(
        certifier=_slot(CERTIFIER_FIELD, len(canvases) - 1, certifier, band.certifier),
        agency=_slot(AGENCY_FIELD, 0, agency, head.agency),
    )


def _title(certification: Certification, office: Office, facts: dict[str, str]) -> str:
    return f"{office.wording.form.format(**facts)}: {certification.title}"


def _sheet_for_statement(layout: Layout, case: TypeCase) -> list[Canvas]:
    return [Canvas(A4_WIDTH, A4_HEIGHT, case)] if layout.statement == "page" else []


def _statement_top(layout: Layout, height: float) -> float:
    return A4_HEIGHT - layout.margin * MM if layout.statement == "page" else height


def _width(image: PageImage, layout: Layout) -> float:
    return max(image.size_points[0], layout.min_width * MM)


def _statement_width(pages: tuple[Page, ...], layout: Layout) -> float:
    return A4_WIDTH if layout.statement == "page" else _width(pages[-1].image, layout)


def _leaves(pages: tuple[Page, ...], case: TypeCase, layout: Layout, head: float, statement: float) -> tuple[Leaf, ...]:
    leaves = []
    for index, page in enumerate(pages):
        wide, tall = page.image.size_points
        above = head if index == 0 else 0.0
        below = statement if index == len(pages) - 1 and layout.statement == "band" else 0.0
        width = _width(page.image, layout)
        leaves.append(Leaf(Canvas(width, above + tall + below, case), page, (width - wide) / 2, below))
    return tuple(leaves)


def _draw_scan(pdf: pikepdf.Pdf, leaf: Leaf, jpeg_of: JpegOf) -> None:
    image = leaf.page.image
    scan, place = images.scan(pdf, image, jpeg_of(image)), _upright(image, leaf.left, leaf.bottom)
    leaf.canvas.image(scan.jpeg, place, prefix=SCAN)
    if scan.stencil is not None:
        leaf.canvas.image(scan.stencil, place, scan.grey, prefix=SCAN)
    leaf.canvas.invisible(textlayer.segments(leaf.page.text, image, leaf.left, leaf.bottom))


def _upright(image: PageImage, x: float, y: float) -> Matrix:
    width, height = image.size_points
    by_turn: dict[int, Matrix] = {
        0: (width, 0, 0, height, x, y),
        90: (0, -height, width, 0, x, y + height),
        180: (-width, 0, 0, -height, x + width, y + height),
        270: (0, height, -width, 0, x + width, y),
    }
    return by_turn[image.turn]


def _bind(pdf: pikepdf.Pdf, canvases: list[Canvas], case: TypeCase) -> None:
    resources = case.embed(pdf)
    for canvas in canvases:
        canvas.put(pdf, resources)


def _slot(field: str, page: int, rectangle: Rectangle, appearance: Appearance) -> SignatureSlot:
    return SignatureSlot(field, page, rectangle, appearance.pdf)

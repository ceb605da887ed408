"""The signed code drawn on one of our copies, against the page images of the same file (docs/signed-code.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import zxingcpp

from certcopy.domain.signed_code import PREFIX, SCAN, images_digest
from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.report import Reason
from certcopy.verification.signed_code import BadCode, SignedCode, read_code
from certcopy.verification.structure import Structure
from certcopy.verification.window import Window

SCAN_NAME = re.compile(rf"/{SCAN}(\d+)")
MOST_NODES = 10_000
DRAWN_DPI = 150
POINTS_PER_INCH = 72
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def code_reasons(pdf: Pdf, structure: Structure | None) -> Iterator[Reason]:
    """What is wrong with the code of a copy. Copies of releases without codes name no scan images: nothing to check."""
    try:
        scans = [] if structure is None else _scans(structure.reader.root)
        images = images_digest(_streams(xobjects, names) for xobjects, names in scans)
    except LEAKS:
        return
    if scans:
        yield from _against(_readable(pdf), len(scans), images)


def _readable(pdf: Pdf) -> tuple[str, ...]:
    try:
        return drawn_codes(pdf)
    except LEAKS:
        return ()


def _against(texts: tuple[str, ...], pages: int, images: bytes) -> Iterator[Reason]:
    if not texts:
        yield reason("CODE_MISSING")
    try:
        codes = [read_code(text) for text in texts]
    except BadCode as problem:
        yield reason("CODE_MALFORMED", part=problem.part)
        return
    if not all(_fits(code, pages, images) for code in codes):
        yield reason("CODE_OF_ANOTHER_COPY")


def _fits(code: SignedCode, pages: int, images: bytes) -> bool:
    return (code.facts.pages, code.facts.images) == (pages, images)


def _scans(root: Any) -> list[tuple[Any, list[str]]]:
    """The external objects of each page with images of the scan, and the names of those, in the order of painting."""
    pages = [resources.get("/XObject", {}) for resources in _resources(root)]
    return [(xobjects, names) for xobjects in pages if (names := _scan_names(xobjects))]


def _scan_names(xobjects: Any) -> list[str]:
    found = ((SCAN_NAME.fullmatch(name), name) for name in xobjects)
    return [name for _, name in sorted((int(match[1]), name) for match, name in found if match)]


def _streams(xobjects: Any, names: list[str]) -> Iterator[bytes]:
    """The raw streams of these images."""
    for name in names:
        image = xobjects[name]
        yield bytes(image.encoded_data)
        for mask in ("/SMask", "/Mask"):
            if hasattr(under := image.get(mask), "encoded_data"):
                yield bytes(under.encoded_data)


def _resources(root: Any) -> Iterator[Any]:
    """The resources that each page has or inherits, in page order (ISO 32000-2, 7.7.3.4)."""
    waiting: list[tuple[Any, Any]] = [(root["/Pages"], {})]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node, above = waiting.pop()
        resources = node.get("/Resources", above)
        if "/Kids" in node:
            waiting.extend((kid.get_object(), resources) for kid in reversed(node["/Kids"]))
        else:
            yield resources


def drawn_codes(pdf: Pdf) -> tuple[str, ...]:
    """The texts of the signed codes on the last page, pictures and annotations left out: an original may show
    codes of its own."""
    with pdfium.PdfDocument(Window(pdf)) as document:
        page = document[len(document) - 1]
        for picture in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=1)):
            page.remove_obj(picture)
        bitmap = page.render(scale=DRAWN_DPI / POINTS_PER_INCH, grayscale=True, may_draw_forms=False, draw_annots=False)
        drawn = bitmap.to_numpy().squeeze()
    found = zxingcpp.read_barcodes(drawn, formats=QR, try_rotate=False, try_invert=False)
    return tuple(each.text for each in found if each.text.startswith(PREFIX))

"""Pages drawn and compared: what a reader saw when it was signed against what a reader sees now."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.fields import Rectangle
from certcopy.verification.leaks import LEAKS
from certcopy.verification.window import Edit, Window

MOST_PIXELS = 1_200
"""The longer side of a drawn page: 72 dpi where that is smaller, enough to see a digit change."""

HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
LEAST_OVERLAP = 2
"""Points; frames that merely touch hide nothing."""
MOST_ANNOTATIONS = 200

Picture = npt.NDArray[np.uint8]
Box = tuple[slice, slice]


class Drawing:
    """A PDF opened for drawing; close it after use."""

    def __init__(self, pdf: Window) -> None:
        self._document = pdfium.PdfDocument(pdf)
        self._document.init_forms()
        self._open: tuple[int, pdfium.PdfPage] | None = None

    def __len__(self) -> int:
        return len(self._document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def _page(self, number: int) -> pdfium.PdfPage:
        """The page; the one before is closed, and with it go its decoded pictures."""
        if self._open is None or self._open[0] != number:
            if self._open is not None:
                self._open[1].close()
            self._open = number, self._document[number]
        return self._open[1]

    def picture(self, number: int, *, annotations: bool) -> Picture:
        """One page in grey, at most ``MOST_PIXELS`` long, with or without what lies on top of it."""
        page = self._page(number)
        bitmap = page.render(scale=_scale(page), grayscale=True, may_draw_forms=annotations, draw_annots=annotations)
        picture: Picture = bitmap.to_numpy().reshape(bitmap.height, -1).copy()
        return picture

    def coloured(self, number: int) -> Image.Image:
        """One page as a reader sees it, at most ``MOST_PIXELS`` long."""
        page = self._page(number)
        picture: Image.Image = page.render(scale=_scale(page), may_draw_forms=True).to_pil()
        return picture

    def overlaps(self, number: int) -> bool:
        """Whether two annotations that show, or that one can press, lie over one another on the page."""
        return any(_overlap(one, other) for one, other in itertools.combinations(_showing(self._page(number)), 2))

    def boxes(self, number: int, rectangles: frozenset[Rectangle]) -> list[Box]:
        """Where the annotations of a page that have these rectangles stand in its picture: rows, then columns."""
        if not rectangles:
            return []
        page = self._page(number)
        wanted = {_rounded(each) for each in rectangles}
        return [_box(page, each) for each in _annotated(page) if _rounded(each) in wanted]


def _scale(page: pdfium.PdfPage) -> float:
    width, height = page.get_size()
    return min(1.0, MOST_PIXELS / max(float(width), float(height), 1.0))


def _rounded(rectangle: Rectangle) -> tuple[int, ...]:
    return tuple(round(10 * side) for side in rectangle)


def _box(page: pdfium.PdfPage, rectangle: Rectangle) -> Box:
    """The rectangle in the page's picture, however the page is turned and cropped, and a little around it."""
    scale = _scale(page)
    width, height = (max(int(side * scale + 0.999), 1) for side in page.get_size())
    left, bottom, right, top = rectangle
    corners = [_device(page, width, height, *point) for point in ((left, bottom), (right, top))]
    (first, last), (above, below) = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return slice(max(above - 2, 0), max(below + 3, 0)), slice(max(first - 2, 0), max(last + 3, 0))


def _device(page: pdfium.PdfPage, width: int, height: int, x: float, y: float) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, column, row)
    return column.value, row.value


def _annotated(page: pdfium.PdfPage) -> Iterator[Rectangle]:
    for annotation in _annotations(page):
        yield from _rectangle(annotation)


def _annotations(page: pdfium.PdfPage) -> Iterator[Any]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        yield annotation
        raw.FPDFPage_CloseAnnot(annotation)


def _rectangle(annotation: Any) -> Iterator[Rectangle]:
    box = raw.FS_RECTF()
    if raw.FPDFAnnot_GetRect(annotation, box):
        yield box.left, box.bottom, box.right, box.top


def _showing(page: pdfium.PdfPage) -> Iterator[Rectangle]:
    for annotation in itertools.islice(_annotations(page), MOST_ANNOTATIONS):
        hidden = raw.FPDFAnnot_GetFlags(annotation) & HIDDEN
        if not hidden and raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_POPUP:
            yield from _rectangle(annotation)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > LEAST_OVERLAP and height > LEAST_OVERLAP


def open_drawing(pdf: Pdf, end: int | None = None, edits: Iterable[Edit] = ()) -> Drawing | None:
    """The PDF as it was up to ``end``, with ``edits`` made, ready for drawing; or None where pdfium cannot read it."""
    try:
        return Drawing(Window(pdf, end, edits))
    except LEAKS:
        return None

"""Pages drawn and compared: what a reader saw when it was signed against what a reader sees now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from certcopy.verification.leaks import LEAKS

MOST_PIXELS = 1_200
"""The longer side of a drawn page: 72 dpi where that is smaller, enough to see a digit change."""

Picture = npt.NDArray[np.uint8]
Box = tuple[slice, slice]


class Drawing:
    """A PDF opened for drawing; close it after use."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pdfium.PdfDocument(pdf)
        self._document.init_forms()

    def __len__(self) -> int:
        return len(self._document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def picture(self, number: int, *, annotations: bool) -> Picture:
        """One page in grey, at most ``MOST_PIXELS`` long, with or without what lies on top of it."""
        page = self._document[number]
        bitmap = page.render(scale=_scale(page), grayscale=True, may_draw_forms=annotations, draw_annots=annotations)
        picture: Picture = bitmap.to_numpy().reshape(bitmap.height, -1).copy()
        return picture

    def signature_boxes(self, number: int) -> list[Box]:
        """Where the signature fields of a page stand in its picture: rows, then columns."""
        page = self._document[number]
        height, scale = page.get_height(), _scale(page)
        return [
            (
                slice(max(int((height - top) * scale) - 2, 0), int((height - bottom) * scale) + 3),
                slice(max(int(left * scale) - 2, 0), int(right * scale) + 3),
            )
            for left, bottom, right, top in _signature_boxes(page)
        ]


def _scale(page: pdfium.PdfPage) -> float:
    width, height = page.get_size()
    return min(1.0, MOST_PIXELS / max(float(width), float(height), 1.0))


def _signature_boxes(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetFormFieldType(page.formenv, annotation) if page.formenv else -1
        box = raw.FS_RECTF()
        if kind == raw.FPDF_FORMFIELD_SIGNATURE and raw.FPDFAnnot_GetRect(annotation, box):
            yield box.left, box.bottom, box.right, box.top
        raw.FPDFPage_CloseAnnot(annotation)


def open_drawing(pdf: bytes) -> Drawing | None:
    """The PDF ready for drawing, or None where pdfium cannot read it."""
    try:
        return Drawing(pdf)
    except LEAKS:
        return None

"""Where the print of a page stands: Tesseract's analysis of the layout, before anything is read."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterator

import tesserocr
from PIL import Image
from tesserocr import PSM, PT, RIL

from certcopy.domain.page import Box
from certcopy.ocr.cells import cells_of
from certcopy.ocr.reading_order import in_reading_order
from certcopy.ocr.strip import Strip
from certcopy.ocr.tables import LOWEST, Unruled
from certcopy.ocr.unstacked import unstacked

PIXELS = 3_000_000
LEAST, MOST = 0.8, 2.0
"""A page is laid out at a size of so many pixels, at least and at most so many times its own: large ones in less time,
and cards, whose print is small, without losing lines."""
PRINT = frozenset(
    {
        PT.FLOWING_TEXT,
        PT.HEADING_TEXT,
        PT.PULLOUT_TEXT,
        PT.INLINE_EQUATION,
        PT.TABLE,
        PT.VERTICAL_TEXT,
        PT.CAPTION_TEXT,
    }
)
MARGIN = 4
DOWNWARDS = 2
"""Tesseract's word for a line that runs down the page (``WRITING_DIRECTION_TOP_TO_BOTTOM``)."""


def strips_of(analyser: tesserocr.PyTessBaseAPI, page: Unruled, dpi: int) -> list[Strip]:
    """The strips of a page in reading order, in its pixels."""
    width, height = page.picture.size
    scale = min(MOST, max(LEAST, math.sqrt(PIXELS / (width * height))))
    lay_out = functools.partial(_laid_out, analyser, dpi, scale)
    return in_reading_order(lay_out(page.beside()), [*cells_of(page, lay_out)], LOWEST * dpi)


def _laid_out(
    analyser: tesserocr.PyTessBaseAPI, dpi: int, scale: float, grey: Image.Image, one_block: bool = False
) -> list[Strip]:
    small = grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BILINEAR)
    analyser.SetPageSegMode(PSM.SINGLE_BLOCK if one_block else PSM.AUTO)
    show(analyser, small, round(dpi * scale))
    try:
        # Asked to join what is alike, it gives as one word what can be read in one go.
        found = analyser.AnalyseLayout(True) and analyser.GetIterator()
        page = Box(0, 0, *grey.size)
        return [_on_page(strip, 1 / scale, page) for strip in unstacked([*_strips(found)])] if found else []
    finally:
        analyser.Clear()
        analyser.SetPageSegMode(PSM.AUTO)


def show(analyser: tesserocr.PyTessBaseAPI, image: Image.Image, dpi: int) -> None:
    """Hand it a picture."""
    grey = image.convert("L")
    analyser.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
    analyser.SetSourceResolution(dpi)


def _on_page(strip: Strip, scale: float, page: Box) -> Strip:
    """The strip in the pixels of the page, with the margin that the network is used to."""
    box = strip.box.scaled(scale)
    left, top = max(page.left, round(box.left) - MARGIN), max(page.top, round(box.top) - MARGIN)
    right, bottom = min(page.right, round(box.right) + MARGIN), min(page.bottom, round(box.bottom) + MARGIN)
    pieces = tuple(piece.scaled(scale) for piece in strip.pieces)
    return dataclasses.replace(strip, box=Box(left, top, right, bottom), pieces=pieces)


def _strips(found: tesserocr.PyResultIterator) -> Iterator[Strip]:
    line = -1
    while True:
        line += found.IsAtBeginningOf(RIL.TEXTLINE)
        strip = _strip(found, line) if found.BlockType() in PRINT else None
        pieces = _pieces(found)
        if strip is not None:
            yield dataclasses.replace(strip, pieces=pieces)
        if not found.Next(RIL.WORD):
            return


def _strip(found: tesserocr.PyResultIterator, line: int) -> Strip | None:
    box, base = found.BoundingBox(RIL.WORD), found.Baseline(RIL.TEXTLINE)
    if not box or not base:
        return None
    if found.Orientation()[1] == DOWNWARDS:
        return Strip(line, Box(*box), (), turn=270)
    return Strip(line, _heightened(Box(*box), base, found.RowAttributes()), ())


def _heightened(box: Box, base: tuple[tuple[int, int], tuple[int, int]], row: dict[str, float]) -> Box:
    """The box with room for every letter of its line, upwards and downwards of the baseline in its middle."""
    (left, start), (right, end) = base
    foot = start + (end - start) * ((box.left + box.right) / 2 - left) / max(1, right - left)
    top, bottom = foot - row["row_height"] - row["descenders"], foot - row["descenders"]
    return dataclasses.replace(box, top=min(box.top, top), bottom=max(box.bottom, bottom))


def _pieces(found: tesserocr.PyResultIterator) -> tuple[Box, ...]:
    """The pieces of ink of the word where it is; before recognition every one counts as a symbol."""
    pieces = []
    while True:
        box = found.BoundingBox(RIL.SYMBOL)
        if box:
            pieces.append(Box(*box))
        if found.IsAtFinalElement(RIL.WORD, RIL.SYMBOL) or not found.Next(RIL.SYMBOL):
            return tuple(pieces)

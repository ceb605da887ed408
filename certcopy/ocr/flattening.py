"""Reading a photo as if its paper lay flat. The page keeps its pixels: only the words are put back to where they are on
it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from certcopy.domain.edit import PageEdit
from certcopy.domain.page import Box, Line, Page, PageImage, PageText
from certcopy.ocr import geometry, reading
from certcopy.ocr.engines import choose_engine

if TYPE_CHECKING:
    from PIL import Image

    from certcopy.domain.inspection import Inspection
    from certcopy.ocr.geometry import Matrix


def read_flat(page: Page, seen: Inspection, engine: str) -> Page:
    """The page with what is read once the paper in its outline lies flat, where that is worth more.

    Raises:
        NoOcrEngine, MissingModel: see ``engines.choose_engine``.
    """
    edit = PageEdit(1, seen.turn, corners=seen.outline, paper=seen.paper)
    flat = reading.read_picture(*_flattened(page.image, edit), choose_engine(engine))
    if reading.worth(flat) <= reading.worth(page):
        return page
    return dataclasses.replace(page, text=_placed(flat.text, geometry.to_upright(edit, page.image)))


def _flattened(photo: PageImage, edit: PageEdit) -> tuple[PageImage, Image.Image]:
    """The photo with its paper flat, and its pixels: nobody keeps them, so they are never made a JPEG."""
    frame = geometry.frame_of(edit, photo)
    image = PageImage(b"", frame.width, frame.height, frame.dpi, photo.grey, settled=True)
    return image, geometry.drawn(photo, frame)


def _placed(text: PageText, way: Matrix) -> PageText:
    lines = (tuple(dataclasses.replace(word, box=_on(word.box, way)) for word in line.words) for line in text.lines)
    return PageText(tuple(Line(words) for words in lines))


def _on(box: Box, way: Matrix) -> Box:
    """The upright rectangle that encloses where a rectangle comes to lie."""
    corners = np.asarray([(x, y, 1.0) for x in (box.left, box.right) for y in (box.top, box.bottom)])
    across, down, depth = way @ corners.T
    x, y = across / depth, down / depth
    return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

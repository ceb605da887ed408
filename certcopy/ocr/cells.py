"""The print of tables, column by column."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Iterator, Sequence

from PIL import Image

from certcopy.ocr.cleaning import Cleaned
from certcopy.ocr.reading_order import Cell, lines_of
from certcopy.ocr.strip import Strip
from certcopy.ocr.tables import Column, Unruled

WIDEST = 2 / 3
"""Of the width of a page: a wider column may itself be parted."""
ROOM = 0.12
"""Of its height: so much a strip may lack where its column has figures only, which leave no room for marks."""

LayOut = Callable[[Image.Image, bool], list[Strip]]
"""Gives the strips of a picture that is, or is not, one block of lines."""


def cells_of(page: Unruled, lay_out: LayOut) -> Iterator[Cell]:
    """The lines of every column, in pixels of the page."""
    columns = [(column, _strips_of(page, column, lay_out)) for column in page.columns]
    height = max((_usual_height(strips) for _, strips in columns if strips), default=0.0)
    for column, strips in columns:
        for line in lines_of(_raised(strip, height) for strip in strips):
            row = column.above(line[0].box.middle[1])
            yield Cell(row, column.box.left, tuple(_as_it_lies(strip, page.straight) for strip in line))


def _strips_of(page: Unruled, column: Column, lay_out: LayOut) -> list[Strip]:
    picture = page.straight.image.crop(column.box.outward)
    strips = lay_out(picture, column.box.width <= WIDEST * page.picture.width)
    return [strip.moved(column.box.left, column.box.top) for strip in strips]


def _usual_height(strips: Sequence[Strip]) -> float:
    return statistics.median(strip.box.height for strip in strips)


def _raised(strip: Strip, height: float) -> Strip:
    """As high as is usual in its table."""
    lacks = min(max(0.0, height - strip.box.height), ROOM * strip.box.height)
    return dataclasses.replace(strip, box=dataclasses.replace(strip.box, top=strip.box.top - lacks))


def _as_it_lies(strip: Strip, straight: Cleaned) -> Strip:
    """A strip of the straight picture, moved to where it is on the page."""
    across, down = strip.box.middle
    to_across, to_down = straight.on_page(strip.box).middle
    return strip.moved(to_across - across, to_down - down)

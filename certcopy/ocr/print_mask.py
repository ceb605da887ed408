"""Where truly black print stands on a page: every pixel is compared with the paper around it.

Colour, pictures and the paper itself are judged on the picture at half its size, which costs a quarter.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

PAPER_CELL = 4
PAPER_REACH = 4
"""Cells to every side of which the brightest is taken for the paper."""
DARKEST_PAPER = 60
PRINT_SHARE = 0.55
"""Share of the paper's brightness below which a pixel is print."""
SHADED_SHARE = 0.66
DARKEST_TINT = 160
"""Of paper, in any of the three colours."""
COLOURLESS = 36
INK_CELL = 2
LEAST_COLOURED = 0.15
INK_REACH = 2
"""Cells around a coloured one in which nothing is taken for black: a stamp keeps what it crosses."""
PICTURE_CELL = 8
PICTURE_SHARE = 0.5
"""Share of a cell that is not paper from which on it belongs to a photograph or a solid area."""


def black_print(picture: Image.Image) -> Image.Image:
    """Where truly black print stands (mode ``L``, 255 is print): no coloured ink nor what it crosses, no pictures."""
    half = picture.reduce(2)
    brightest = functools.reduce(ImageChops.lighter, half.split())
    paper = _paper(brightest)
    kept = _pictures(_darker(brightest, paper, SHADED_SHARE, PAPER_CELL), half.size)
    if half.mode == "RGB":
        kept = ImageChops.lighter(kept, _near_colour(half))
    ink = _darker(functools.reduce(ImageChops.lighter, picture.split()), paper, PRINT_SHARE, 2 * PAPER_CELL)
    return ImageChops.subtract(ink, enlarged(kept, 2, picture.size))


def where(picture: Image.Image, holds: Callable[[int], bool]) -> Image.Image:
    """255 where a tone of a picture in mode ``L`` is as asked, else 0."""
    return picture.point([255 if holds(tone) else 0 for tone in range(256)])


def enlarged(
    cells: Image.Image, times: int, size: tuple[int, int], how: Image.Resampling = Image.Resampling.NEAREST
) -> Image.Image:
    """What ``reduce`` made smaller at its old size: a whole number of times as large, what juts out cut off."""
    return cells.resize((cells.width * times, cells.height * times), how).crop((0, 0, *size))


def grown(mask: Image.Image, reach: int) -> Image.Image:
    """A mask grown by some pixels to every side."""
    return where(mask.filter(ImageFilter.BoxBlur(reach)), bool)


def _paper(brightest: Image.Image) -> Image.Image:
    """How bright the paper is, a pixel for every cell."""
    cells = brightest.reduce(PAPER_CELL)
    for _ in range(PAPER_REACH):
        cells = cells.filter(ImageFilter.MaxFilter(3))
    return cells.filter(ImageFilter.GaussianBlur(PAPER_REACH))


def _darker(brightest: Image.Image, paper: Image.Image, share: float, cell: int) -> Image.Image:
    """Where a picture is darker than that share of the paper around."""
    limit = paper.point([round(share * max(DARKEST_PAPER, tone)) for tone in range(256)])
    return where(ImageChops.subtract(enlarged(limit, cell, brightest.size, Image.Resampling.BILINEAR), brightest), bool)


def _near_colour(picture: Image.Image) -> Image.Image:
    bands = [whitened(band) for band in picture.split()]
    brightest, darkest = (functools.reduce(choose, bands) for choose in (ImageChops.lighter, ImageChops.darker))
    colour = ImageChops.subtract(brightest, darkest)
    cells = where(colour, lambda tone: tone > COLOURLESS).reduce(INK_CELL)
    near = grown(where(cells, lambda share: share > LEAST_COLOURED * 255), INK_REACH)
    return enlarged(near, INK_CELL, picture.size)


def whitened(band: Image.Image) -> Image.Image:
    """A band in which tinted paper is white, so that black print on it has no colour, and coloured ink still has."""
    counts = list(itertools.accumulate(band.reduce(PAPER_CELL).histogram()))
    paper = max(DARKEST_TINT, bisect.bisect_left(counts, counts[-1] / 2))
    return band.point([min(255, round(tone * 255 / paper)) for tone in range(256)])


def _pictures(shaded: Image.Image, size: tuple[int, int]) -> Image.Image:
    solid = where(shaded.reduce(PICTURE_CELL), lambda share: share > PICTURE_SHARE * 255)
    areas = solid.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(7))
    return enlarged(areas, PICTURE_CELL, size)

"""Whether nothing stands on a page: no word, no stamp, no stroke of a pen, not even a page's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from certcopy.domain.page import MM_PER_INCH
from certcopy.ocr.print_mask import grown

if TYPE_CHECKING:
    from certcopy.domain.page import Page
    from certcopy.ocr.survey import Survey

Shares = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SURE = 50
FAINTEST = 20
"""Levels; what is this much darker than paper is looked at."""
CELL_MM = 0.7
LEAST_SHARE = 0.09
"""Of a square of three cells, that the smallest mark covers: a figure of 11 points does, a grain of dust does not."""
BEYOND_GRAIN = 4
"""How many times as much as of an ordinary square of the page."""
SOLID = 0.9
"""Of three cells each way: no print is so thick, but holes for a binder are, the shade of a book's back, and a lid."""
LEAST_INK = 0.1
"""Of them, in what is solid and no shade."""
SOFT = 6
"""Cells, to every side, over which a shade fades away."""
RIM_MM, BARE_MM = 20.0, 4.0
"""How far from the edges there are holes and dark shades; and how far nothing counts."""


def is_blank(page: Page, survey: Survey) -> bool:
    """Whether nothing stands on a page that was read; of one through which the other side shows, what is as dark as
    ink counts only."""
    if any(len(word.text) > 1 and word.confidence > SURE for word in page.text.words):
        return False
    shows_through = any(trace.kind == "show_through" for trace in page.traces)
    return not has_marks(survey.ink if shows_through else survey.darker_by(FAINTEST), survey.ink, survey.dpi)


def has_marks(dark: Mask, ink: Mask, dpi: float) -> bool:
    """Whether there is a mark of any kind, among what is darker than paper and what is as dark as ink; dust, shades and
    what is no part of the paper's face left aside."""
    side = max(2, round(CELL_MM * dpi / MM_PER_INCH))
    cells = _cells(dark, side)
    if min(cells.shape) < 3:
        return bool(dark.any())
    shade = _near_edges(cells.shape, RIM_MM / CELL_MM) | (_squares(_cells(ink, side)) < LEAST_INK)
    cells[shade & _spread(_squares(cells) > SOLID)] = 0
    cells[_near_edges(cells.shape, BARE_MM / CELL_MM)] = 0
    squares = _squares(cells)
    return bool(squares.max() > max(LEAST_SHARE, BEYOND_GRAIN * float(np.median(squares))))


def _cells(dark: Mask, side: int) -> Shares:
    """What share of each cell is dark."""
    height, width = (length // side for length in dark.shape)
    shares: Shares = dark[: height * side, : width * side].reshape(height, side, width, side).mean(axis=(1, 3))
    return shares


def _squares(cells: Shares) -> Shares:
    """The share of the three by three cells around each; of those at the edges none."""
    around = np.zeros_like(cells)
    rows = cells[:-2] + cells[1:-1] + cells[2:]
    around[1:-1, 1:-1] = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9
    return around


def _spread(solid: Mask) -> Mask:
    """Grown over its soft edge."""
    return np.asarray(grown(Image.fromarray(np.where(solid, 255, 0).astype(np.uint8)), SOFT)) > 0


def _near_edges(shape: tuple[int, ...], cells: float) -> Mask:
    """Where an edge of the page is so many cells away, or fewer."""
    near, deep = np.ones(shape, np.bool_), round(cells)
    near[deep:-deep, deep:-deep] = False
    return near

"""Whether the resolution that a page goes by fits the print on it: a wrong one makes letters of an unlikely size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from certcopy.domain.edit import PAPERS_MM, Paper
from certcopy.domain.page import MM_PER_INCH, POINTS_PER_INCH, Page
from certcopy.ocr import cleaning, outline

if TYPE_CHECKING:
    from certcopy.ocr.outline import Outline

USUAL_PT = 10.3
"""The median height of words, marks and all, in print of 13 to 14 points (NĐ 30/2020/NĐ-CP), measured on fixtures."""
CARD_PT = 5.5
"""The same on an identity card."""
USUAL_ON: dict[Paper, float] = {"id1": CARD_PT}
LEAST_WORDS = 30
BEYOND_DOUBT: tuple[Paper, ...] = ("a4", "letter", "a3", "id1")
"""A page of this size is taken to be one, however small its print."""
FITS = 1.25


def points_of(page: Page, found: Outline | None) -> float | None:
    """The median height of the words in points, as the page's resolution has it; none where too few were read, or the
    size of the paper is known otherwise."""
    height = cleaning.word_height(page.text)
    if height is None or len(page.text.words) < LEAST_WORDS or _is_size_known(page, found):
        return None
    return height * POINTS_PER_INCH / page.image.dpi


def dpi_of(page: Page) -> float:
    """The resolution at which the print has its usual size: that of the paper it fits, else of ordinary print."""
    paper = paper_of(page)
    if paper is not None:
        return max(page.image.upright_size) * MM_PER_INCH / PAPERS_MM[paper][1]
    return (cleaning.word_height(page.text) or 0.0) * POINTS_PER_INCH / USUAL_PT


def paper_of(page: Page) -> Paper | None:
    """The paper of the page's shape on which the print has its usual size; none where no paper fits."""
    short, long = sorted(page.image.upright_size)
    height = cleaning.word_height(page.text) or 0.0
    alike = {paper: sides for paper, sides in PAPERS_MM.items() if _is_of_shape(long / short, sides)}
    off = {
        paper: _times_off(height / long * real_long * POINTS_PER_INCH / MM_PER_INCH, USUAL_ON.get(paper, USUAL_PT))
        for paper, (_, real_long) in alike.items()
    }
    best = min(off, key=off.__getitem__, default=None)
    return best if best is not None and off[best] <= FITS else None


def _is_of_shape(shape: float, sides: tuple[float, float]) -> bool:
    short, long = sides
    return abs(shape * short / long - 1) <= outline.SAME_SHAPE


def _times_off(value: float, usual: float) -> float:
    return max(value / usual, usual / value) if value else math.inf


def _is_size_known(page: Page, found: Outline | None) -> bool:
    """Whether a person, the outline, or a common size of paper says how large the page is."""
    image = page.image
    known = None if image.is_dpi_guessed else image.dpi
    if any(edit.paper is not None for edit in page.edits):
        return True
    if found is not None and outline.paper_of(found, image.upright_size, known) is not None:
        return True
    return known is not None and any(is_of_size(page, paper) for paper in BEYOND_DOUBT)


def is_of_size(page: Page, paper: Paper) -> bool:
    """Whether at its resolution the page is as large as that paper."""
    sides = sorted(side * MM_PER_INCH / page.image.dpi for side in page.image.upright_size)
    return all(abs(side / real - 1) <= outline.SAME_SIZE for side, real in zip(sides, PAPERS_MM[paper], strict=True))

"""Looking at a page as it was scanned, for what could be proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from certcopy.domain.edit import PageEdit
from certcopy.domain.inspection import Inspection
from certcopy.domain.quality import Grade, Measure
from certcopy.domain.twins import SIDE
from certcopy.ocr import outline, print_size
from certcopy.ocr.blank import is_blank
from certcopy.ocr.geometry import to_upright
from certcopy.ocr.lean import lean_of

if TYPE_CHECKING:
    from certcopy.domain.edit import Paper
    from certcopy.domain.page import Page
    from certcopy.ocr.outline import Outline
    from certcopy.ocr.survey import Survey

SURE = 95.0
"""The confidence from which on a word counts as surely read: of such words one page in twelve has a number wrong."""
DARKEST_PAPER = 40
FAINT = 25
"""Levels; what is this much darker than paper, of 255, at most, is its grain or shadow."""
SOFT = 0.7
"""Cells of the fingerprint over which print is spread: pages are never scanned twice in the same place."""
LEAST_SKEW = 0.4
STRAIGHT = 1.5
"""Degrees that print may lean on a paper that was made flat, else the outline was none."""


def inspected(number: int, page: Page, survey: Survey, found: Outline | None) -> Inspection:
    """What is seen of a scanned page that was read as it lies, and measured."""
    image = page.image
    known = None if image.is_dpi_guessed else image.dpi
    fits = found is not None and _agrees_with_print(page, found)
    paper = outline.paper_of(found, image.upright_size, known) if found is not None and fits else _paper_of_print(page)
    lean = lean_of(page.text)
    return Inspection(
        scan=number,
        turn=image.turn,
        skew=round(lean, 1) if lean is not None and abs(lean) >= LEAST_SKEW else 0.0,
        outline=found.corners if found is not None and fits else None,
        paper=paper,
        blank=is_blank(page, survey),
        fingerprint=_fingerprint(survey, lean or 0.0),
        words=tuple(word.text for word in page.text.words),
        sure=tuple(word.text for word in page.text.words if word.confidence >= SURE),
    )


def _paper_of_print(page: Page) -> Paper | None:
    """The paper on which the print would have its usual size, where at the stated resolution it has not."""
    findings = page.quality.findings if page.quality is not None else ()
    odd = any(each.measure is Measure.PRINT and each.grade is not Grade.GOOD for each in findings)
    return print_size.paper_of(page) if odd else None


def _agrees_with_print(page: Page, found: Outline) -> bool:
    """Whether the lines of print, as far as there are any, are level once the paper is flat."""
    way = np.linalg.inv(to_upright(PageEdit(1, page.image.turn, corners=found.corners), page.image))

    def flat(x: float, y: float) -> tuple[float, float]:
        across, down, depth = way @ np.asarray((x, y, 1.0))
        return float(across / depth), float(down / depth)

    lean = lean_of(page.text, flat)
    return lean is None or abs(lean) <= STRAIGHT


def _fingerprint(survey: Survey, lean: float) -> str:
    """How much darker than paper the straight page is, in cells."""
    whiten = Image.fromarray(np.float32(255) / np.maximum(survey.paper, DARKEST_PAPER).astype(np.float32))
    size = (survey.fine.shape[1], survey.fine.shape[0])
    evened = survey.fine * np.asarray(whiten.resize(size, Image.Resampling.BILINEAR))
    ink = Image.fromarray(np.where(evened > 255 - FAINT, 0, 255 - evened).astype(np.uint8))
    straight = ink.reduce(3).rotate(lean, Image.Resampling.BILINEAR).resize((4 * SIDE, 4 * SIDE), Image.Resampling.BOX)
    soft = straight.filter(ImageFilter.GaussianBlur(4 * SOFT)).resize((SIDE, SIDE), Image.Resampling.BOX)
    return soft.tobytes().hex()

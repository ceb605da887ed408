"""How good a page image is, in numbers; ``quality.toml`` says from where on a number is bad."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import pathlib
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from certcopy.domain.edit import PAPERS_MM
from certcopy.domain.page import MM_PER_INCH, Page
from certcopy.domain.quality import Finding, Grade, Measure, Quality
from certcopy.ocr import outline, print_size
from certcopy.ocr.blank import is_blank
from certcopy.ocr.channels import least, most
from certcopy.ocr.lean import lean_of

if TYPE_CHECKING:
    from certcopy.ocr.outline import Outline
    from certcopy.ocr.survey import Survey

Floats = npt.NDArray[np.float64]

LEAST_WORDS = 5
ROWS = 200
REACH = 9
EDGES = 200
DARK, WHITE = 90, 250
BRIGHTER = 30
BAND = 0.5
"""Ink along more of an edge than this is a dark band, and no print."""
RIM_MM = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """From where on a measure is worth a second look, and from where on the gate stops: above or below a value, or so
    many times off what is usual."""

    worse: Literal["above", "below", "off"]
    fair: float
    poor: float | None = None
    usual: float = 1.0

    def grade(self, value: float) -> Grade:
        """What a value comes to."""
        if self.poor is not None and self._is_beyond(value, self.poor):
            return Grade.POOR
        return Grade.FAIR if self._is_beyond(value, self.fair) else Grade.GOOD

    def _is_beyond(self, value: float, limit: float) -> bool:
        if self.worse == "off":
            return not self.usual / limit <= value <= self.usual * limit
        return value > limit if self.worse == "above" else value < limit


Limits = Mapping[Measure, Limit]


@functools.cache
def default_limits() -> Limits:
    """Those of ``quality.toml``."""
    raw = tomllib.loads(pathlib.Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {Measure(name): Limit(**limit) for name, limit in raw.items()}


def measured(
    page: Page, survey: Survey, found: Outline | None, detail: float = 1.0, limits: Limits | None = None
) -> Quality:
    """Measure a page that was read; what cannot be measured on it (print on an empty page) is left out. ``detail`` is
    how many points of the scan stand behind one of the page, along a line."""
    graded = default_limits() if limits is None else limits
    points = print_size.points_of(page, found)
    dpi = effective_dpi(page, found)
    if points is not None and graded[Measure.PRINT].grade(points) is not Grade.GOOD:
        dpi = print_size.dpi_of(page)
        survey = dataclasses.replace(survey, image=dataclasses.replace(survey.image, dpi=dpi))
    values = {
        Measure.RESOLUTION: dpi * detail,
        **({} if points is None else {Measure.PRINT: points}),
        Measure.GLARE: glare(survey),
        Measure.BORDER: border(survey, found),
        Measure.CUT: cut(survey, found),
        **_of_print(page, survey),
    }
    order = [measure for measure in Measure if measure in values]
    return Quality(tuple(_finding(each, values[each], graded[each]) for each in order))


def _finding(measure: Measure, value: float, limit: Limit) -> Finding:
    return Finding(measure, round(value, 2), limit.grade(abs(value)))


def _of_print(page: Page, survey: Survey) -> dict[Measure, float]:
    if is_blank(page, survey):
        return {}
    values: dict[Measure, float] = {}
    contrast, edge = print_of(survey)
    if contrast is not None:
        values[Measure.CONTRAST] = 100 * contrast
    if edge is not None:
        values[Measure.SHARPNESS] = edge
    if len(page.text.words) >= LEAST_WORDS:
        values[Measure.LEGIBILITY] = page.text.confidence
    if (lean := lean_of(page.text)) is not None:
        values[Measure.SKEW] = lean
    return values


def effective_dpi(page: Page, found: Outline | None) -> float:
    """Pixels for each inch of the real paper: of its outline where that is a known paper, else as the scanner says."""
    image = page.image
    if found is None:
        return image.dpi
    known = None if image.is_dpi_guessed else image.dpi
    paper = outline.paper_of(found, image.upright_size, known)
    if paper is None or known is not None:
        return image.dpi
    return outline.long_side(found.corners, image.upright_size) * MM_PER_INCH / PAPERS_MM[paper][1]


def print_of(survey: Survey) -> tuple[float | None, float | None]:
    """The contrast of print (1 is black on white; 0 where none is as dark as ink), and how wide its edges are in mm;
    none where there are too few."""
    rows = np.flatnonzero(survey.ink.any(axis=1))
    rows = rows[:: max(1, rows.size // ROWS)]
    if not rows.size:
        return 0.0, None
    levels = survey.fine[rows].astype(np.int16)
    steps = np.abs(np.diff(levels, axis=1, append=levels[:, -1:]))
    most, least, steepest = _windows(levels, np.maximum), _windows(levels, np.minimum), _windows(steps, np.maximum)
    spans = most - least
    inked = _windows(survey.ink[rows], np.logical_or)
    if inked.sum() < EDGES:
        return None, None
    strong = float(np.percentile(spans[inked], 90))
    edges = inked & (spans >= 0.7 * strong)
    widths = spans[edges] / np.maximum(steepest[edges], 1)
    return strong / 255, float(np.median(widths)) * MM_PER_INCH / survey.dpi


def _windows(values: npt.NDArray[np.generic], join: np.ufunc) -> npt.NDArray[np.int16]:
    """The greatest, or least, of ``REACH`` neighbours in a row."""
    width = values.shape[1] - REACH
    joined: npt.NDArray[np.int16] = join.reduce([values[:, step : step + width] for step in range(REACH)])
    return joined


def glare(survey: Survey) -> float:
    """The part of the page, in per cent, that a lamp has washed out: whiter than white paper can be beside it."""
    paper = float(np.median(survey.paper))
    grey = least(survey.coarse)
    return 100 * float(((grey >= WHITE) & (grey > paper + BRIGHTER)).mean())


def border(survey: Survey, found: Outline | None) -> float:
    """The part of the image, in per cent, that is no paper: what lies outside the outline, or dark bands at the rim."""
    grey = most(survey.coarse)
    dark = [_band(grey.mean(axis=axis), step) for axis in (0, 1) for step in (1, -1)]
    bands = 100 * (1 - max(0.0, 1 - sum(dark[:2])) * max(0.0, 1 - sum(dark[2:])))
    if found is None:
        return bands
    ring = itertools.pairwise([*found.corners, found.corners[0]])
    area = abs(sum(a.x * b.y - b.x * a.y for a, b in ring)) / 2
    return max(bands, 100 * (1 - area))


def _band(means: Floats, step: int) -> float:
    """Which part of the rows, or columns, is dark without a break from the rim on."""
    bright = np.flatnonzero(means[::step] >= DARK)
    return float(bright[0] if bright.size else means.size) / means.size


def cut(survey: Survey, found: Outline | None) -> float:
    """The largest part of an edge of the image, in per cent, that print runs into; none where the paper's own edge is
    seen."""
    if found is not None:
        return 0.0
    rim = max(2, round(RIM_MM * survey.dpi / MM_PER_INCH / 2))
    shares = [float(np.rot90(survey.ink, side)[:rim].any(axis=0).mean()) for side in range(4)]
    return 100 * max((share for share in shares if share <= BAND), default=0.0)

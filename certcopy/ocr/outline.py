"""The outline of a sheet of paper that does not fill its image: on a table, in a black border, a card on the glass.

A wrong outline harms more than none: one is given only where four straight edges, each with paper on one side and
something else on the other, make a figure that a rectangle of paper can look like.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from certcopy.domain.edit import PAPERS_MM, Corners, Paper, Point
from certcopy.domain.page import MM_PER_INCH
from certcopy.ocr.channels import most
from certcopy.ocr.otsu import parting_level

Side = Literal["left", "top", "right", "bottom"]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SMALL = 320
RUN = 6
GROWN = 4
STRAY = 1.6
"""Pixels of the small picture that a point of an edge may lie off its line."""
FEWEST = 12
"""Points of an edge."""
STRAIGHT = 0.8
"""The part of an edge's points that must lie on its line."""
SURE = 0.85
"""The part of an edge along which there is something else outside."""
LEAST_STEP = 18.0
LEAST_AREA, LARGEST_AREA = 0.04, 0.985
LEAST_RATIO = 0.62
"""Of opposite sides: more foreshortened than this is not how one holds a phone over a paper."""
LONGEST = 2.6
ROUND = 6.0
SAME_SHAPE = 0.045
SAME_SIZE = 0.05
FOCAL = (0.55, 4.0)
"""In long sides of the image: from wide phones to scanners, which see no perspective."""
USUAL_FOCAL = 0.75
"""That of the usual main camera of a telephone, taken where the picture does not tell."""
LEAST_LEAN = 0.0025
"""How much one pair of sides must converge, in parts over their length, for the picture to tell the focal length."""
SHAPES: dict[float, tuple[Paper, ...]] = {
    math.sqrt(2): ("a4", "a5", "a6", "a3"),
    85.6 / 53.98: ("id1",),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """``along`` × slope + offset is where an edge is at ``along``: x by y for upright edges, y by x for the others."""

    slope: float
    offset: float
    share: float

    def at(self, along: Floats | float) -> Floats | float:
        """The other coordinate."""
        return self.slope * along + self.offset


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """Four corners in parts of the image, and the true long side over the short one."""

    corners: Corners
    shape: float


def outline_of(image: npt.NDArray[np.uint8]) -> Outline | None:
    """The outline of the paper in a picture of about 700 pixels, ``(height, width, 3)``; none where one is not sure."""
    shrink = max(1, round(max(image.shape) / SMALL))
    small = Image.fromarray(image).reduce(shrink)
    levels = np.asarray(small).astype(np.float64)
    for mask in (_unlike_the_frame(levels), _bright(small)):
        found = None if mask is None else _outline_in(mask, levels)
        if found is not None:
            return found
    return None


def paper_of(outline: Outline, size: tuple[int, int], dpi: float | None) -> Paper | None:
    """Which paper it is: by shape, and where the resolution is known, by size; A4 among its like where it is not."""
    shape, papers = min(SHAPES.items(), key=lambda each: abs(each[0] / outline.shape - 1))
    if abs(shape / outline.shape - 1) > SAME_SHAPE:
        return None
    if dpi is None:
        return papers[0]
    long = long_side(outline.corners, size) * MM_PER_INCH / dpi
    return next((each for each in papers if abs(long / PAPERS_MM[each][1] - 1) <= SAME_SIZE), None)


def long_side(corners: Corners, size: tuple[int, int]) -> float:
    """The mean length of the longer pair of sides, in pixels of an image of that size."""
    points = [(corner.x * size[0], corner.y * size[1]) for corner in corners]
    top, right, bottom, left = (math.dist(points[index], points[(index + 1) % 4]) for index in range(4))
    return max((top + bottom) / 2, (left + right) / 2)


def _unlike_the_frame(levels: Floats) -> Mask | None:
    """What differs from the background, which is what most of the image's rim shows."""
    rim = np.concatenate([levels[:2].reshape(-1, 3), levels[-2:].reshape(-1, 3), levels[:, :2].reshape(-1, 3),
                          levels[:, -2:].reshape(-1, 3)])  # fmt: skip
    ground = np.median(rim, axis=0)
    spread = float(np.percentile(np.abs(rim - ground).max(axis=1), 90))
    away = np.minimum(most(np.abs(levels - ground)), max(40.0, 4 * spread))
    limit = parting_level(away)
    return None if limit is None or limit < spread else _closed(away > limit)


def _bright(small: Image.Image) -> Mask | None:
    grey = np.asarray(small.convert("L")).astype(np.float64)
    limit = parting_level(grey)
    return None if limit is None else _closed(grey > min(limit, 110.0))


def _closed(mask: Mask) -> Mask:
    """Without the print on the paper, which is like the ground around it."""
    return ~_spread(~_spread(mask))


def _spread(mask: Mask) -> Mask:
    """Grown by ``GROWN`` pixels to every side."""
    grown = mask.copy()
    for step in range(1, GROWN + 1):
        grown[step:] |= mask[:-step]
        grown[:-step] |= mask[step:]
    wider = grown.copy()
    for step in range(1, GROWN + 1):
        wider[:, step:] |= grown[:, :-step]
        wider[:, :-step] |= grown[:, step:]
    return wider


def _outline_in(mask: Mask, levels: Floats) -> Outline | None:
    height, width = mask.shape
    lines = {side: _edge(mask, side) for side in ("left", "top", "right", "bottom")}
    left, top, right, bottom = (lines[side] for side in ("left", "top", "right", "bottom"))
    if left is None or top is None or right is None or bottom is None:
        return None
    points = [_crossing(left, top), _crossing(right, top), _crossing(right, bottom), _crossing(left, bottom)]
    if not _is_plausible(points, width, height) or not _is_bounded(points, levels):
        return None
    corners = tuple(Point(min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))) for x, y in points)
    shape = true_shape(points, width, height)
    return Outline(corners, shape) if len(corners) == 4 and shape <= LONGEST else None


def _edge(mask: Mask, side: Side) -> Line | None:
    """Where the paper begins from that side, as a line most of the points lie on."""
    rows = mask if side in ("left", "right") else mask.T
    rows = rows if side in ("left", "top") else rows[:, ::-1]
    runs = np.logical_and.reduce([rows[:, step : rows.shape[1] - RUN + step] for step in range(RUN)])
    along = np.flatnonzero(runs.any(axis=1))
    first = runs.argmax(axis=1)[along].astype(np.float64)
    if side in ("right", "bottom"):
        first = rows.shape[1] - first
    return fitted(along.astype(np.float64) + 0.5, first)


def fitted(along: Floats, across: Floats) -> Line | None:
    """The line through most points, if there is one: the median slope between distant pairs, then least squares on what
    lies near."""
    if along.size < FEWEST:
        return None
    half = along.size // 2
    slopes = (across[half : 2 * half] - across[:half]) / (along[half : 2 * half] - along[:half])
    slope = float(np.median(slopes))
    offset = float(np.median(across - slope * along))
    for reach in (4.0, STRAY, STRAY):
        near = np.abs(across - slope * along - offset) <= reach
        if near.sum() < FEWEST:
            return None
        slope, offset = (float(each) for each in np.polyfit(along[near], across[near], 1))
    share = float((np.abs(across - slope * along - offset) <= STRAY).mean())
    return Line(slope, offset, share) if share >= STRAIGHT - 0.15 else None


def _crossing(upright: Line, level: Line) -> tuple[float, float]:
    """Where x = a·y + b meets y = c·x + d."""
    y = (level.slope * upright.offset + level.offset) / (1 - level.slope * upright.slope)
    return upright.slope * y + upright.offset, y


def _is_plausible(points: list[tuple[float, float]], width: int, height: int) -> bool:
    """Whether a rectangle of paper can look like this."""
    ring = [(points[index], points[(index + 1) % 4], points[(index + 2) % 4]) for index in range(4)]
    bends = [(b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) for a, b, c in ring]
    sides = [math.dist(a, b) for a, b, _ in ring]
    if min(bends) <= 0 or min(sides) < 12:
        return False
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b, _ in ring)) / 2 / (width * height)
    ratios = [min(sides[index], sides[index + 2]) / max(sides[index], sides[index + 2]) for index in (0, 1)]
    inside = all(-0.02 * width <= x <= 1.02 * width and -0.02 * height <= y <= 1.02 * height for x, y in points)
    return inside and min(ratios) >= LEAST_RATIO and LEAST_AREA <= area <= LARGEST_AREA


def _is_bounded(points: list[tuple[float, float]], levels: Floats) -> bool:
    """Whether something else is outside than inside, along every side that is not the rim of the image; a frame printed
    on the paper has paper on both sides."""
    height, width = levels.shape[:2]
    pairs = itertools.pairwise([*points, points[0]])
    sides = [(np.asarray(a), np.asarray(b)) for a, b in pairs if not _is_on_rim(a, b, width, height)]
    middle = np.mean(points, axis=0)
    grid = middle + np.linspace(-0.8, 0.8, 9)[:, None, None] * (np.asarray(points) - middle)
    paper = np.median(_sampled(levels, grid.reshape(-1, 2)), axis=0)
    return bool(sides) and all(_differing_share(a, b, middle, paper, levels) >= SURE for a, b in sides)


def _is_on_rim(one: tuple[float, float], other: tuple[float, float], width: int, height: int) -> bool:
    across, down = (one[0], other[0]), (one[1], other[1])
    return max(across) <= 2 or max(down) <= 2 or min(across) >= width - 2 or min(down) >= height - 2


def _differing_share(one: Floats, other: Floats, middle: Floats, paper: Floats, levels: Floats) -> float:
    """The part of a side along which the picture just outside is neither like that just inside nor like the paper."""
    way = other - one
    normal = np.asarray((way[1], -way[0])) / np.linalg.norm(way)
    normal = normal if normal @ ((one + other) / 2 - middle) > 0 else -normal
    spots = one + np.linspace(0.06, 0.94, 48)[:, None] * way
    inside, outside = (_sampled(levels, spots + step * normal) for step in (-3.5, 3.5))
    steps = np.minimum(np.abs(inside - outside).max(axis=1), np.abs(outside - paper).max(axis=1))
    return float((steps >= LEAST_STEP / 2).mean())


def _sampled(levels: Floats, spots: Floats) -> Floats:
    across = np.clip(spots[:, 0].astype(np.intp), 0, levels.shape[1] - 1)
    down = np.clip(spots[:, 1].astype(np.intp), 0, levels.shape[0] - 1)
    sampled: Floats = levels[down, across]
    return sampled


def true_shape(points: list[tuple[float, float]], width: int, height: int) -> float:
    """Long side over short side of the rectangle that a camera, looking through the image's middle, sees so
    (Zhang and He 2007, Whiteboard scanning and image enhancement)."""
    from certcopy.ocr.geometry import homography

    centred = [(x - width / 2, y - height / 2) for x, y in points]
    seen = homography([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], centred)
    across, down = seen[:, 0], seen[:, 1]
    focal = _focal(across, down, max(width, height))
    weights = np.asarray((1.0, 1.0, focal**2))
    ratio = math.sqrt(float((across**2 * weights).sum()) / float((down**2 * weights).sum()))
    return max(ratio, 1 / ratio)


def _focal(across: Floats, down: Floats, side: int) -> float:
    if min(abs(float(across[2])), abs(float(down[2]))) < LEAST_LEAN:
        return USUAL_FOCAL * side
    squared = -float(across[0] * down[0] + across[1] * down[1]) / float(across[2] * down[2])
    least, most = (each * side for each in FOCAL)
    return min(most, max(least, math.sqrt(squared))) if squared > 0 else USUAL_FOCAL * side

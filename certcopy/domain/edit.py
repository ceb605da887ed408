"""What a clerk does to the pages of a scan before they are certified: geometry and order, as instructions over scans
that never change.

Places are parts of the scan's width and height once it is turned: 0 is left or top, 1 is right or bottom.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Literal

from certcopy.errors import BadEdit

Turn = Literal[0, 90, 180, 270]
Paper = Literal["a3", "a4", "a5", "a6", "letter", "id1"]

PAPERS_MM: dict[Paper, tuple[float, float]] = {
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "letter": (215.9, 279.4),
    "id1": (53.98, 85.6),
}
"""Short and long side of the papers of the counter (ISO 216; ISO/IEC 7810 for cards), in millimetres."""

WIDEST_SKEW = 15.0
LEAST_SIDE = 0.05
BEYOND = 0.1
"""How far, in parts, a corner of the paper may lie outside the scan."""


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A place on a turned scan, in parts of its width and height."""

    x: float
    y: float


Corners = tuple[Point, Point, Point, Point]
"""The paper's corners on a turned scan: top left, top right, bottom right, bottom left."""


@dataclasses.dataclass(frozen=True, slots=True)
class Crop:
    """What is kept of a page once it is turned and straight, in parts of it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclasses.dataclass(frozen=True, slots=True)
class PageEdit:
    """What becomes of one scanned page (``scan`` counts from 1), in this order.

    ``turn`` is clockwise; None leaves it to the machine. ``corners`` are pulled into a rectangle, ``skew`` (degrees the
    page leans clockwise) is taken out, ``crop`` is kept. ``paper`` is the real size of what remains. ``joined`` puts
    it below the page before, on one sheet. ``left_out`` keeps it out of the copy.
    """

    scan: int
    turn: Turn | None = None
    corners: Corners | None = None
    skew: float = 0.0
    crop: Crop | None = None
    paper: Paper | None = None
    joined: bool = False
    left_out: bool = False

    @property
    def is_lossless(self) -> bool:
        """Whether the scan's own pixels stay, at most turned."""
        return self.corners is None and self.crop is None and not self.skew


Edits = tuple[PageEdit, ...]
"""One for each scanned page, in the order of the copy."""


def unedited(scans: int) -> Edits:
    """The pages as they were scanned."""
    return tuple(PageEdit(number) for number in range(1, scans + 1))


def sheets_of(edits: Edits) -> tuple[Edits, ...]:
    """The pages of the copy: what stands on each, in order."""
    sheets: list[Edits] = []
    for edit in edits:
        if edit.left_out:
            continue
        if edit.joined and sheets:
            sheets[-1] += (edit,)
        else:
            sheets.append((edit,))
    return tuple(sheets)


def turned(edit: PageEdit, now: Turn, by: Turn) -> PageEdit:
    """The page, which lies at ``now``, turned further clockwise with all that was cut out of it."""
    edit = dataclasses.replace(edit, turn=_QUARTERS[(now + by) // 90 % 4])
    for _ in range(by // 90):
        edit = dataclasses.replace(edit, corners=_quarter(edit.corners), crop=_crop_quarter(edit.crop))
    return edit


_QUARTERS: tuple[Turn, ...] = (0, 90, 180, 270)


def _quarter(corners: Corners | None) -> Corners | None:
    if corners is None:
        return None
    top_left, top_right, bottom_right, bottom_left = (Point(1 - corner.y, corner.x) for corner in corners)
    return bottom_left, top_left, top_right, bottom_right


def _crop_quarter(crop: Crop | None) -> Crop | None:
    return None if crop is None else Crop(1 - crop.bottom, crop.left, 1 - crop.top, crop.right)


def insist_on_soundness(edits: Edits, scans: int) -> None:
    """Every scanned page is there once, one at least is kept, and each can be drawn.

    Raises:
        BadEdit: names the first page that is not so; 0 where the list itself is wrong.
    """
    if sorted(edit.scan for edit in edits) != list(range(1, scans + 1)):
        raise BadEdit(page=0, problem="pages")
    if not sheets_of(edits):
        raise BadEdit(page=0, problem="none_left")
    for edit in edits:
        if (problem := _problem(edit)) is not None:
            raise BadEdit(page=edit.scan, problem=problem)


def _problem(edit: PageEdit) -> str | None:
    if not abs(edit.skew) <= WIDEST_SKEW:
        return "skew"
    if edit.crop is not None and not _is_sound_crop(edit.crop):
        return "crop"
    if edit.corners is not None and not _are_sound_corners(edit.corners):
        return "corners"
    return None


def _is_sound_crop(crop: Crop) -> bool:
    across = crop.left >= 0 and crop.right <= 1 and crop.right - crop.left >= LEAST_SIDE
    return across and crop.top >= 0 and crop.bottom <= 1 and crop.bottom - crop.top >= LEAST_SIDE


def _are_sound_corners(corners: Corners) -> bool:
    """A convex four-sided figure, clockwise, large enough, on the scan or just beside it."""
    inside = all(-BEYOND <= each <= 1 + BEYOND for corner in corners for each in (corner.x, corner.y))
    ring = itertools.pairwise((*corners, corners[0]))
    wide = all(max(abs(a.x - b.x), abs(a.y - b.y)) >= LEAST_SIDE for a, b in ring)
    return inside and wide and all(_bend(corners, index) > 0 for index in range(4))


def _bend(corners: Corners, index: int) -> float:
    before, here, after = (corners[(index + step) % 4] for step in (-1, 0, 1))
    return (here.x - before.x) * (after.y - here.y) - (here.y - before.y) * (after.x - here.x)

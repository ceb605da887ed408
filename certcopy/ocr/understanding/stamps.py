"""Earlier certifications stamped on a page: their number and date must not be taken for those of the paper."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from certcopy.domain.page import Box
from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.segments import Segment

STATEMENT = re.compile(
    r"^.{0,6}chung thuc ban (?:sao|chup)(?: nay)? dung voi|^.{0,6}(?:ban )?sao (?:nay )?dung voi ban chinh|"
    r"^.{0,6}so chung thuc|quyen so .{0,14}sct|\bsct(?:dt)? ?bs\b"
)
"""At the beginning of a line, or with the symbol of the book: a text that only speaks of certification is none."""
LINES_DOWN = 14
LINES_UP = 2.5
WIDEST_GAP = 8.0
"""In line heights: the room for signature and seal between a title and a name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """One earlier certification: the lines that say so, and the area that belongs to it."""

    page: int
    lines: tuple[Segment, ...]
    area: Box

    def holds(self, piece: Segment) -> bool:
        """Whether a piece of text stands within it."""
        middle = piece.box.middle
        area = self.area
        inside = area.left <= middle[0] <= area.right and area.top <= middle[1] <= area.bottom
        return piece.page == self.page and inside


def stamps_of(pieces: Sequence[Segment]) -> tuple[Stamp, ...]:
    """The earlier certifications on the pages, from the top of each page."""
    telling = [piece for piece in pieces if STATEMENT.search(toneless(piece.text))]
    stamps: list[Stamp] = []
    for piece in sorted(telling, key=lambda piece: (piece.page, piece.box.top)):
        before = next((stamp for stamp in stamps if stamp.holds(piece)), None)
        if before is None:
            stamps.append(_stamp(piece, pieces))
        else:
            stamps[stamps.index(before)] = dataclasses.replace(before, lines=(*before.lines, piece))
    return tuple(stamps)


def outside(stamps: Sequence[Stamp], pieces: Sequence[Segment]) -> list[Segment]:
    """The pieces that belong to no stamp."""
    return [piece for piece in pieces if not any(stamp.holds(piece) for stamp in stamps)]


def _stamp(first: Segment, pieces: Sequence[Segment]) -> Stamp:
    """From its first line down, as long as lines stand under each other."""
    height, area = first.box.height, first.box
    area = dataclasses.replace(area, top=area.top - LINES_UP * height)
    below = sorted((piece for piece in pieces if piece.page == first.page and piece.box.top > first.box.top), key=_top)
    last = first.box.bottom
    for piece in below:
        if piece.box.top - last > WIDEST_GAP * height or piece.box.top - first.box.top > 2 * LINES_DOWN * height:
            break
        if _share(piece.box, first.box) > 0.5:
            area, last = _grown(area, piece.box), piece.box.bottom
    return Stamp(first.page, (first,), area)


def _top(piece: Segment) -> float:
    return piece.box.top


def _share(box: Box, other: Box) -> float:
    return (min(box.right, other.right) - max(box.left, other.left)) / min(box.width, other.width)


def _grown(area: Box, box: Box) -> Box:
    return Box(min(area.left, box.left), area.top, max(area.right, box.right), max(area.bottom, box.bottom))

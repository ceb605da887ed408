"""What stands beside a piece of print, and below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certcopy.domain.page import Box
from certcopy.ocr.understanding.segments import Segment


def right_of(piece: Segment, pieces: Sequence[Segment]) -> Segment | None:
    """The nearest on the same line of print, where a wide gap or another ink parts a label from its value."""
    beside = (other for other in pieces if other.page == piece.page and stands_beside(other.box, piece.box))
    return min(beside, key=lambda other: other.box.left, default=None)


def next_line(piece: Segment, pieces: Sequence[Segment]) -> Segment | None:
    """The nearest that hangs below, on one of the next two lines."""
    return min(below(piece, pieces, 2), key=lambda other: other.box.top, default=None)


def below(piece: Segment, pieces: Sequence[Segment], lines: int) -> Iterator[Segment]:
    """Whatever hangs below, no further down than so many heights of the piece."""
    same_page = (other for other in pieces if other.page == piece.page)
    return (other for other in same_page if _hangs_below(other.box, piece.box, lines))


def stands_beside(box: Box, left: Box) -> bool:
    """Whether a box stands right of another, on its line."""
    shared = min(box.bottom, left.bottom) - max(box.top, left.top)
    return box.left >= left.right and shared > min(box.height, left.height) / 2


def _hangs_below(box: Box, above: Box, lines: int) -> bool:
    """Whether it does. The box of a line that runs askew is higher than its letters: the next begins within it."""
    drop = box.top - above.top
    shared = min(box.right, above.right) - max(box.left, above.left)
    hangs = min(box.height, above.height) / 2 < drop < (lines + 0.5) * above.height
    return hangs and shared > min(box.width, above.width) / 3

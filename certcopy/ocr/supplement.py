"""Two readings of one page joined: the second fills only what the first left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certcopy.domain.page import Line, PageText

if TYPE_CHECKING:
    from certcopy.domain.page import Box, Word

SURE = 80.0
SERIAL = 60.0
SERIAL_DIGITS = 5
"""What is printed in colour and counts so many digits is a serial number: the patterns of seals are read as letters."""
LIKELY = 30.0
SHORTEST = 2
COVERED, HIGHER = 0.3, 3.0
"""Of a word: how much of it another covers that stands in its place, and how much higher that may be: a drawing is at
times taken for a word."""


def supplemented(first: PageText, second: PageText) -> PageText:
    """The lines of ``first``, and of ``second`` the likely words where ``first`` has none, if one beside is sure."""
    taken = [word.box for word in first.words]
    lines = list(first.lines)
    for line in second.lines:
        fresh = tuple(word for word in line.words if _is_likely(word) and not _is_taken(word.box, taken))
        if any(map(_is_sure, fresh)):
            lines.insert(_place(lines, fresh[0].box), Line(fresh))
    return PageText(tuple(lines))


def corrected(first: PageText, line: Line) -> PageText:
    """The lines of ``first`` with one that was read once more in place of the words that it covers."""
    better = [word.box for word in line.words]
    left = (Line(tuple(word for word in one.words if not _is_taken(word.box, better))) for one in first.lines)
    lines = [one for one in left if one.words]
    lines.insert(_place(lines, line.words[0].box), line)
    return PageText(tuple(lines))


def covered(first: PageText, line: Line) -> tuple[Word, ...]:
    """The words of ``first`` whose place another line takes."""
    return tuple(word for word in first.words if _is_taken(word.box, [other.box for other in line.words]))


def _is_likely(word: Word) -> bool:
    return word.confidence >= LIKELY and sum(map(str.isalnum, word.text)) >= SHORTEST


def _is_sure(word: Word) -> bool:
    is_serial = sum(map(str.isdecimal, word.text)) >= SERIAL_DIGITS
    return word.confidence >= (SERIAL if is_serial else SURE)


def _is_taken(box: Box, taken: list[Box]) -> bool:
    likely = (other for other in taken if other.height <= HIGHER * box.height)
    return any(_overlap(box, other) > COVERED * box.width * box.height for other in likely)


def _overlap(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)


def _place(lines: list[Line], box: Box) -> int:
    """Before the first line that stands below it in the same column, else at the end."""
    for index, line in enumerate(lines):
        start, end = line.words[0].box, line.words[-1].box
        if start.top >= box.bottom and start.left < box.right and end.right > box.left:
            return index
    return len(lines)

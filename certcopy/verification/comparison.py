"""Each signed revision beside the final file: page counts and looks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.fields import Rectangle
from certcopy.verification.leaks import LEAKS
from certcopy.verification.patches import patches_of
from certcopy.verification.reasons import reason
from certcopy.verification.rendering import Box, Drawing, Picture, open_drawing
from certcopy.verification.report import Gravity, Reason
from certcopy.verification.window import Edit

MOST_DRAWN = 12
"""Of a longer file only so many pages are drawn, half of them the first and half the last, where the pages' objects are
the same: drawing costs time for each page and revision."""
MOST_LOOKED_OVER = 100
MOST_REVISIONS = 8
"""Of more signed revisions only so many are drawn, half of them the first and half the last."""
SEEN = frozenset({"PAGE_CHANGED", "ANNOTATIONS_CHANGED", "COVERED_BY_SIGNATURE"})
"""Differences between pictures, for which a second look is taken: pdfium draws a font that it has to replace otherwise
the first time that it meets it in a process."""
T = TypeVar("T")
INK = 24
"""How far shades must lie apart for something to stand there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """A revision to compare: where it ends, who signed it, whether annotations may change after it, whether they are
    known to have changed, and where fields were signed or filled in later."""

    end: int
    field: str
    annotatable: bool
    annotated: bool
    boxes: frozenset[Rectangle]


def page_count(pdf: Pdf, end: int | None = None) -> int:
    """How many pages the file had up to ``end``, 0 where it cannot be opened."""
    drawing = open_drawing(pdf, end)
    if drawing is None:
        return 0
    with drawing:
        return len(drawing)


def visible_changes(pdf: Pdf, revisions: Sequence[Signed]) -> Iterator[Reason]:
    """A reason for each page that no longer looks as it was signed."""
    earlier = [signed for signed in revisions if signed.end < len(pdf)]
    if not earlier:
        return
    patches = patches_of(pdf, min(signed.end for signed in earlier))
    found = list(_compare(pdf, patches, earlier))
    if any(each.code in SEEN for each in found):
        found = list(_compare(pdf, patches, earlier))
    yield from found


def _compare(pdf: Pdf, patches: Sequence[Edit], earlier: Sequence[Signed]) -> Iterator[Reason]:
    final = open_drawing(pdf, edits=patches)
    if final is None:
        yield from (reason("NOT_COMPARED", field=signed.field) for signed in earlier)
        return
    with final:
        looks = [Look(final, number) for number in _ends(range(len(final)), MOST_DRAWN)]
        for signed in _ends(earlier, MOST_REVISIONS):
            yield from _revision(signed, open_drawing(pdf, signed.end, patches), len(final), looks)


def _ends(sequence: Sequence[T], most: int) -> Sequence[T]:
    """The sequence, of a longer one its first and its last part."""
    half = most // 2
    return sequence if len(sequence) <= most else [*sequence[:half], *sequence[-half:]]


def _revision(signed: Signed, drawing: Drawing | None, count: int, looks: list[Look]) -> Iterator[Reason]:
    """One revision against the final file, page by page; each final page is drawn once for all revisions."""
    if drawing is None:
        yield reason("NOT_COMPARED", field=signed.field)
        return
    with drawing:
        if len(drawing) != count:
            yield reason("PAGE_COUNT_CHANGED", field=signed.field, before=len(drawing), after=count)
        try:
            for now in looks:
                if now.number < len(drawing):
                    yield from _difference(signed, Look(drawing, now.number), now)
        except LEAKS:
            yield reason("NOT_COMPARED", field=signed.field)


def overlaps(pdf: Pdf) -> Iterator[Reason]:
    """A note for each page on which annotations lie over one another."""
    drawing = open_drawing(pdf)
    if drawing is None:
        return
    with drawing:
        try:
            for number in range(min(len(drawing), MOST_LOOKED_OVER)):
                if drawing.overlaps(number):
                    yield reason("ANNOTATIONS_OVERLAP", page=number + 1)
        except LEAKS:
            return


class Look:
    """One page of one revision, drawn when it is asked for."""

    def __init__(self, drawing: Drawing, number: int) -> None:
        self.number = number
        self._drawing = drawing
        self._pictures: dict[bool, Picture] = {}

    def picture(self, *, annotations: bool) -> Picture:
        """The page with or without what lies on top of it."""
        if annotations not in self._pictures:
            self._pictures[annotations] = self._drawing.picture(self.number, annotations=annotations)
        return self._pictures[annotations]

    def boxes(self, rectangles: frozenset[Rectangle]) -> list[Box]:
        """Where the annotations with these rectangles stand in its picture."""
        return self._drawing.boxes(self.number, rectangles)


def _difference(signed: Signed, before: Look, now: Look) -> Iterator[Reason]:
    facts: dict[str, Any] = {"field": signed.field, "page": now.number + 1}
    if not signed.annotated and np.array_equal(before.picture(annotations=True), now.picture(annotations=True)):
        return
    if not np.array_equal(before.picture(annotations=False), now.picture(annotations=False)):
        yield reason("PAGE_CHANGED", **facts)
    elif not signed.annotated:
        yield from _on_top(signed, before, now, facts)


def _on_top(signed: Signed, before: Look, now: Look, facts: dict[str, Any]) -> Iterator[Reason]:
    """Annotations and fields: filling signature fields, and other fields where that is known, is no change here."""
    was, is_now = before.picture(annotations=True).copy(), now.picture(annotations=True).copy()
    old, new = (each.boxes(signed.boxes) for each in (before, now))
    added = [box for box in new if box not in old]
    if any(_covers(before.picture(annotations=False), box) for box in added):
        yield reason("COVERED_BY_SIGNATURE", **facts)
    elif any(_covers(was, box) for box in added):
        yield reason("ANNOTATIONS_OVERLAP", page=now.number + 1)
    for box in (*old, *new):
        was[box] = is_now[box] = 255
    if not np.array_equal(was, is_now):
        yield reason("ANNOTATIONS_CHANGED", Gravity.INCONCLUSIVE if signed.annotatable else None, **facts)


def _covers(picture: Picture, box: Box) -> bool:
    """Whether something stood where the box is now."""
    under = picture[box]
    return bool(under.size) and int(under.max()) - int(under.min()) > INK

"""Each signed revision beside the final file: page counts and looks."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.rendering import Drawing, Picture, open_drawing
from certcopy.verification.report import Reason

MOST_DRAWN = 12
"""Of a longer file only so many pages are drawn, half of them the first and half the last, where every change is
understood and the pages' objects are the same: drawing costs a tenth of a second a page and revision."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """A revision to compare: where it ends, who signed it, and the reason to give where annotations look different
    (empty where they are not compared)."""

    end: int
    field: str
    annotations: str


def page_count(pdf: bytes) -> int:
    """How many pages the file has, 0 where it cannot be opened."""
    drawing = open_drawing(pdf)
    if drawing is None:
        return 0
    with drawing:
        return len(drawing)


def visible_changes(pdf: bytes, revisions: Sequence[Signed]) -> Iterator[Reason]:
    """A reason for each page that no longer looks as it was signed."""
    earlier = [signed for signed in revisions if signed.end < len(pdf)]
    if not earlier:
        return
    with contextlib.ExitStack() as stack:
        final = open_drawing(pdf)
        before = [(signed, open_drawing(pdf[: signed.end])) for signed in earlier]
        for drawing in (final, *(each for _, each in before)):
            if drawing is not None:
                stack.enter_context(drawing)
        yield from _compare(final, before)


def _compare(final: Drawing | None, before: list[tuple[Signed, Drawing | None]]) -> Iterator[Reason]:
    for signed, drawing in before:
        if final is None or drawing is None:
            yield reason("NOT_COMPARED", field=signed.field)
        elif len(drawing) != len(final):
            yield reason("PAGE_COUNT_CHANGED", field=signed.field, before=len(drawing), after=len(final))
    if final is None:
        return
    pairs = [(signed, drawing) for signed, drawing in before if drawing is not None]
    try:
        for number in _numbers(len(final), every=any(signed.annotations for signed, _ in pairs)):
            yield from _page(number, final, pairs)
    except LEAKS:
        yield reason("NOT_COMPARED", field=pairs[0][0].field)


def _numbers(count: int, *, every: bool) -> list[int]:
    """The pages to draw, from 0."""
    half = MOST_DRAWN // 2
    return [number for number in range(count) if every or number < half or number >= count - half]


def _page(number: int, final: Drawing, pairs: list[tuple[Signed, Drawing]]) -> Iterator[Reason]:
    """One page of every revision against the final one, which is drawn once."""
    with_annotations = any(signed.annotations for signed, _ in pairs)
    plain = final.picture(number, annotations=False)
    full = final.picture(number, annotations=True) if with_annotations else plain
    for signed, drawing in pairs:
        if number >= len(drawing):
            continue
        if not np.array_equal(plain, drawing.picture(number, annotations=False)):
            yield reason("PAGE_CHANGED", field=signed.field, page=number + 1)
        elif signed.annotations and not _same_with_annotations(number, final, full, drawing):
            yield reason(signed.annotations, field=signed.field, page=number + 1)


def _same_with_annotations(number: int, final: Drawing, full: Picture, drawing: Drawing) -> bool:
    """Whether both look the same outside their signature fields: filling those is no change."""
    before, after = drawing.picture(number, annotations=True), full.copy()
    if before.shape != after.shape:
        return False
    for box in (*final.signature_boxes(number), *drawing.signature_boxes(number)):
        before[box] = after[box] = 255
    return np.array_equal(before, after)

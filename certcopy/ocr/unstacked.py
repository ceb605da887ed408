"""Numbers before the items of a list: Tesseract takes them for one line down the page, while each is the head of its
own line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from certcopy.domain.page import Box
from certcopy.ocr.strip import Strip

TALL, LEAST, GAP, SPARSE = 4, 3, 0.8, 0.5
"""A pile is so many times as high as wide and has so many numbers, with gaps of so many times its width between them,
or so little ink along its height: letters of a line that does run down the page stand closer."""
NEAR = 4
"""A number stands before its line by at most so many times its height."""


def unstacked(strips: Sequence[Strip]) -> Iterator[Strip]:
    """The strips, with the numbers of every pile put at the heads of their lines."""
    piles = {number: _pile(strip) for number, strip in enumerate(strips)}
    heads = [head for pile in piles.values() for head in pile]
    for number, strip in enumerate(strips):
        if not piles[number]:
            yield _headed(strip, [head for head in heads if _is_before(head.box, strip)])
        else:
            yield from (head for head in piles[number] if not any(_is_before(head.box, other) for other in strips))


def _pile(strip: Strip) -> list[Strip]:
    """A strip for each number of a pile; none where the strip is no pile."""
    if strip.box.height < TALL * strip.box.width:
        return []
    heaps: list[list[Box]] = []
    for piece in sorted(strip.pieces, key=lambda piece: piece.top):
        if heaps and piece.top - max(other.bottom for other in heaps[-1]) < GAP * strip.box.width:
            heaps[-1].append(piece)
        else:
            heaps.append([piece])
    numbers = [Strip(strip.line, Box.around(heap), tuple(heap)) for heap in heaps]
    is_sparse = sum(number.box.height for number in numbers) < SPARSE * strip.box.height
    return numbers if len(numbers) >= LEAST or is_sparse else []


def _is_before(number: Box, strip: Strip) -> bool:
    """Whether the number stands at the head of this strip."""
    _, middle = number.middle
    near = 0 <= strip.box.left - number.right < NEAR * number.height
    return near and strip.box.top < middle < strip.box.bottom and strip.box.height < TALL * number.height


def _headed(strip: Strip, heads: Sequence[Strip]) -> Strip:
    if not heads:
        return strip
    pieces = (*(piece for head in heads for piece in head.pieces), *strip.pieces)
    return dataclasses.replace(strip, box=Box.around([strip.box, *(head.box for head in heads)]), pieces=pieces)

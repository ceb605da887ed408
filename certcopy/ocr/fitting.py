"""A picture as the JPEG that loses least of what fits into a number of bytes.

What was quantised before and is quantised again by a step less than twice as coarse costs nearly as many bytes and
errs more. So a frequency keeps its step or gets one of a little more than twice, from the highest frequencies down, and
the mean of a block (DC, ITU-T T.81) a whole round after all others: noise goes first, pale lines later, tints last. How
coarse it must be is tried on a ninth of the blocks, taken from all over the picture.
"""

from __future__ import annotations

import bisect
import functools
import io
import math

from PIL import Image, JpegImagePlugin

Tables = tuple[tuple[int, ...], ...]
"""Steps of brightness and of colour, 64 each, row by row."""

SIDE = 8
FREQUENCIES = SIDE * SIDE
BLOCK = 2 * SIDE
"""Pixels across and down that are coded together: colour has half the resolution (4:2:0)."""
PARTS, STRIDE = 9, 5
COARSER = 2.2
COARSEST = 255
LEVELS = range(4 * FREQUENCIES)
CLOSE = 0.96
"""Share of the bytes allowed from which on a result is near enough to them."""


def fitted(picture: Image.Image, tables: Tables, budget: int) -> bytes:
    """A baseline JPEG of at most ``budget`` bytes, quantised by ``tables`` or coarser; of more only where even the
    coarsest has more."""
    part = _sample(picture)
    size = functools.cache(lambda level: len(_encoded(part, coarser(tables, level))))

    def level_for(limit: float) -> int:
        return min(bisect.bisect_left(LEVELS, -limit, key=lambda level: -size(level)), LEVELS[-1])

    level = level_for(budget * _area(part) / _area(picture))
    data = _encoded(picture, coarser(tables, level))
    if len(data) > budget or (level and len(data) < CLOSE * budget):
        level = level_for(budget * size(level) / len(data))
        data = _encoded(picture, coarser(tables, level))
    while len(data) > budget and level < LEVELS[-1]:
        level += 1
        data = _encoded(picture, coarser(tables, level))
    return data


def coarser(tables: Tables, level: int) -> Tables:
    """The steps at a level; at 0 the very tables."""
    rounds = [(level + turn) // FREQUENCIES for turn in TURNS]
    return tuple(tuple(map(_step, table, rounds)) for table in tables)


@functools.cache
def standard_tables(quality: int) -> Tables:
    """The example tables of ITU-T T.81, annex K, as encoders scale them to a quality of 1 to 100."""
    buffer = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE)).save(buffer, "JPEG", quality=quality)
    return tables_of(JpegImagePlugin.JpegImageFile(io.BytesIO(buffer.getvalue())))


def tables_of(picture: JpegImagePlugin.JpegImageFile) -> Tables:
    """By which a JPEG was quantised."""
    return tuple(tuple(table) for _, table in sorted(picture.quantization.items()))[:2]


def _step(step: int, rounds: int) -> int:
    for _ in range(rounds):
        step = math.ceil(COARSER * step)
    return min(COARSEST, step)


def _turns() -> tuple[int, ...]:
    """How soon each frequency's turn comes, row by row: its place in the zigzag, and DC last."""
    places = [(row, column) for row in range(SIDE) for column in range(SIDE)]
    zigzag = sorted(places, key=lambda at: (sum(at), at[sum(at) % 2 == 0]))
    turn = {at: number for number, at in enumerate(zigzag)} | {(0, 0): -FREQUENCIES}
    return tuple(turn[at] for at in places)


def _sample(picture: Image.Image) -> Image.Image:
    """A strip of every row of blocks, each from another place across; the picture itself where it is narrow."""
    width, rows = picture.width // PARTS // BLOCK * BLOCK, picture.height // BLOCK
    if not width or not rows:
        return picture
    part = Image.new(picture.mode, (width, rows * BLOCK))
    for row in range(rows):
        left, top = row * STRIDE % PARTS * width, row * BLOCK
        part.paste(picture.crop((left, top, left + width, top + BLOCK)), (0, top))
    return part


def _area(picture: Image.Image) -> int:
    return picture.width * picture.height


def _encoded(picture: Image.Image, tables: Tables) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", qtables=tables, subsampling="4:2:0", optimize=True)
    return buffer.getvalue()


TURNS = _turns()

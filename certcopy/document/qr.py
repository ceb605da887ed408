"""The two QR codes of a copy (ISO/IEC 18004), each drawn as one vector shape."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Literal

import segno

from certcopy.document.canvas import Rectangle

QUIET = 4
SMALLEST_MODULE = 0.4
"""Millimetres: what a phone camera still resolves on paper printed at 300 dpi."""


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A code's dark modules, by row from the top."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """Modules a side, with the quiet zone around."""
        return len(self.rows) + 2 * QUIET

    def side(self, wanted: float) -> float:
        """The side in millimetres: as wanted, or larger where the modules would be too small to read."""
        return max(wanted, self.modules * SMALLEST_MODULE)

    def rectangles(self, left: float, top: float, side: float) -> Iterator[Rectangle]:
        """The dark runs as (left, bottom, width, height), in the unit of ``side``, quiet zone inside it."""
        module = side / self.modules
        for y, row in enumerate(self.rows):
            x = 0
            for dark, run in itertools.groupby(row):
                length = len(list(run))
                if dark:
                    yield left + (QUIET + x) * module, top - (QUIET + y + 1) * module, length * module, module
                x += length


def encode(url: str) -> Code:
    """The smallest code of level M that holds the address."""
    return _code(url, "m")


def encode_signed(text: str) -> Code:
    """The smallest code of level Q that holds a signed code: a print of it is scanned again, not only seen."""
    return _code(text, "q")


def _code(text: str, level: Literal["m", "q"]) -> Code:
    matrix = segno.make_qr(text, error=level, boost_error=False).matrix
    return Code(tuple(tuple(bool(module) for module in row) for row in matrix))

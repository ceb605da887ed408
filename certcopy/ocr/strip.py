"""A strip of print: what the network for lines reads in one go, and how its answer is put back on the page."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageOps

from certcopy.domain.page import Box, Turn, Word
from certcopy.ocr.decoding import Spelt
from certcopy.ocr.printed import printed_word

HEIGHT = 36
COLUMN = 3
"""Pixels: how high the network sees a strip, and how many columns of it make one step of the answer."""
DARK = 100
"""The mean tone below which a strip is white print on black: letters fill less than half of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """Print on one line without a wide gap in it. ``box`` has room for every mark of its letters, ``pieces`` are the
    separate pieces of ink; ``line`` is the number of the line in reading order; ``turn`` sets the print upright."""

    line: int
    box: Box
    pieces: tuple[Box, ...]
    turn: Turn = 0

    def moved(self, across: float, down: float) -> Strip:
        """The same print elsewhere."""
        pieces = tuple(piece.moved(across, down) for piece in self.pieces)
        return dataclasses.replace(self, box=self.box.moved(across, down), pieces=pieces)

    def picture(self, grey: Image.Image) -> Image.Image:
        """The strip of a page, upright, as high as the network wants it, the print black."""
        upright = self._upright(grey)
        return ImageOps.invert(upright) if np.asarray(upright).mean() < DARK else upright

    def _upright(self, grey: Image.Image) -> Image.Image:
        size = self._length, HEIGHT
        if not self.turn:
            return grey.resize(size, Image.Resampling.LANCZOS, box=dataclasses.astuple(self.box))
        upright = grey.crop(self.box.outward).transpose(Image.Transpose.ROTATE_90)
        return upright.resize(size, Image.Resampling.LANCZOS)

    def words(self, spelt: Sequence[Spelt]) -> Iterator[Word]:
        """The words on the page: where their pieces of ink are, else where their letters were seen."""
        if not spelt:
            return
        middles = [(one.stop + other.start) / 2 for one, other in itertools.pairwise(spelt)]
        edges = [0.0, *middles, self._length / COLUMN]
        for word, (start, stop) in zip(spelt, itertools.pairwise(edges), strict=True):
            ink = self._ink(self._along(start), self._along(stop))
            box = Box.around(ink) if ink else self._part(self._along(word.start), self._along(word.stop))
            found = printed_word(word.text, box, word.confidence)
            if found:
                yield found

    @property
    def _length(self) -> int:
        """Of the picture, in pixels."""
        along, across = (self.box.height, self.box.width) if self.turn else (self.box.width, self.box.height)
        return max(COLUMN, round(along * HEIGHT / across))

    def _along(self, step: float) -> float:
        """Where a step of the answer is on the page, in the direction in which the strip is read."""
        begin, end = (self.box.top, self.box.bottom) if self.turn else (self.box.left, self.box.right)
        return begin + step * COLUMN * (end - begin) / self._length

    def _ink(self, begin: float, end: float) -> list[Box]:
        return [piece for piece in self.pieces if begin <= self._middle(piece) < end]

    def _middle(self, piece: Box) -> float:
        across, down = piece.middle
        return down if self.turn else across

    def _part(self, begin: float, end: float) -> Box:
        if self.turn:
            return dataclasses.replace(self.box, top=begin, bottom=end)
        return dataclasses.replace(self.box, left=begin, right=end)

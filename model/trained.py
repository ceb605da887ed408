"""Tesseract's file of trained data, version 4 and later: the parts that reading a line needs.

The format is that of Tesseract's own program (Apache-2.0), which describes it in its source only: little endian; a
table of offsets to the parts; strings and arrays with their length before them.
"""

from __future__ import annotations

import dataclasses
import pathlib
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LSTM, WORDS, LETTERS, CODES = 17, 19, 21, 22
"""The numbers of the parts."""
KEPT = 1 | 128
"""How a matrix is kept: small whole numbers, and a factor of double precision for each of its rows."""
PLUMBING = frozenset({"Series", "RTLReversed", "XYTranspose"})
GATES = 4
MASTER_RATE = 64
"""Flag of a layer: a learning rate for each of those in it follows."""
LAST, ENDS = 1, 4
"""Flags of an edge: the last one that leaves a node; a word ends with it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Layer:
    """One layer with its weights, each an array of outputs by inputs and the bias behind them: of a recurrent layer
    the cell's input, input gate, forget gate and output gate, of others one, or none."""

    kind: str
    inputs: int
    outputs: int
    weights: tuple[NDArray[np.float32], ...] = ()


class Trained:
    """A file of trained data."""

    def __init__(self, path: pathlib.Path) -> None:
        self._data = path.read_bytes()
        (count,) = struct.unpack_from("<i", self._data)
        offsets = struct.unpack_from(f"<{count}q", self._data, 4)
        ends = sorted([*(offset for offset in offsets if offset >= 0), len(self._data)])
        self._parts = {
            number: self._data[offset : ends[ends.index(offset) + 1]]
            for number, offset in enumerate(offsets)
            if offset >= 0
        }

    def layers(self) -> list[Layer]:
        """The layers of the network from the picture to the letters."""
        return list(_layers(_Reader(self._parts[LSTM])))

    def letters(self) -> list[str]:
        """What each output of the network stands for; its last output, the blank, is left out."""
        reader = _Reader(self._parts[CODES])
        found: dict[int, str] = {}
        for letter, _ in zip(self._characters(), range(reader.number("I")), strict=True):
            reader.number("b")
            codes = [reader.number("i") for _ in range(reader.number("i"))]
            if len(codes) != 1:
                raise ValueError(f"{letter!r} has {len(codes)} codes")
            found.setdefault(codes[0], letter)
        return [found[code] for code in range(len(found) - 1)]

    def words(self) -> list[str]:
        """The dictionary."""
        return sorted(_words(self._parts[WORDS], self._characters()))

    def _characters(self) -> list[str]:
        count, *lines = self._parts[LETTERS].decode("utf-8").splitlines()
        return [" ", *(line.split(" ")[0] for line in lines[1 : int(count)])]


class _Reader:
    """Bytes from the first to the last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack_from(f"<{kind}", self._data, self._at)
        self._at += struct.calcsize(f"<{kind}")
        return int(value)

    def array(self, kind: str, count: int) -> NDArray[np.float64]:
        found = np.frombuffer(self._data, np.dtype(kind), count, self._at)
        self._at += found.nbytes
        return found.astype(np.float64)

    def text(self) -> str:
        return bytes(self.array("u1", self.number("I")).astype(np.uint8)).decode("utf-8")


def _layers(reader: _Reader) -> Iterator[Layer]:
    reader.number("b")
    kind = reader.text()
    reader.number("h")
    flags, inputs, outputs, _ = (reader.number("i") for _ in range(4))
    reader.text()
    if kind in PLUMBING:
        inside = reader.number("I")
        for _ in range(inside):
            yield from _layers(reader)
        if flags & MASTER_RATE:
            reader.array("<f4", reader.number("I"))
    elif kind == "Input":
        reader.array("<i4", 5)
    elif kind in {"Convolve", "Maxpool"}:
        reader.array("<i4", 2)
    elif kind in {"LSTM", "SummLSTM"}:
        reader.number("i")
        yield Layer(kind, inputs, outputs, tuple(_matrix(reader) for _ in range(GATES)))
    else:
        yield Layer(kind, inputs, outputs, (_matrix(reader),))


def _matrix(reader: _Reader) -> NDArray[np.float32]:
    if reader.number("B") & KEPT != KEPT:
        raise ValueError("only matrices of whole numbers are known")
    rows, columns = reader.number("i"), reader.number("i")
    reader.number("b")
    weights = reader.array("i1", rows * columns).reshape(rows, columns)
    factors = reader.array("<f8", reader.number("I"))[:rows]
    return (weights * factors[:, None]).astype(np.float32)


def _words(part: bytes, characters: list[str]) -> Iterator[str]:
    """The words of a graph whose edges are letters; a node is the number of its first edge."""
    reader = _Reader(part)
    reader.number("h")
    bits, count = (reader.number("i")).bit_length(), reader.number("i")
    edges = [reader.number("Q") for _ in range(count)]

    def onward(node: int, before: str) -> Iterator[str]:
        while True:
            edge = edges[node]
            word, flags = before + characters[edge & ((1 << bits) - 1)], edge >> bits
            if flags & ENDS:
                yield word
            if flags >> 3:
                yield from onward(flags >> 3, word)
            if flags & LAST:
                return
            node += 1

    return onward(0, "")

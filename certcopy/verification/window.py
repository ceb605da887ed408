"""A PDF, or what it was once, as an open file: nothing of it is copied before somebody reads it."""

from __future__ import annotations

import bisect
import io
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from certcopy.verification.bytes_scan import Pdf

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Edit = tuple[int, bytes]
"""Where other bytes stand instead, and which."""


class Window(io.RawIOBase):
    """The first ``end`` bytes of a file, read through ``edits``, which do not overlap."""

    def __init__(self, pdf: Pdf, end: int | None = None, edits: Iterable[Edit] = ()) -> None:
        self._bytes = memoryview(pdf)[:end]
        self._edits = sorted(edits)
        self._starts = [start for start, _ in self._edits]
        self._longest = max((len(new) for _, new in self._edits), default=0)
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: len(self._bytes)}[whence]
        if base + offset < 0:
            raise ValueError(offset)
        self._place = base + offset
        return self._place

    def readinto(self, target: WriteableBuffer, /) -> int:
        into = memoryview(target).cast("B")
        piece = self._bytes[self._place : self._place + len(into)]
        into[: len(piece)] = piece
        if self._edits:
            self._edit(into[: len(piece)])
        self._place += len(piece)
        return len(piece)

    def _edit(self, piece: memoryview) -> None:
        """Lay what falls into a piece that begins at our place over it."""
        first = bisect.bisect_left(self._starts, self._place - self._longest)
        last = bisect.bisect_left(self._starts, self._place + len(piece))
        for start, new in self._edits[first:last]:
            begin, end = max(start - self._place, 0), min(start - self._place + len(new), len(piece))
            if begin < end:
                skipped = begin + self._place - start
                piece[begin:end] = new[skipped : skipped + end - begin]

"""Decisions read off the fuzzer's bytes, so that a finding is one short string."""

from __future__ import annotations


class Choices:
    """A stream of small decisions; once the bytes run out, every number is 0."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def number(self, below: int) -> int:
        """A number from 0 to ``below`` - 1."""
        size = max((below - 1).bit_length() + 7, 8) // 8
        return int.from_bytes(self.take(size), "big") % max(below, 1)

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes, fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

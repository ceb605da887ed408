"""What the network for lines can read: its letters and the words it was taught."""

from __future__ import annotations

import dataclasses
import re

SPACE = 0
"""The number of the letter that parts words."""
BARE = re.compile(r"\W*(.*?)\W*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Alphabet:
    """``letters`` by their number, in NFC; the number after the last stands for no letter. ``words`` are in small
    letters."""

    letters: tuple[str, ...]
    words: frozenset[str]

    @property
    def blank(self) -> int:
        """The number that stands for no letter."""
        return len(self.letters)

    def has(self, word: str) -> bool:
        """Whether the word, without the signs about it, is a known one, in small letters, capitals or with one."""
        hit = BARE.fullmatch(word)
        bare = hit[1] if hit else ""
        return bare.lower() in self.words and (bare.isupper() or bare[1:] == bare[1:].lower())

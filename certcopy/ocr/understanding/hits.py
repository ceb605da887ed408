"""A value that a rule found on a page, and which of several is meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from certcopy.domain.page import Box, Word
from certcopy.ocr.understanding.checks import is_usual
from certcopy.ocr.understanding.rulebook import Rule
from certcopy.ocr.understanding.segments import around


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A value and the words it was taken from."""

    value: str
    page: int
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return around(self.words)

    @property
    def confidence(self) -> float:
        """That of the word read least surely."""
        return min(word.confidence for word in self.words)

    def believed_to(self, most: float) -> Hit:
        """The same with no more confidence than this."""
        words = (dataclasses.replace(word, confidence=min(word.confidence, most)) for word in self.words)
        return dataclasses.replace(self, words=tuple(words))


def chosen(rule: Rule, hits: Iterator[Hit]) -> Hit | None:
    """The first hit or, as the rule wants it, the last; of names one that begins with a usual family name, if any."""
    if rule.last:
        hits = reversed(list(hits))
    first = next(hits, None)
    if first is None or rule.check != "name" or is_usual(first.value):
        return first
    return next((hit for hit in hits if is_usual(hit.value)), first)

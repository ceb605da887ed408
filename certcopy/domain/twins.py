"""Whether two scanned pages are one page scanned twice: they say the same, and look the same.

Two forms of one kind differ in a name and a few numbers only, so it is not enough that most words agree: what was
surely read on either must stand on the other. Filled in by hand, signed or sealed they differ in their looks only.
"""

from __future__ import annotations

import dataclasses
import math
import operator
from collections import Counter
from collections.abc import Sequence

from certcopy.domain.toneless import toneless

SIDE = 48
"""Cells of a fingerprint along each side."""
SHIFTS = sorted(((across, down) for across in range(-2, 3) for down in range(-2, 3)), key=lambda by: math.hypot(*by))
"""By how many cells two scans of a page may be apart: they are never laid down quite alike."""
LIKE = 0.96
SAME_WORDS = 0.85
FEW_WORDS = 5
ODD_WORDS = 2
"""Words that were surely read on one page and are not on the other: so many are misread, but no number."""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """The words of a page without their marks, which are misread most; those of two letters and more that were surely
    read, and the numbers among them; and how dark each cell of the page is."""

    words: Counter[str]
    sure: Counter[str]
    numbers: frozenset[str]
    cells: bytes


def look_of(words: Sequence[str], sure: Sequence[str], fingerprint: str) -> Look:
    """What there is to compare; ``fingerprint`` is in hexadecimal."""
    certain = Counter(word for word in _plain(sure) if len(word) > 1)
    numbers = frozenset(word for word in certain if any(map(str.isdecimal, word)))
    return Look(Counter(_plain(words)), certain, numbers, bytes.fromhex(fingerprint))


def is_same(one: Look, other: Look) -> bool:
    """Whether it is the same page; no where there is too little to tell by."""
    return _says_the_same(one, other) and _looks_the_same(one.cells, other.cells)


def _plain(words: Sequence[str]) -> list[str]:
    return toneless(" ".join(words)).split()


def _says_the_same(one: Look, other: Look) -> bool:
    if not (one.numbers <= other.words.keys() and other.numbers <= one.words.keys()):
        return False
    if min(one.sure.total(), other.sure.total()) < FEW_WORDS:
        return False
    odd = (one.sure - other.words) + (other.sure - one.words)
    if odd.total() > ODD_WORDS or not one.numbers.union(other.numbers).isdisjoint(odd):
        return False
    return (one.words & other.words).total() >= SAME_WORDS * max(one.words.total(), other.words.total())


def _looks_the_same(one: bytes, other: bytes) -> bool:
    if not len(one) == len(other) == SIDE * SIDE:
        return False
    return any(_likeness(_shared(one, across, down), _shared(other, -across, -down)) >= LIKE for across, down in SHIFTS)


def _shared(cells: bytes, across: int, down: int) -> bytes:
    """What of a page lies on another one that is shifted so far."""
    left, right = max(0, across), SIDE + min(0, across)
    rows = range(max(0, down), SIDE + min(0, down))
    return b"".join(cells[row * SIDE + left : row * SIDE + right] for row in rows)


def _likeness(one: bytes, other: bytes) -> float:
    """Their correlation: 1 is the same picture, 0 none of it."""
    size, total, sum_of = len(one), sum(one), sum(other)
    both, here, there = (sum(map(operator.mul, *pair)) for pair in ((one, other), (one, one), (other, other)))
    norm = (size * here - total * total) * (size * there - sum_of * sum_of)
    return (size * both - total * sum_of) / math.sqrt(norm) if norm else 0.0

"""Character and word error of a reading against the exact text of the original.

Neither depends on the order of words: where columns stand side by side, nothing says which is read first.
"""

from __future__ import annotations

import unicodedata
from collections import Counter


def character_error_rate(truth: str, read: str) -> float:
    """Edits that turn the words read into the words of the truth, per character of the truth; 0 is perfect.

    Words read exactly are paired off first, then the nearest of the rest; words left over count in full.
    """
    wanted, got = _words(truth), _words(read)
    missing, excess = list((wanted - got).elements()), list((got - wanted).elements())
    return _edits(missing, excess) / max(1, sum(map(len, wanted.elements())))


def word_error_rate(truth: str, read: str) -> float:
    """The share of the words of the truth that were not read exactly, diacritics included."""
    wanted, got = _words(truth), _words(read)
    return (wanted - got).total() / max(1, wanted.total())


def distance(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        corner, row[0] = row[0], index
        for column, candidate in enumerate(other, 1):
            change = corner + (letter != candidate)
            corner, row[column] = row[column], min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]


def _edits(missing: list[str], excess: list[str]) -> int:
    pairs = sorted(
        (distance(word, other), here, there)
        for here, word in enumerate(missing)
        for there, other in enumerate(excess)
        if distance(word, other) < max(len(word), len(other))
    )
    paired_here: set[int] = set()
    paired_there: set[int] = set()
    edits = 0
    for cost, here, there in pairs:
        if here not in paired_here and there not in paired_there:
            edits += cost
            paired_here.add(here)
            paired_there.add(there)
    left = [word for index, word in enumerate(missing) if index not in paired_here]
    over = [word for index, word in enumerate(excess) if index not in paired_there]
    return edits + sum(map(len, left)) + sum(map(len, over))


def _words(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFC", text).split())

"""The words that papers of offices say everywhere, and which two of them stand side by side: ``formulae.txt``."""

from __future__ import annotations

import collections
import functools
import importlib.resources
import itertools
from collections.abc import Iterator

from certcopy.domain.toneless import toneless

Pair = tuple[str, str]


def known_pair(first: str, second: str) -> Pair | None:
    """The one pair of known words that these two are but for their marks; None where there is none, or several."""
    return _only(_pairs().get(f"{toneless(first)} {toneless(second)}"))


def pair_run_together(word: str) -> Pair | None:
    """The one pair of known words that this is but for the gap between them, and for marks."""
    return _only(_joined().get(toneless(word)))


def _only(pairs: frozenset[Pair] | None) -> Pair | None:
    return next(iter(pairs)) if pairs and len(pairs) == 1 else None


@functools.cache
def _pairs() -> dict[str, frozenset[Pair]]:
    return _grouped(" ")


@functools.cache
def _joined() -> dict[str, frozenset[Pair]]:
    return _grouped("")


def _grouped(between: str) -> dict[str, frozenset[Pair]]:
    found: dict[str, set[Pair]] = collections.defaultdict(set)
    for pair in _listed():
        found[between.join(map(toneless, pair))].add(pair)
    return {plain: frozenset(pairs) for plain, pairs in found.items()}


def _listed() -> Iterator[Pair]:
    text = importlib.resources.files("certcopy.ocr").joinpath("formulae.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        for phrase in () if line.startswith("#") else line.split(","):
            yield from itertools.pairwise(phrase.split())

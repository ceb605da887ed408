"""A line as its network answers (CTC, connectionist temporal classification): letters of one step or more, with the
blank between them."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Container, Sequence

import numpy as np
from numpy.typing import NDArray

from certcopy.ocr.alphabet import Alphabet

Floats = NDArray[np.float32]

LEAST = 2e-9


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """The same code, of a letter or the blank, from a step up to another."""

    code: int
    start: int
    stop: int


class Answer:
    """What the network says of one line: ``chances``, an array of steps by codes, are how likely each is."""

    def __init__(self, chances: Floats, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.chances = chances

    @functools.cached_property
    def logs(self) -> Floats:
        """The logarithms of the chances."""
        logs: Floats = np.log(np.maximum(self.chances, LEAST))
        return logs

    def among(self, letters: Container[str]) -> Answer:
        """The same, were there no other letters than these."""
        known = [letter in letters for letter in self.alphabet.letters]
        chances = np.maximum(self.chances, LEAST) * np.asarray([*known, True], dtype=np.float32)
        return Answer(chances / chances.sum(axis=1, keepdims=True), self.alphabet)

    def likeliest(self) -> list[Run]:
        """The code that is likeliest at each step."""
        codes = self.chances.argmax(axis=1)
        edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
        return [Run(int(codes[start]), start, stop) for start, stop in itertools.pairwise(edges)]

    def certainties(self, runs: Sequence[Run]) -> Floats:
        """At each step the logarithm of how likely it is on these runs. A letter may begin or end a step sooner or
        later: where a step is either its or the blank's, both count."""
        blank, every = self.alphabet.blank, np.arange(len(self.chances))
        codes = np.repeat([run.code for run in runs], [run.stop - run.start for run in runs])
        letters = np.flatnonzero(codes != blank)
        if not letters.size:
            return self.logs[:, blank]
        after = np.searchsorted(letters, every)
        beside = [codes[letters[np.clip(place, 0, letters.size - 1)]] for place in (after - 1, after)]
        nearest = np.maximum(*(self.chances[every, letter] for letter in beside))
        either = np.where(codes == blank, nearest, self.chances[:, blank])
        certainties: Floats = np.log(np.clip(self.chances[every, codes] + either, LEAST, 1))
        return certainties

    def text(self, runs: Sequence[Run]) -> str:
        """The letters of these runs; the same letter at once again is one that lasts."""
        codes = (code for code, _ in itertools.groupby(run.code for run in runs))
        return "".join(self.alphabet.letters[code] for code in codes if code != self.alphabet.blank)

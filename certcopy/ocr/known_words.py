"""What was read as no known word, read as known ones where that is nearly as likely: so Tesseract uses its dictionary,
too. A word in which nothing else is likely stays as it was read, as names do."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from certcopy.ocr.alphabet import SPACE
from certcopy.ocr.ctc import Answer, Run

UNLIKELIER = 2.5
"""By how much less likely, as a logarithm, known words may be than what was read."""
GAP = 2.5
"""By how much more where they ran together: no known word is made of two by chance."""
MOST_CHANGES = 12
TOGETHER = 2
"""Of so many single changes, the likeliest, so many are tried together."""
LONGEST = 24
"""Letters of a word, at most; a longer one is a row of signs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """Other runs in place of the one of this number, and what that gains: the logarithm of how many times likelier."""

    gain: float
    number: int
    runs: tuple[Run, ...]


def made_known(word: list[Run], answer: Answer) -> list[Run]:
    """The runs of a word, or the likeliest change of one or two of them that spells known words only."""
    text = answer.text(word)
    if not _is_doubtful(text, answer):
        return word
    changes = sorted(_changes(word, answer), key=lambda change: -change.gain)[:MOST_CHANGES]
    for count in range(1, TOGETHER + 1):
        likely = [chosen for chosen in itertools.combinations(changes, count) if _is_likely(chosen)]
        for chosen in sorted(likely, key=_gain, reverse=True):
            changed = _changed(word, chosen)
            if all(map(answer.alphabet.has, answer.text(changed).split(" "))):
                return changed
    return word


def _is_doubtful(text: str, answer: Answer) -> bool:
    is_word = any(map(str.isalpha, text)) and not any(map(str.isdigit, text)) and len(text) <= LONGEST
    return is_word and not answer.alphabet.has(text)


def _gain(changes: Sequence[Change]) -> float:
    return sum(change.gain for change in changes)


def _is_likely(changes: Sequence[Change]) -> bool:
    return _gain(changes) >= -UNLIKELIER and len({change.number for change in changes}) == len(changes)


def _changed(word: list[Run], changes: Sequence[Change]) -> list[Run]:
    new = {change.number: change.runs for change in changes}
    return [run for number, old in enumerate(word) for run in new.get(number, (old,))]


def _changes(word: list[Run], answer: Answer) -> Iterator[Change]:
    blank = answer.alphabet.blank
    for number, run in enumerate(word):
        if run.code == blank:
            beside = {word[other].code for other in (number - 1, number + 1) if 0 <= other < len(word)}
            yield from _insertions(number, run, beside, answer)
        else:
            yield from _replacements(number, run, answer)


def _insertions(number: int, run: Run, beside: set[int], answer: Answer) -> Iterator[Change]:
    """A letter, or the gap between two words, where none was read."""
    steps, blank = answer.logs[run.start : run.stop], answer.alphabet.blank
    gains = steps - steps[:, [blank]]
    for code in _likely(gains.max(axis=0), {blank, *beside}):
        peak = run.start + int(gains[:, code].argmax())
        runs = (Run(blank, run.start, peak), Run(code, peak, peak + 1), Run(blank, peak + 1, run.stop))
        gain = float(gains[:, code].max()) + (GAP if code == SPACE else 0.0)
        yield Change(gain, number, tuple(part for part in runs if part.stop > part.start))


def _replacements(number: int, run: Run, answer: Answer) -> Iterator[Change]:
    """Another letter, or none, where one was read."""
    steps, blank = answer.logs[run.start : run.stop], answer.alphabet.blank
    either = np.maximum(steps, steps[:, [blank]])
    gains = either.sum(axis=0) + (steps - either).max(axis=0) - steps[:, run.code].sum()
    for code in _likely(gains, {run.code}):
        yield Change(float(gains[code]), number, (Run(code, run.start, run.stop),))


def _likely(gains: np.ndarray[tuple[int], np.dtype[np.float32]], but: set[int]) -> Iterator[int]:
    least = -UNLIKELIER - GAP * (np.arange(gains.size) == SPACE)
    return (int(code) for code in np.flatnonzero(gains >= least) if code not in but)

"""From what the network answers to the words of a line: where they are along it, and how sure they are."""

from __future__ import annotations

import dataclasses
import itertools
import string
from collections.abc import Sequence

from certcopy.ocr.alphabet import SPACE, Alphabet
from certcopy.ocr.ctc import Answer, Run
from certcopy.ocr.known_words import LONGEST, made_known

FILLERS = "<<"
MACHINE_LETTERS = frozenset(string.ascii_uppercase + string.digits + "<")
"""Of the lines at the foot of cards and passports (ICAO Doc 9303, part 3, section 4.3)."""
SUREST = 97.0
KNOWN, UNKNOWN = 50.0, 125.0
"""Confidence of a word without doubt, and by how much it falls with the logarithm of its least likely step, if it is a
known word and if not. Of words with the same confidence, about as many are right as of Tesseract's own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Spelt:
    """A word: from the step at which its first letter begins up to where the last one ends; confidence 0 to 100."""

    text: str
    start: int
    stop: int
    confidence: float


def words_of(answer: Answer) -> list[Spelt]:
    """The words of a line, in order. In what is printed for machines only their letters are looked for."""
    likeliest = answer.likeliest()
    if FILLERS in answer.text(likeliest):
        answer = answer.among(MACHINE_LETTERS)
        likeliest = answer.likeliest()
    runs = [run for part in _parts(likeliest) for run in made_known(part, answer)]
    steps, parts = answer.certainties(runs), _parts(runs)
    certainties = [float(steps[part[0].start : part[-1].stop].min()) for part in parts]
    spelt = []
    for number, part in enumerate(parts):
        letters = [run for run in part if run.code not in (SPACE, answer.alphabet.blank)]
        if letters:
            certainty, text = min(certainties[max(0, number - 1) : number + 2]), answer.text(part)
            confidence = SUREST + certainty * (KNOWN if answer.alphabet.has(text) else UNKNOWN)
            spelt.append(Spelt(text, letters[0].start, letters[-1].stop, max(0.0, confidence)))
    return [word for word in spelt if not _is_scribble(word, answer.alphabet)]


def _is_scribble(word: Spelt, alphabet: Alphabet) -> bool:
    """What is no known word and of which nothing is sure: of 96 such words 2 were right, the others seals, signatures
    and patterns; rows of signs are kept."""
    return not word.confidence and len(word.text) <= LONGEST and not alphabet.has(word.text)


def _parts(runs: Sequence[Run]) -> list[list[Run]]:
    """Words, and the gaps between them."""
    return [list(part) for _, part in itertools.groupby(runs, key=lambda run: run.code == SPACE)]

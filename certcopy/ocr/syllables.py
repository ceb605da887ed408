"""Which letters can be a Vietnamese syllable: an onset, a rime and a tone, by the rules of the spelling.

The onsets and rimes stand in ``syllables.toml``. The tone may stand where the old or where the new spelling puts it
(“hòa”, “hoà”). A name from another language, an abbreviation or a number is none.
"""

from __future__ import annotations

import functools
import importlib.resources
import itertools
import tomllib
import unicodedata

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300\u0301\u0303\u0309\u0323"
TONES = ("", GRAVE, ACUTE, TILDE, HOOK, DOT)
TONES_BEFORE_STOP = (ACUTE, DOT)
"""A syllable that ends in one of the ``STOPS`` has one of these tones."""
STOPS = ("c", "ch", "p", "t")
VOWELS = frozenset("aăâeêioôơuưy")
MARKED = frozenset("ăâêôơư")
MOVABLE = frozenset({"oa", "oe", "uy"})
"""Where the old spelling puts the tone on the first vowel, the new one on the second."""
FRONT = frozenset("eêiy")
BEFORE_FRONT = frozenset({"k", "gh", "ngh"})
NOT_BEFORE_FRONT = frozenset({"c", "ng"})
NOT_AFTER_GLIDE = frozenset("ouư")


@functools.lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether the word, NFC, in any case, can be one syllable of Vietnamese."""
    letters, (onsets, rimes) = word.lower(), _table()
    starts = (letters[:length] for length in range(4))
    return any(
        start in onsets and _goes_with(start, rimes[letters[len(start) :]])
        for start in dict.fromkeys(starts)
        if letters[len(start) :] in rimes
    )


def _goes_with(onset: str, rime: str) -> bool:
    first = rime[0]
    if onset == "qu":
        return first not in NOT_AFTER_GLIDE
    if rime.startswith(("iê", "yê")):
        return bool(onset) == (first == "i") and onset not in NOT_BEFORE_FRONT
    if onset == "g":
        return first not in "eêy"
    return onset not in (NOT_BEFORE_FRONT if first in FRONT else BEFORE_FRONT)


@functools.cache
def _table() -> tuple[frozenset[str], dict[str, str]]:
    """The onsets, and every rime as written with a tone, with the rime itself."""
    text = importlib.resources.files("certcopy.ocr").joinpath("syllables.toml").read_text(encoding="utf-8")
    spelling = tomllib.loads(text)
    rimes = spelling["rimes"].split()
    toned = {form: rime for rime in rimes for tone in _tones_of(rime) for form in _with_tone(rime, tone)}
    return frozenset(["", *spelling["onsets"].split()]), toned


def _tones_of(rime: str) -> tuple[str, ...]:
    return TONES_BEFORE_STOP if rime.endswith(STOPS) else TONES


def _with_tone(rime: str, tone: str) -> set[str]:
    """The rime with its tone, in both spellings."""
    return {unicodedata.normalize("NFC", rime[: at + 1] + tone + rime[at + 1 :]) for at in _places(rime)}


def _places(rime: str) -> tuple[int, ...]:
    """The vowels that may carry the tone, counted from the rime's first letter."""
    vowels = "".join(itertools.takewhile(VOWELS.__contains__, rime))
    if rime in MOVABLE:
        return 0, 1
    marked = [at for at, vowel in enumerate(vowels) if vowel in MARKED]
    if marked:
        return (marked[-1],)
    closed = len(vowels) < len(rime)
    return (len(vowels) - 1 if closed else (len(vowels) - 1) // 2,)

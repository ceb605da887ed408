"""Days after a label, in figures or in words."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

from certcopy.ocr.understanding.hits import Hit, chosen
from certcopy.ocr.understanding.labels import LONGEST, label_text
from certcopy.ocr.understanding.neighbours import next_line, right_of
from certcopy.ocr.understanding.numerals import day_in_words
from certcopy.ocr.understanding.rulebook import Pattern, Rule, compiled
from certcopy.ocr.understanding.segments import Segment

STROKES = str.maketrans("itl!|o", "111110", " ._…")
"""What small or faint digits are read as, in text that is folded; and the dots of a form, which say nothing."""
GUESSED = 60.0
"""Confidence of a day in which strokes were taken for digits: a person looks twice."""
DOTS = r"[\s._…]*"
ENGLISH = r"(?:\s*[(/]?\s*(?:date|month|year)\)?)?"
SMALL_NUMBER = rf"{DOTS}([0-9itlo!|]{{1,2}}){DOTS}"
DATE = (
    rf"{ENGLISH}\s*(?:ngay\S*{ENGLISH})?{SMALL_NUMBER}(?:[/.-]|thang\S*{ENGLISH}){SMALL_NUMBER}(?:[/.-]|nam\S*{ENGLISH}){DOTS}"
    r"((?:19|20)[ ._…]{0,4}[0-9]{2}|[0-9]{4})(?:\D|$)"
)
ALONE = compiled(DATE, "date")
REST_OF_LABEL = 20
"""Letters by which a label may go on, in another language, before the day below it."""


def date(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """Day, month and year after a label, as ``2026-11-23``; whether there is such a day is for a check to say."""
    return chosen(rule, _dates(rule, pieces))


def date_in_words(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The same of a day written in words, which may go on on the line below."""
    return chosen(rule, _in_words(rule, pieces))


def _dates(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for piece in pieces:
        text = label_text(piece, rule)
        for label in rule.labels:
            found = _dated(label).search(text)
            hit = _hit(found, piece) if found else _apart(rule, label, piece, pieces)
            hit = hit or _across(rule, label, piece, pieces)
            if hit:
                yield hit


@functools.cache
def _dated(label: Pattern) -> Pattern:
    return compiled(f"(?:{label.pattern}){DATE}", "date")


def _apart(rule: Rule, label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    """A day that stands alone, right of its label or on the line below it."""
    found = label.search(label_text(piece, rule))
    rest = piece.text[found.end() :] if found and found.end() else "0"
    if len(rest) > REST_OF_LABEL or any(map(str.isdigit, rest)):
        return None
    for other in (right_of(piece, pieces), next_line(piece, pieces)):
        found = ALONE.match(label_text(other, rule)) if other else None
        if found and other:
            return _hit(found, other)
    return None


def _across(rule: Rule, label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    """A day whose month or year goes on on the line below."""
    below = next_line(piece, pieces) if label.search(label_text(piece, rule)) else None
    both = Segment(piece.page, piece.words + (below.words if below else ()))
    found = _dated(label).search(label_text(both, rule)) if below else None
    return _hit(found, both) if found and found.start(len(found.groups()) - 2) < len(piece.text) else None


def _in_words(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for piece in pieces:
        text = label_text(piece, rule)
        starts = [found.end() for label in rule.labels if (found := label.search(text))]
        below = next_line(piece, pieces) if starts else None
        both = Segment(piece.page, piece.words + (below.words if below else ()))
        day = day_in_words(both.text[: 2 * LONGEST], starts[0]) if starts else None
        if day:
            yield Hit(day.value, piece.page, both.words_between(day.start, day.end))


def _hit(found: Any, piece: Segment) -> Hit:
    last = len(found.groups())
    parts = [found[last - back] for back in (2, 1, 0)]
    day, month, year = (int(part.translate(STROKES)) for part in parts)
    words = piece.words_between(found.start(last - 2), found.end(last))
    hit = Hit(f"{year:04}-{month:02}-{day:02}", piece.page, words)
    return hit if "".join(parts).isdecimal() else hit.believed_to(GUESSED)

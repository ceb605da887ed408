"""Where somebody signed and no name was read: a seal or a signature runs into the name, as on scans without colour."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from certcopy.domain.page import Box, Field, Word
from certcopy.ocr.understanding.checks import checked, is_usual
from certcopy.ocr.understanding.hits import Hit
from certcopy.ocr.understanding.neighbours import below, next_line
from certcopy.ocr.understanding.rulebook import Rule, built_in
from certcopy.ocr.understanding.segments import Segment
from certcopy.ocr.understanding.signers import PRINT, SIGNATURE_LINES, SIGNATURE_ROOM, is_office, named

CLOSE = 1.0
"""Heights of a title of office between its lines, at most."""
HALF = 7.0
"""Heights of a title of office that a name reaches to either side of its middle."""
LEFT, RIGHT, ABOVE, BELOW = 0.25, 1.3, 0.2, 0.6
"""Widths of a seal around it in which the title and the name of who signed stand."""
SCRAPS = re.compile(r"^[\W_]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Unsigned:
    """A part of a page in which a name should stand, how high its words are, and the seal that may run into it."""

    box: Box
    height: float
    seal: Box | None = None


def unsigned(pieces: Sequence[Segment], seals: Sequence[Box], height: float) -> list[Unsigned]:
    """The parts of a page, with these seals and words that are about so high, that lack the name or the title of who
    signed."""
    around = [Unsigned(_around(seal), height, seal) for seal in seals if not _is_signed(_around(seal), pieces)]
    below_titles = _below_titles(pieces)
    return [*around, *(part for part in below_titles if not any(_overlap(part.box, other.box) for other in around))]


def telling(words: Sequence[Word]) -> Hit | None:
    """The longest usual name, or title of office, that stands among words of a line."""
    bare = [word for word in map(_bare, words) if word.text]
    for start in range(len(bare)):
        for stop in range(len(bare), start, -1):
            piece = Segment(1, tuple(bare[start:stop]))
            name = named(piece)
            if name and is_usual(name.value):
                return dataclasses.replace(name, words=piece.words)
            if _is_title(piece):
                return Hit(piece.text, 1, piece.words)
    return None


def _bare(word: Word) -> Word:
    """Without the scraps of a ring before its letters."""
    return dataclasses.replace(word, text=SCRAPS.sub("", word.text))


def _below_titles(pieces: Sequence[Segment]) -> Iterator[Unsigned]:
    """Below every title of office that has room for a signature, and no name that was read surely."""
    for last in dict.fromkeys(_last_line(title, pieces) for title in pieces if _is_title(title)):
        height = min(word.box.height for word in last.words)
        names = map(named, below(last, pieces, SIGNATURE_LINES))
        if _has_room(last, pieces) and not any(name and _is_sure(name) for name in names):
            (middle, _), half = last.box.middle, max(HALF * height, last.box.width / 2)
            top = last.box.bottom + height / 2
            yield Unsigned(Box(middle - half, top, middle + half, top + SIGNATURE_LINES * height), height)


def _is_title(piece: Segment) -> bool:
    return piece.in_capitals and is_office(_of_any_kind(), piece)


@functools.cache
def _of_any_kind() -> Rule:
    """One rule for who signed, with the titles of all kinds of paper."""
    rules = [rule for kind in built_in().kinds.values() for rule in kind.rules if rule.method == "signer"]
    labels = {label.pattern: label for rule in rules for label in rule.labels}
    words = frozenset(itertools.chain.from_iterable(rule.words for rule in rules))
    return dataclasses.replace(rules[0], labels=tuple(labels.values()), words=words)


def _last_line(title: Segment, pieces: Sequence[Segment]) -> Segment:
    """The last of the lines in capitals that a title of office runs over."""
    last, following = title, next_line(title, pieces)
    while following and _goes_on(last, following):
        last, following = following, next_line(following, pieces)
    return last


def _goes_on(line: Segment, following: Segment) -> bool:
    close = following.box.top - line.box.bottom < CLOSE * line.box.height
    return close and following.in_capitals and _is_print(following)


def _has_room(title: Segment, pieces: Sequence[Segment]) -> bool:
    """Whether no print stands close below it, only scraps of ink that were read as letters."""
    return not any(map(_is_print, below(title, pieces, SIGNATURE_ROOM)))


def _is_print(piece: Segment) -> bool:
    return any(word.confidence >= PRINT and len(word.text) > 2 for word in piece.words)


def _is_sure(name: Hit) -> bool:
    return is_usual(name.value) and is_likely(name) and name.confidence >= PRINT


def is_likely(hit: Hit) -> bool:
    """Whether a name has likely marks, or it is none."""
    return hit.value.isupper() or not checked(Field("signer", hit.value, 1, hit.box, 0, ""), "name").note


def _around(seal: Box) -> Box:
    width = seal.width
    return Box(
        seal.left - LEFT * width, seal.top - ABOVE * width, seal.right + RIGHT * width, seal.bottom + BELOW * width
    )


def _is_signed(part: Box, pieces: Sequence[Segment]) -> bool:
    inside = [piece for piece in pieces if _is_within(piece.box, part)]
    return any(map(_is_title, inside)) and any(name and _is_sure(name) for name in map(named, inside))


def _overlap(one: Box, other: Box) -> bool:
    return one.overlaps_across(other) and one.overlaps_down(other)


def _is_within(box: Box, part: Box) -> bool:
    across, down = box.middle
    return part.left < across < part.right and part.top < down < part.bottom

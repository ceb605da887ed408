"""Which kind of paper it is, and how sure that is: by title, by how a line opens, by the words such papers carry."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Sequence

from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.neighbours import next_line
from certcopy.ocr.understanding.rulebook import Kind, Rulebook
from certcopy.ocr.understanding.segments import Segment

ALIKE = 0.85
BORNE_OUT = 0.75
"""How like a title has to be where other words of the kind stand on the paper as well."""
TITLE_WORTH = 75.0
FAINT_TITLE_WORTH = 55.0
OPENING_WORTH = 45.0
SIGNS_WORTH = 60.0
ENOUGH_SIGNS = 3
"""So many of a kind's signs on a paper are as good as all."""
SURE_ENOUGH = 50.0
"""Below this confidence (0 to 100) a paper is of no known kind."""
MORE = 0.1
"""What every sign adds: of two kinds that have enough of them, the one with more is meant."""
LONGER = 1 / 2000
"""What a letter of the title adds: of two titles that both stand there, the longer is meant."""


@dataclasses.dataclass(frozen=True, slots=True)
class KindFound:
    """A kind of paper, or None where none is sure enough, and the confidence (0 to 100)."""

    kind: Kind | None
    confidence: float


def kind_of(pieces: Sequence[Segment], book: Rulebook) -> KindFound:
    """The kind whose marks the paper carries best."""
    lines = [toneless(piece.text) for piece in pieces]
    texts = _Texts(tuple(_titles(pieces)), tuple(line.replace(" ", "") for line in lines), " ".join(lines))
    scored = [(_score(kind, texts), kind) for kind in book.kinds.values()]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    confidence = round(min(score, 99.0), 1)
    return KindFound(best if confidence >= SURE_ENOUGH else None, confidence if confidence >= SURE_ENOUGH else 0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class _Texts:
    """Lines in capitals, alone and with the next one below, and every line, without spaces; all the words; toneless."""

    titles: tuple[str, ...]
    lines: tuple[str, ...]
    whole: str


def _score(kind: Kind, texts: _Texts) -> float:
    there = sum(sign in texts.whole for sign in kind.signs)
    signs = min(1.0, there / min(len(kind.signs) or 1, ENOUGH_SIGNS))
    title = _nearest(kind.titles, texts.titles, BORNE_OUT if signs else ALIKE)
    worth = TITLE_WORTH if title >= ALIKE else FAINT_TITLE_WORTH
    opening = _nearest(kind.openings, texts.lines, ALIKE)
    return max(worth * title, OPENING_WORTH * opening) + SIGNS_WORTH * signs * (0.4 if title else 1.0) + MORE * there


def _titles(pieces: Sequence[Segment]) -> Iterator[str]:
    capitals = [piece for piece in pieces if piece.in_capitals]
    for piece in capitals:
        yield _squeezed(piece.text)
        under = next_line(piece, capitals)
        if under:
            yield _squeezed(f"{piece.text} {under.text}")


def _nearest(wanted: Sequence[str], lines: Sequence[str], least: float) -> float:
    """How near the beginning of a line comes to one of the phrases; 0 where none is near enough."""
    phrases = [_squeezed(phrase) for phrase in wanted]
    near = ((_ratio(phrase, line, least), len(phrase)) for phrase in phrases for line in lines)
    return max((ratio + length * LONGER for ratio, length in near if ratio), default=0.0)


def _ratio(phrase: str, line: str, least: float) -> float:
    if len(line) < least * len(phrase):
        return 0.0
    matcher = difflib.SequenceMatcher(None, line[: len(phrase)], phrase, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def _squeezed(text: str) -> str:
    """Without marks and spaces: titles are letter-spaced, and words of capitals run together."""
    return toneless(text).replace(" ", "")

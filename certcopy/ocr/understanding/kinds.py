"""Which kind of paper it is, and how sure that is: by title, by how a line opens, by the words such papers carry."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
from collections.abc import Iterator, Sequence

from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.rulebook import Kind, Rulebook
from certcopy.ocr.understanding.segments import Segment

ALIKE = 0.85
TITLE_WORTH = 75.0
OPENING_WORTH = 45.0
SIGNS_WORTH = 60.0
ENOUGH_SIGNS = 3
"""So many of a kind's signs on a paper are as good as all."""
SURE_ENOUGH = 50.0
"""Below this confidence (0 to 100) a paper is of no known kind."""
LONGER = 1 / 2000
"""What a letter of the title adds: of two titles that both stand there, the longer is meant."""


@dataclasses.dataclass(frozen=True, slots=True)
class KindFound:
    """A kind of paper, or None where none is sure enough, and the confidence (0 to 100)."""

    kind: Kind | None
    confidence: float


def kind_of(pieces: Sequence[Segment], book: Rulebook) -> KindFound:
    """The kind whose marks the paper carries best."""
    texts = _Texts(tuple(_titles(pieces)), tuple(toneless(piece.text) for piece in pieces))
    scored = [(_score(kind, texts), kind) for kind in book.kinds.values()]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    confidence = round(min(score, 99.0), 1)
    return KindFound(best if confidence >= SURE_ENOUGH else None, confidence if confidence >= SURE_ENOUGH else 0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class _Texts:
    """Lines in capitals, alone and with the next one below; and every line; all toneless."""

    titles: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        return " ".join(self.lines)


def _score(kind: Kind, texts: _Texts) -> float:
    title = _nearest(kind.titles, texts.titles)
    opening = _nearest(kind.openings, texts.lines)
    signs = sum(sign in texts.whole for sign in kind.signs) / min(len(kind.signs) or 1, ENOUGH_SIGNS)
    return max(TITLE_WORTH * title, OPENING_WORTH * opening) + SIGNS_WORTH * min(signs, 1.0) * (0.4 if title else 1.0)


def _titles(pieces: Sequence[Segment]) -> Iterator[str]:
    capitals = [piece for piece in pieces if piece.text.isupper()]
    for piece in capitals:
        yield toneless(piece.text)
    for piece, after in itertools.pairwise(capitals):
        if piece.page == after.page and 0 < after.box.top - piece.box.top < 3 * piece.box.height:
            yield toneless(f"{piece.text} {after.text}")


def _nearest(wanted: Sequence[str], lines: Sequence[str]) -> float:
    """How near the beginning of a line comes to one of the phrases; 0 where none is near enough."""
    ratios = (_ratio(phrase, line) + len(phrase) * LONGER for phrase in wanted for line in lines)
    return max((ratio for ratio in ratios if ratio >= ALIKE), default=0.0)


def _ratio(phrase: str, line: str) -> float:
    if len(line) < ALIKE * len(phrase):
        return 0.0
    matcher = difflib.SequenceMatcher(None, line[: len(phrase)], phrase, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0

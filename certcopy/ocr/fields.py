"""The kind of paper and its first fields, by the rules in ``rules.toml``: proposals for the clerk, never certified."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from certcopy.domain.page import Field
from certcopy.ocr import finders
from certcopy.ocr.rules import Kind, kinds
from certcopy.ocr.segments import Segment, folded, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certcopy.domain.page import Page
    from certcopy.ocr.rules import Rule

ALIKE = 0.85


def kind_of(pages: Sequence[Page]) -> str | None:
    """The kind of paper by its title, or else by how a line opens; none where nothing is near enough."""
    pieces = _segments(pages)
    capitals = [folded(piece.text) for piece in pieces if piece.text.isupper()]
    everything = [folded(piece.text) for piece in pieces]
    best = max(kinds(), key=lambda kind: _likeness(kind.titles, capitals))
    if _likeness(best.titles, capitals) >= ALIKE:
        return best.id
    best = max(kinds(), key=lambda kind: _likeness(kind.openings, everything))
    return best.id if _likeness(best.openings, everything) >= ALIKE else None


def fields_of(pages: Sequence[Page], kind: str | None) -> tuple[Field, ...]:
    """The first fields of a paper of this kind; the first rule that finds a field wins."""
    pieces = _segments(pages)
    found: dict[str, Field] = {}
    for rule in _rules(kind):
        hit = finders.FINDERS[rule.method](rule, pieces)
        if hit and rule.field not in found:
            found[rule.field] = _field(rule, hit)
    return tuple(found.values())


def _rules(kind: str | None) -> tuple[Rule, ...]:
    known: list[Kind] = [entry for entry in kinds() if entry.id == kind]
    return known[0].rules if known else ()


def _field(rule: Rule, hit: finders.Hit) -> Field:
    confidence = min(word.confidence for word in hit.words)
    return Field(rule.field, hit.value, hit.page, hit.box, confidence, rule.id)


def _segments(pages: Sequence[Page]) -> list[Segment]:
    return [piece for number, page in enumerate(pages, 1) for piece in segments(number, page.text)]


def _likeness(wanted: Sequence[str], lines: Sequence[str]) -> float:
    """How near the beginning of any line comes to any of the wanted; a longer one wins over its own beginning."""
    return max((_ratio(title, line) + len(title) / 10_000 for title in wanted for line in lines), default=0.0)


def _ratio(title: str, line: str) -> float:
    return difflib.SequenceMatcher(None, title, line[: len(title)], autojunk=False).ratio()

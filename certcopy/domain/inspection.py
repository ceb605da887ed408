"""What the machine sees of a scanned page, and what it proposes to do; nothing is done unless a clerk agrees."""

from __future__ import annotations

import dataclasses
import enum
from collections import Counter
from collections.abc import Sequence

from certcopy.domain.edit import Corners, Edits, PageEdit, Paper, Turn

LIKE = 0.93
SAME_WORDS = 0.85
FEW_WORDS = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """One scanned page as it lies after ``turn``: how far its print leans (degrees clockwise), the outline of a paper
    smaller than the scan, which paper that is (without an outline, the one that the size of its print speaks for),
    whether nothing stands on it, and a small picture of it to compare (``TINY`` × ``TINY`` grey levels in
    hexadecimal)."""

    scan: int
    turn: Turn
    skew: float
    outline: Corners | None
    paper: Paper | None
    blank: bool
    fingerprint: str
    words: tuple[str, ...] = ()


class Kind(enum.StrEnum):
    """What a proposal is about."""

    STRAIGHTEN = "straighten"
    OUTLINE = "outline"
    PAPER = "paper"
    JOIN = "join"
    BLANK = "blank"
    TWIN = "twin"


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """One change to one page; ``twin`` is the scanned page that it repeats."""

    kind: Kind
    edit: PageEdit
    twin: int | None = None


CHANGED: dict[Kind, tuple[str, ...]] = {
    Kind.STRAIGHTEN: ("turn", "skew"),
    Kind.OUTLINE: ("turn", "corners", "skew", "crop", "paper"),
    Kind.PAPER: ("paper",),
    Kind.JOIN: ("joined",),
    Kind.BLANK: ("left_out",),
    Kind.TWIN: ("left_out",),
}
"""What accepting each kind sets; the rest of a page's edit stays."""


def proposals_of(inspections: Sequence[Inspection], edits: Edits) -> tuple[Proposal, ...]:
    """What would change something on the pages as they are edited now, in the order of the copy."""
    seen = {inspection.scan: inspection for inspection in inspections}
    kept = [(edit, seen[edit.scan]) for edit in edits if edit.scan in seen and not edit.left_out]
    found: list[Proposal] = []
    for index, (edit, inspection) in enumerate(kept):
        before = [each for _, each in kept[:index]]
        found += _of_page(inspection, before)
        if before and _are_sides_of_a_card(kept[index - 1][1], inspection):
            found.append(Proposal(Kind.JOIN, PageEdit(edit.scan, joined=True)))
    now = {edit.scan: edit for edit in edits}
    return tuple(each for each in found if accepted(now[each.edit.scan], each) != now[each.edit.scan])


def accepted(edit: PageEdit, proposal: Proposal) -> PageEdit:
    """The page's edit with a proposal agreed to."""
    changes = {name: getattr(proposal.edit, name) for name in CHANGED[proposal.kind]}
    return dataclasses.replace(edit, **changes)


def all_accepted(edits: Edits, proposals: Sequence[Proposal]) -> Edits:
    """The edits with every proposal agreed to."""
    changed = {edit.scan: edit for edit in edits}
    for proposal in proposals:
        changed[proposal.edit.scan] = accepted(changed[proposal.edit.scan], proposal)
    return tuple(changed[edit.scan] for edit in edits)


def likeness(one: str, other: str) -> float:
    """The correlation of two fingerprints: 1 is the same picture, 0 none of it."""
    a, b = (_centred(bytes.fromhex(each)) for each in (one, other))
    norm = (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5
    return sum(x * y for x, y in zip(a, b, strict=False)) / norm if norm else 0.0


def _centred(levels: bytes) -> list[float]:
    mean = sum(levels) / max(1, len(levels))
    return [level - mean for level in levels]


def _of_page(inspection: Inspection, before: Sequence[Inspection]) -> list[Proposal]:
    if inspection.blank:
        return [Proposal(Kind.BLANK, PageEdit(inspection.scan, left_out=True))]
    twin = next((each for each in before if _is_twin(each, inspection)), None)
    if twin is not None:
        return [Proposal(Kind.TWIN, PageEdit(inspection.scan, left_out=True), twin.scan)]
    turned = PageEdit(inspection.scan, inspection.turn)
    if inspection.outline is not None:
        drawn = dataclasses.replace(turned, corners=inspection.outline, paper=inspection.paper)
        return [Proposal(Kind.OUTLINE, drawn)]
    found = []
    if inspection.paper is not None:
        found.append(Proposal(Kind.PAPER, dataclasses.replace(turned, paper=inspection.paper)))
    if inspection.skew:
        found.append(Proposal(Kind.STRAIGHTEN, dataclasses.replace(turned, skew=inspection.skew)))
    return found


def _is_twin(one: Inspection, other: Inspection) -> bool:
    """The same page scanned twice: it looks the same, and reads the same wherever it can be read."""
    if one.blank or likeness(one.fingerprint, other.fingerprint) < LIKE:
        return False
    fewer, more = sorted((Counter(one.words), Counter(other.words)), key=Counter.total)
    if more.total() < FEW_WORDS:
        return False
    return (fewer & more).total() >= SAME_WORDS * more.total()


def _are_sides_of_a_card(one: Inspection, other: Inspection) -> bool:
    return one.paper == other.paper == "id1"

"""What the machine sees of a scanned page, and what it proposes to do; nothing is done unless a clerk agrees."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

from certcopy.domain.edit import Corners, Edits, PageEdit, Paper, Turn
from certcopy.domain.twins import Look, is_same, look_of


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """One scanned page as it lies after ``turn``: how far its print leans (degrees clockwise), the outline of a paper
    smaller than the scan, which paper that is (without an outline, the one that the size of its print speaks for),
    whether nothing stands on it, how dark it is in each of ``twins.SIDE`` × ``twins.SIDE`` cells (in hexadecimal), its
    words and those that were surely read."""

    scan: int
    turn: Turn
    skew: float
    outline: Corners | None
    paper: Paper | None
    blank: bool
    fingerprint: str
    words: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()

    @property
    def look(self) -> Look:
        """What is compared with other pages."""
        return look_of(self.words, self.sure, self.fingerprint)


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
    before: dict[int, Look] = {}
    for index, (edit, inspection) in enumerate(kept):
        look = inspection.look
        found += _of_page(inspection, next((scan for scan, other in before.items() if is_same(other, look)), None))
        if index and _are_sides_of_a_card(kept[index - 1][1], inspection):
            found.append(Proposal(Kind.JOIN, PageEdit(edit.scan, joined=True)))
        before[edit.scan] = look
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


def _of_page(inspection: Inspection, twin: int | None) -> list[Proposal]:
    if inspection.blank:
        return [Proposal(Kind.BLANK, PageEdit(inspection.scan, left_out=True))]
    if twin is not None:
        return [Proposal(Kind.TWIN, PageEdit(inspection.scan, left_out=True), twin)]
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


def _are_sides_of_a_card(one: Inspection, other: Inspection) -> bool:
    return one.paper == other.paper == "id1"

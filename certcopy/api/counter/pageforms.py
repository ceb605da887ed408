"""What a press of a button on the page desk does to the edits: values in, values out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from certcopy.domain.edit import PAPERS_MM, Corners, Crop, Edits, PageEdit, Paper, Point, Turn, turned
from certcopy.domain.inspection import Kind, Proposal, accepted, all_accepted
from certcopy.errors import BadValue

Form = Mapping[str, str]

INSET: Corners = (Point(0.08, 0.06), Point(0.92, 0.06), Point(0.92, 0.94), Point(0.08, 0.94))
"""Where the four handles stand before they are moved."""


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the desk: the edits in force, what is proposed, and which way up each scanned page lies now."""

    edits: Edits
    proposals: tuple[Proposal, ...]
    turns: Mapping[int, Turn]


def changed(desk: Desk, scan: int, do: str, form: Form) -> Edits:
    """The edits after a press of the button ``do`` on the page ``scan``.

    Raises:
        BadValue: there is no such page or button, or a box holds no number.
    """
    if do == "accept-all":
        return all_accepted(desk.edits, desk.proposals)
    if do == "reset-all":
        return tuple(PageEdit(number) for number in sorted(edit.scan for edit in desk.edits))
    if do == "order":
        return _ordered(desk.edits, form.get("order", ""))
    index = next((place for place, edit in enumerate(desk.edits) if edit.scan == scan), None)
    if index is None:
        raise BadValue(name="scan")
    if do in ("up", "down"):
        return _moved(desk.edits, index, -1 if do == "up" else 1)
    edit = _of_page(desk, desk.edits[index], do, form)
    return (*desk.edits[:index], edit, *desk.edits[index + 1 :])


def from_form(edit: PageEdit, turn: Turn, form: Form) -> PageEdit:
    """The page's edit with what stands in its boxes: degrees, and per cent of the page.

    Raises:
        BadValue: a box holds no number.
    """
    corners = _numbers(form, [f"{name}{axis}" for name in ("tl", "tr", "br", "bl") for axis in "xy"])
    crop = _numbers(form, ["left", "top", "right", "bottom"])
    return dataclasses.replace(
        edit,
        turn=turn,
        skew=round(_number(form, "skew"), 2) if form.get("skew") else 0.0,
        corners=None if corners is None else _corners(corners),
        crop=None if crop is None or crop == [0, 0, 100, 100] else Crop(*(each / 100 for each in crop)),
        paper=_paper(form.get("paper", "")),
    )


def _of_page(desk: Desk, edit: PageEdit, do: str, form: Form) -> PageEdit:
    turn = desk.turns[edit.scan]
    ways: dict[str, Callable[[], PageEdit]] = {
        "left": lambda: turned(edit, turn, 270),
        "right": lambda: turned(edit, turn, 90),
        "leave-out": lambda: dataclasses.replace(edit, left_out=True),
        "bring-back": lambda: dataclasses.replace(edit, left_out=False),
        "join": lambda: dataclasses.replace(edit, joined=True),
        "part": lambda: dataclasses.replace(edit, joined=False),
        "corners": lambda: dataclasses.replace(edit, turn=turn, corners=INSET, crop=None, skew=0.0),
        "no-corners": lambda: dataclasses.replace(edit, corners=None, paper=None),
        "apply": lambda: from_form(edit, turn, form),
        "reset": lambda: PageEdit(edit.scan),
    }
    if do.startswith("accept:"):
        return _accepted(edit, do.removeprefix("accept:"), desk.proposals)
    if do not in ways:
        raise BadValue(name="do")
    return ways[do]()


def _accepted(edit: PageEdit, kind: str, proposals: Sequence[Proposal]) -> PageEdit:
    wanted = [each for each in proposals if each.edit.scan == edit.scan and each.kind == kind]
    if kind not in {str(each) for each in Kind} or not wanted:
        raise BadValue(name="do")
    return accepted(edit, wanted[0])


def _moved(edits: Edits, index: int, by: int) -> Edits:
    place = min(max(index + by, 0), len(edits) - 1)
    rest = [*edits[:index], *edits[index + 1 :]]
    return (*rest[:place], edits[index], *rest[place:])


def _ordered(edits: Edits, order: str) -> Edits:
    known = {str(edit.scan): edit for edit in edits}
    names = order.split(",")
    if sorted(names) != sorted(known):
        raise BadValue(name="order")
    return tuple(known[name] for name in names)


def _numbers(form: Form, names: Sequence[str]) -> list[float] | None:
    if not any(form.get(name) for name in names):
        return None
    return [_number(form, name) for name in names]


def _number(form: Form, name: str) -> float:
    try:
        return float(form.get(name, "").replace(",", "."))
    except ValueError:
        raise BadValue(name=name) from None


def _corners(values: Sequence[float]) -> Corners:
    one, two, three, four = (Point(x / 100, y / 100) for x, y in zip(values[::2], values[1::2], strict=True))
    return one, two, three, four


def _paper(name: str) -> Paper | None:
    if not name:
        return None
    found = next((paper for paper in PAPERS_MM if paper == name), None)
    if found is None:
        raise BadValue(name="paper")
    return found

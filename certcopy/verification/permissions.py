"""Which later changes a signature lets happen (DocMDP and FieldMDP: ISO 32000-2, 12.8.2), and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Gravity, Reason

FILLING, ANNOTATING = 2, 3
"""The DocMDP permissions from which on forms may be filled and signed, and annotations change."""

NEEDED: dict[Change, int] = {
    Change.VALIDATION: 1,
    Change.METADATA: 1,
    Change.DESCRIPTION: 1,
    Change.UNUSED: 1,
    Change.SIGNED: FILLING,
    Change.EMPTY_FIELD: FILLING,
    Change.TAGS: FILLING,
    Change.FILLED: FILLING,
    Change.RESHOWN: FILLING,
    Change.ANNOTATED: ANNOTATING,
    Change.CERTIFIED: 1,
    Change.UNKNOWN: ANNOTATING,
}
"""The permission a change needs of a certifying signature; one that is not listed no permission covers."""
ALWAYS_WRONG: dict[Change, str] = {
    Change.PAGE: "PAGE_OBJECTS_CHANGED",
    Change.PAGES: "PAGE_COUNT_CHANGED",
    Change.ACTIVE: "ACTIVE_CONTENT_CHANGED",
    Change.ALTERED_SIGNATURE: "SIGNATURE_ALTERED",
}
DISCLOSED: dict[Change, str] = {
    Change.UNUSED: "UNUSED_OBJECTS",
    Change.DESCRIPTION: "DESCRIPTION_CHANGED",
    Change.EMPTY_FIELD: "EMPTY_FIELD_ADDED",
    Change.FILLED: "FORM_FILLED",
    Change.RESHOWN: "FIELD_RESHOWN",
    Change.ANNOTATED: "ANNOTATED",
    Change.CERTIFIED: "CERTIFIED_LATER",
    Change.FORM: "FORM_CHANGED",
    Change.STORE_REMOVED: "VALIDATION_DATA_REMOVED",
    Change.UNKNOWN: "CHANGES_NOT_UNDERSTOOD",
}
LOCKABLE = frozenset({Change.SIGNED, Change.EMPTY_FIELD, Change.FILLED, Change.RESHOWN, Change.FORM})


class Lock(Protocol):
    """Which fields a signature locks."""

    def is_locked(self, field_name: str) -> bool:
        """Whether the field with this full name may not change any more."""


def change_reasons(
    found: Iterable[Noticed], field: str, permission: int | None, locks: tuple[Lock, ...]
) -> Iterator[Reason]:
    """What is wrong with the changes, or must be said of them, once each."""
    said: set[tuple[str, str]] = set()
    for noticed in sorted(found):
        why = _reason(noticed, field, permission, locks)
        if why is not None and (key := (why.code, str(why.facts.get("page", "")))) not in said:
            said.add(key)
            yield why


def _reason(noticed: Noticed, field: str, permission: int | None, locks: tuple[Lock, ...]) -> Reason | None:
    change = noticed.change
    if change in ALWAYS_WRONG:
        return reason(ALWAYS_WRONG[change], field=field, **_facts(noticed))
    if change in LOCKABLE and any(lock.is_locked(noticed.owner) for lock in locks):
        return reason("FIELD_LOCKED", field=field, locked=noticed.owner)
    if permission is not None and NEEDED.get(change, ANNOTATING + 1) > permission:
        return reason("DOCMDP_VIOLATED", field=field)
    if change not in DISCLOSED:
        return None
    allowed = change is Change.FILLED and permission is not None
    return reason(DISCLOSED[change], Gravity.NOTE if allowed else None, field=field)


def _facts(noticed: Noticed) -> dict[str, Any]:
    if noticed.change is Change.PAGE:
        return {"page": int(noticed.owner)}
    if noticed.change is Change.PAGES:
        before, after = noticed.owner.split()
        return {"before": int(before), "after": int(after)}
    return {}


def summed_up(found: frozenset[Noticed]) -> Changes:
    """The one word for all of it."""
    kinds = {each.change for each in found} - {Change.METADATA, Change.DESCRIPTION, Change.UNUSED, Change.TAGS}
    if not kinds:
        return Changes.NONE
    if kinds == {Change.VALIDATION}:
        return Changes.VALIDATION_DATA
    return Changes.SIGNATURE if kinds <= {Change.VALIDATION, Change.SIGNED} else Changes.OTHER

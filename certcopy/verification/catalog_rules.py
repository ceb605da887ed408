"""Rules for what stands in the catalogue and for everything that may not change at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certcopy.verification.annotation_rules import is_active
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Thing, entries_of, items_of
from certcopy.verification.places import Kind, Place, inside
from certcopy.verification.shapes import kind_of, lost, shape_of
from certcopy.verification.walk import Walk

ACTIVE_KEYS = frozenset(
    {"/OpenAction", "/AA", "/Names", "/OCProperties", "/URI", "/Collection", "/AF", "/Requirements", "/XFA"}
)
"""Entries of the catalogue that make a reader do or show something."""


def catalog(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    for key, deeper, was, now in walk.each_key(place, old, new):
        if deeper.kind is Kind.PAGES or (key == "/Version" and isinstance(now, str)):
            continue
        yield from walk.compare(deeper, was, now)


def nothing(_walk: Walk, _place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
    """The tree of pages is compared as a whole."""
    return iter(())


def frozen(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """Nothing here may change: neither shape nor any leaf."""
    if shape_of(old) != shape_of(new):
        yield _refusal(place, new)
        return
    for _, deeper, was, now in walk.each_key(place, old, new):
        yield from walk.compare(deeper, was, now)
    for was, now in zip(items_of(old), items_of(new), strict=True):
        yield from walk.compare(inside(place, walk.now(now)), was, now)
    if not entries_of(old) and not items_of(old) and old != new:
        yield _refusal(place, new)


def extended(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """What was there stays; more may be added."""
    if lost(old, new) or kind_of(old) != kind_of(new):
        yield _refusal(place, new)
        return
    for key, deeper, was, now in walk.each_key(place, old, new):
        if key in entries_of(old):
            yield from walk.compare(deeper, was, now)
    if not entries_of(old) and not items_of(old) and old != new and not isinstance(old, Mapping | tuple):
        yield _refusal(place, new)


def extensions(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """Developer extensions may be added, and their levels may rise."""
    if isinstance(old, int) and isinstance(new, int) and old < new:
        return
    if old is not None:
        yield from extended(walk, place, old, new)


def permissions(_walk: Walk, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    was, now = entries_of(old), entries_of(new)
    if any(was[key] != now.get(key) for key in was):
        yield Noticed(Change.ALTERED_SIGNATURE, "/Perms")
    if now.keys() - was.keys():
        yield Noticed(Change.CERTIFIED)


def fonts(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """What fields are drawn with may grow: only new appearances use it."""
    if old is not None:
        yield from extended(walk, place, old, new)


def _refusal(place: Place, new: Thing) -> Noticed:
    if place.kind is Kind.CONTENT:
        return Noticed(Change.PAGE, place.owner)
    if place.kind is Kind.FIELD or place.kind is Kind.FONTS:
        return Noticed(Change.FORM, place.owner)
    active = place.kind is Kind.FROZEN and (place.owner in ACTIVE_KEYS or is_active(new))
    return Noticed(Change.ACTIVE if active and new is not None else Change.UNKNOWN, place.owner)

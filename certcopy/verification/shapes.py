"""Values compared by their shape: what is gone, what is new, what grew."""

from __future__ import annotations

from collections.abc import Mapping

from certcopy.verification.objects import Reference, Stream, Thing, entries_of, items_of
from certcopy.verification.places import UNSEEN


def kind_of(thing: Thing) -> type:
    if isinstance(thing, Mapping):
        return Mapping
    return float if isinstance(thing, int | float) and not isinstance(thing, bool) else type(thing)


def shape_of(thing: Thing) -> object:
    """The keys of a dictionary, the length of an array, the bytes of a stream; equal where only leaves can differ."""
    if isinstance(thing, Stream):
        return (thing.digest, frozenset(thing.entries) - {"/Length"} - UNSEEN)
    if isinstance(thing, Mapping):
        return frozenset(thing)
    return len(thing) if isinstance(thing, tuple) else kind_of(thing)


def lost(old: Thing, new: Thing) -> bool:
    """Whether an entry or element is gone."""
    if items_of(old):
        return not grows(old, new)
    return bool(entries_of(old).keys() - entries_of(new).keys())


def without(array: Thing, other: Thing) -> list[Thing]:
    """The elements of an array that another one lacks."""
    lacking, direct = items_of(other), [each for each in items_of(other) if not isinstance(each, Reference)]
    known = {each for each in lacking if isinstance(each, Reference)}
    return [each for each in items_of(array) if each not in (known if isinstance(each, Reference) else direct)]


def grows(old: Thing, new: Thing) -> bool:
    """Whether the new array holds the old one's elements, in their order."""
    rest = iter(items_of(new))
    return all(any(each == other for other in rest) for each in items_of(old))

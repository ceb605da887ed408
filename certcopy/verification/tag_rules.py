"""Rules for the structure tree (ISO 32000-2, 14.7): it may grow by annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Thing, entries_of, items_of
from certcopy.verification.places import Place, is_name
from certcopy.verification.shapes import grows
from certcopy.verification.walk import Walk

GROWING_TAGS = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey", "/Nums", "/Kids", "/Limits", "/P", "/RoleMap"})
MOST_TAGS = 40


def tags(walk: Walk, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """The structure tree may grow by annotations; what it says of what was there stays."""
    yield Noticed(Change.TAGS)
    was, now = entries_of(old), entries_of(new)
    known = bool(was) and all(
        walk.equal(was.get(key), now.get(key)) for key in was.keys() | now.keys() if key not in GROWING_TAGS
    )
    grown = known and _kids_grow(walk, was.get("/K"), now.get("/K"))
    if not (grown and _parents_grow(walk, was.get("/ParentTree", old), now.get("/ParentTree", new))):
        yield Noticed(Change.UNKNOWN, "/StructTreeRoot")


def _kids_grow(walk: Walk, old: Thing, new: Thing) -> bool:
    was, now = _array(old, walk.was), _array(new, walk.now)
    return grows(was, now) and all(_tags_object(walk, each, 0) for each in now if each not in was)


def _array(thing: Thing, look: Callable[[Thing], Thing]) -> tuple[Thing, ...]:
    value = look(thing)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (thing,)


def _tags_object(walk: Walk, kid: Thing, depth: int) -> bool:
    """Whether a new structure element leads to annotations only, not to content of the page."""
    entries = entries_of(walk.now(kid))
    if is_name(entries.get("/Type"), "/OBJR"):
        return True
    kids = _array(entries.get("/K"), walk.now)
    return bool(entries) and depth < MOST_TAGS and all(_tags_object(walk, each, depth + 1) for each in kids)


def _parents_grow(walk: Walk, old: Thing, new: Thing) -> bool:
    was, now = _numbers(walk, old, walk.was), _numbers(walk, new, walk.now)
    return all(key in now and _entry_grows(walk, value, now[key]) for key, value in was.items())


def _entry_grows(walk: Walk, old: Thing, new: Thing) -> bool:
    return old == new or grows(_array(old, walk.was), _array(new, walk.now))


def _numbers(walk: Walk, tree: Thing, look: Callable[[Thing], Thing], depth: int = 0) -> dict[Thing, Thing]:
    """The entries of a number tree (ISO 32000-2, 7.9.7)."""
    entries = entries_of(look(tree))
    pairs = items_of(look(entries.get("/Nums")))
    found: dict[Thing, Thing] = {
        key: value for key, value in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(key, int)
    }
    for kid in items_of(look(entries.get("/Kids"))) if depth < MOST_TAGS else ():
        found |= _numbers(walk, kid, look, depth + 1)
    return found

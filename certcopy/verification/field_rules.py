"""Rules for one field: signed, to be signed, or filled in."""

from __future__ import annotations

from collections.abc import Iterator

from certcopy.verification.annotation_rules import ACTIONS
from certcopy.verification.fields import Field
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Thing, entries_of
from certcopy.verification.places import UNSEEN, Kind, Place
from certcopy.verification.walk import Walk

SIGNING_KEYS = frozenset({"/V", "/AP", "/AS", "/M", "/F", "/MK", "/DR", "/DA", "/P", "/NM", "/Type"})
FILLING_KEYS = frozenset({"/V", "/AP", "/AS", "/M", "/I", "/RV", "/TI", "/MK", "/DA", "/P"})


def field(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """A field that stands in both revisions, or is gone."""
    before = walk.old.get(place.owner)
    if before is None or new is None:
        yield lost_field(walk, place.owner, None) if before else Noticed(Change.FORM, place.owner)
    elif before.signed:
        yield from _signed_field(walk, place, old, new)
    elif before.signs:
        yield from _unsigned_field(walk, place, old, new)
    else:
        yield from _plain_field(walk, place, old, new)


def _signed_field(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """Of a field signed before nothing may change, neither its signature nor what it shows."""
    for key, _, was, now in walk.each_key(place, old, new):
        if key not in UNSEEN and not walk.equal(was, now):
            yield Noticed(Change.ALTERED_SIGNATURE, place.owner)


def _unsigned_field(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    after = walk.new.get(place.owner)
    if after is None or not after.signed:
        yield from _strict_field(walk, place, old, new, frozenset())
        return
    yield signing(after)
    yield from _strict_field(walk, place, old, new, SIGNING_KEYS)


def _plain_field(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    was, now = entries_of(old), entries_of(new)
    if not walk.equal(was.get("/V"), now.get("/V")):
        yield Noticed(Change.FILLED, place.owner)
    elif not walk.equal(was.get("/AP"), now.get("/AP")) or was.get("/AS") != now.get("/AS"):
        yield _shown_anew(walk, place.owner)
    yield from _strict_field(walk, place, old, new, FILLING_KEYS)


def _shown_anew(walk: Walk, name: str) -> Noticed:
    """A field that looks otherwise: because it was filled in, or with its value as it was."""
    old, new = walk.old.get(name), walk.new.get(name)
    filled = old and new and not walk.equal(old.entries.get("/V"), new.entries.get("/V"))
    return Noticed(Change.FILLED if filled else Change.RESHOWN, name)


def _strict_field(walk: Walk, place: Place, old: Thing, new: Thing, free: frozenset[str]) -> Iterator[Noticed]:
    for key, deeper, was, now in walk.each_key(place, old, new, free):
        if deeper.kind is Kind.FIELDS:
            yield from walk.compare(deeper, was, now)
        elif key not in UNSEEN and not walk.equal(was, now):
            active = key in ACTIONS and now is not None
            yield Noticed(Change.ACTIVE if active else Change.FORM, place.owner)


def signing(field: Field) -> Noticed:
    """What a signature field's coming or filling is called."""
    if not field.signed:
        return Noticed(Change.EMPTY_FIELD, field.name)
    return Noticed(Change.VALIDATION if field.stamps else Change.SIGNED, field.name)


def lost_field(walk: Walk, name: str, thing: Thing) -> Noticed:
    """What the loss of a field is called; ``thing`` led to it."""
    before = walk.old.get(name)
    if before is not None and before.signed:
        return Noticed(Change.ALTERED_SIGNATURE, name)
    return Noticed(Change.FORM if walk.was(thing) is not None else Change.UNUSED, name)


def value(walk: Walk, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
    """What a field holds: a signature that stands, or a value that is filled in."""
    before = walk.old.get(place.owner)
    if before is not None and before.signs:
        if before.signed:
            yield Noticed(Change.ALTERED_SIGNATURE, place.owner)
    else:
        yield Noticed(Change.FILLED, place.owner)


def appearance(walk: Walk, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
    """What a field or annotation shows, changed where it stands."""
    before, after = walk.old.get(place.owner), walk.new.get(place.owner)
    if before is None:
        yield Noticed(Change.FORM, place.owner)
    elif before.signed:
        yield Noticed(Change.ALTERED_SIGNATURE, place.owner)
    elif not before.signs:
        yield _shown_anew(walk, place.owner)
    elif after is None or not after.signed:
        yield Noticed(Change.RESHOWN, place.owner)

"""Rules for the form and the list of its fields."""

from __future__ import annotations

from collections.abc import Iterator

from certcopy.verification.field_rules import lost_field, signing
from certcopy.verification.fields import Field
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Thing, entries_of, items_of
from certcopy.verification.places import Kind, Place, field_name
from certcopy.verification.shapes import without
from certcopy.verification.walk import Walk

HARMLESS_FORM_KEYS = frozenset({"/SigFlags", "/DA", "/Q"})


def form(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """The form itself: it may not vanish."""
    if old is not None and new is None:
        yield Noticed(Change.ALTERED_SIGNATURE, "/AcroForm")
    for key, deeper, was, now in walk.each_key(place, old, new, HARMLESS_FORM_KEYS):
        if key == "/NeedAppearances" and now in (None, False):
            continue
        yield from walk.compare(deeper, was, now)


def fields(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """A list of fields; a field of the same name under another number is the same field."""
    removed = without(old, new)
    for each in without(new, old):
        name = field_name(place.owner, walk.now(each))
        twin = next((one for one in removed if field_name(place.owner, walk.was(one)) == name), None)
        if twin is None:
            yield from _added_field(walk, name, walk.now(each))
        else:
            removed.remove(twin)
            yield from walk.values(Place(Kind.FIELD, name), walk.was(twin), walk.now(each))
    for each in removed:
        yield lost_field(walk, field_name(place.owner, walk.was(each)), each)


def _added_field(walk: Walk, name: str, entries: Thing) -> Iterator[Noticed]:
    kids = items_of(walk.now(entries_of(entries).get("/Kids")))
    for kid in kids:
        if "/T" in entries_of(walk.now(kid)):
            yield from _added_field(walk, field_name(name, walk.now(kid)), walk.now(kid))
    field = walk.new.get(name)
    if kids and all("/T" in entries_of(walk.now(kid)) for kid in kids):
        return
    if field is None or not field.signs or name in walk.old:
        yield Noticed(Change.FORM, name)
    else:
        yield signing(field)
        yield from _actions(field)


def _actions(field: Field) -> Iterator[Noticed]:
    if "/AA" in field.entries or "/A" in field.entries:
        yield Noticed(Change.ACTIVE, field.name)

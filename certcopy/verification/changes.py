"""What the last revision of a file has otherwise than an earlier one, object by object and place by place."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from certcopy.verification.description import information, statements
from certcopy.verification.fields import Field, fields_of
from certcopy.verification.objects import History, Reference, Stream, Thing, entries_of, items_of
from certcopy.verification.places import UNSEEN, UPWARDS, Kind, Place, Places, Tree, field_name, inside, is_name, step


class Change(enum.StrEnum):
    """What happened, by what it means to a reader; the first ones are harmless."""

    VALIDATION = "validation"
    METADATA = "metadata"
    DESCRIPTION = "description"
    UNUSED = "unused"
    SIGNED = "signed"
    EMPTY_FIELD = "empty_field"
    TAGS = "tags"
    FILLED = "filled"
    RESHOWN = "reshown"
    ANNOTATED = "annotated"
    FORM = "form"
    CERTIFIED = "certified"
    UNKNOWN = "unknown"
    PAGE = "page"
    PAGES = "pages"
    ACTIVE = "active"
    ALTERED_SIGNATURE = "altered_signature"
    STORE_REMOVED = "store_removed"


class Noticed(NamedTuple):
    """A change and whose: a page's number, a field's name, a key."""

    change: Change
    owner: str = ""


ACTIVE_KEYS = frozenset(
    {"/OpenAction", "/AA", "/Names", "/OCProperties", "/URI", "/Collection", "/AF", "/Requirements", "/XFA"}
)
"""Entries of the catalogue that make a reader do or show something."""
ACTIONS = frozenset({"/A", "/AA"})
ACTIVE_ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/GoToE",
)
ACTIVE_ANNOTATIONS = ("/FileAttachment", "/Screen", "/RichMedia", "/Movie", "/Sound", "/3D", "/TrapNet", "/Watermark")
STORE_KEYS = frozenset({"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"})
RECORD_KEYS = frozenset({"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"})
SIGNING_KEYS = frozenset({"/V", "/AP", "/AS", "/M", "/F", "/MK", "/DR", "/DA", "/P", "/NM", "/Type"})
FILLING_KEYS = frozenset({"/V", "/AP", "/AS", "/M", "/I", "/RV", "/TI", "/MK", "/DA", "/P"})
GROWING_TAGS = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey", "/Nums", "/Kids", "/Limits", "/P", "/RoleMap"})
MOST_TAGS = 40
MOST_LOOKS = 400_000
HARMLESS_FORM_KEYS = frozenset({"/SigFlags", "/DA", "/Q"})


class Comparison:
    """One earlier revision against the last one."""

    def __init__(self, history: History, before: int, places: Places, after: dict[str, Field]) -> None:
        self._history, self._before, self._places = history, before, places
        self._old, self._new = fields_of(history, before), after
        self._looks = 0
        self._known: dict[tuple[Reference, Reference, Place], tuple[Noticed, ...]] = {}

    def changes(self) -> frozenset[Noticed]:
        """Every change, once.

        Raises:
            RuntimeError: there is more to compare than in any honest file.
        """
        roots = (self._history.trailer(number, "/Root") for number in (self._before, self._history.last))
        found = {
            *self._compare(Place(Kind.CATALOG), *roots),
            *self._pages(),
            *self._overwritten(),
            *self._information(),
        }
        if self._encryption_changed():
            found.add(Noticed(Change.UNKNOWN, "/Encrypt"))
        return frozenset(found)

    def _encryption_changed(self) -> bool:
        before, after = (self._history.trailer(number, "/Encrypt") for number in (self._before, self._history.last))
        return self._was(before) != self._is(after)

    def _was(self, thing: Thing) -> Thing:
        return self._look(thing, self._before)

    def _is(self, thing: Thing) -> Thing:
        return self._look(thing, self._history.last)

    def _look(self, thing: Thing, revision: int) -> Thing:
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise RuntimeError("more to compare than in any honest file")
        return self._history.value(thing, revision)

    def _overwritten(self) -> Iterator[Noticed]:
        """Objects that were there before and are other now, in each of their places; new ones that nothing uses."""
        containers = self._history.containers()
        for reference in self._history.touched(self._before):
            was, now = (self._history.place(reference, number) for number in (self._before, self._history.last))
            if was == now or reference in containers:
                continue
            places = self._places.of(reference)
            if was is None and not places and not self._is_trailing(reference):
                yield Noticed(Change.UNUSED)
            elif was is not None:
                yield from self._everywhere(reference, places)

    def _is_trailing(self, reference: Reference) -> bool:
        keys = ("/Info", "/Encrypt", "/Root")
        return reference in {self._history.trailer(self._history.last, key) for key in keys}

    def _everywhere(self, reference: Reference, places: Iterable[Place]) -> Iterator[Noticed]:
        was, now = self._was(reference), self._is(reference)
        if was == now:
            return
        for place in places:
            yield from self._values(place, was, now)

    def _compare(self, place: Place, old: Thing, new: Thing) -> Iterable[Noticed]:
        """Two things in one place; an object that is the same in number is looked at by itself."""
        if not (isinstance(old, Reference) and isinstance(new, Reference)):
            return self._values(place, self._was(old), self._is(new))
        if old == new:
            return ()
        key = (old, new, place)
        if key not in self._known:
            self._known[key] = ()
            self._known[key] = tuple(self._values(place, self._was(old), self._is(new)))
        return self._known[key]

    def _values(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        if old != new:
            yield from RULES.get(place.kind, Comparison._frozen)(self, place, old, new)

    def _each_key(
        self, place: Place, old: Thing, new: Thing, skip: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Place, Thing, Thing]]:
        was, now = entries_of(old), entries_of(new)
        for key in was.keys() | now.keys():
            deeper = step(place, key)
            if deeper is not None and key not in skip:
                yield key, deeper, was.get(key), now.get(key)

    def _catalog(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        for key, deeper, was, now in self._each_key(place, old, new):
            if deeper.kind is Kind.PAGES or (key == "/Version" and isinstance(now, str)):
                continue
            yield from self._compare(deeper, was, now)

    def _pages(self) -> Iterator[Noticed]:
        before, after = Tree(self._history, self._before).pages, self._places.pages
        if len(before) != len(after):
            yield Noticed(Change.PAGES, f"{len(before)} {len(after)}")
        for number, (old, new) in enumerate(zip(before, after, strict=False), start=1):
            if old.get("/Tabs") != new.get("/Tabs") and not is_name(new.get("/Tabs"), "/S"):
                yield Noticed(Change.ANNOTATED, str(number))
            for _, deeper, was, now in self._each_key(Place(Kind.PAGES, str(number)), old, new):
                yield from self._compare(deeper, was, now)

    def _nothing(self, _place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
        """The tree of pages is compared as a whole."""
        return iter(())

    def _frozen(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """Nothing here may change: neither shape nor any leaf."""
        if _shape(old) != _shape(new):
            yield _refusal(place, new)
            return
        for _, deeper, was, now in self._each_key(place, old, new):
            yield from self._compare(deeper, was, now)
        for was, now in zip(items_of(old), items_of(new), strict=True):
            yield from self._compare(inside(place, self._is(now)), was, now)
        if not entries_of(old) and not items_of(old) and old != new:
            yield _refusal(place, new)

    def _extended(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """What was there stays; more may be added."""
        lost = _lost(old, new)
        if lost or _kind(old) != _kind(new):
            yield _refusal(place, new)
            return
        for key, deeper, was, now in self._each_key(place, old, new):
            if key in entries_of(old):
                yield from self._compare(deeper, was, now)
        if not entries_of(old) and not items_of(old) and old != new and not isinstance(old, Mapping | tuple):
            yield _refusal(place, new)

    def _extensions(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """Developer extensions may be added, and their levels may rise."""
        if isinstance(old, int) and isinstance(new, int) and old < new:
            return
        if old is not None:
            yield from self._extended(place, old, new)

    def _store(self, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """The document security store may grow, and be put in order; it may not vanish or hold other things."""
        if old is not None and new is None:
            yield Noticed(Change.STORE_REMOVED)
        elif isinstance(old, Stream) and isinstance(new, Stream):
            yield Noticed(Change.UNKNOWN, "/DSS")
        else:
            yield Noticed(Change.VALIDATION if self._is_store(new) else Change.UNKNOWN, "/DSS")

    def _is_store(self, store: Thing) -> bool:
        """Whether a dictionary or array has the form of the store or a part of it."""
        if isinstance(store, tuple):
            return all(isinstance(self._is(each), Stream) or self._is(each) is None for each in store)
        keys = entries_of(store).keys()
        if keys <= STORE_KEYS or keys <= RECORD_KEYS:
            return True
        records = (entries_of(self._is(each)) for each in entries_of(store).values())
        return all(record.keys() <= RECORD_KEYS for record in records)

    def _metadata(self, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        if not isinstance(new, Stream) or not is_name(new.entries.get("/Type"), "/Metadata"):
            yield Noticed(Change.UNKNOWN, "/Metadata")
            return
        before = statements(old.metadata) if isinstance(old, Stream) else frozenset()
        same = before is not None and before == statements(new.metadata)
        yield Noticed(Change.METADATA if same else Change.DESCRIPTION, "/Metadata")

    def _information(self) -> Iterator[Noticed]:
        before, after = (self._history.trailer(number, "/Info") for number in (self._before, self._history.last))
        if information(self._was(before)) != information(self._is(after)):
            yield Noticed(Change.DESCRIPTION, "/Info")

    def _permissions(self, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        was, now = entries_of(old), entries_of(new)
        if any(was[key] != now.get(key) for key in was):
            yield Noticed(Change.ALTERED_SIGNATURE, "/Perms")
        if now.keys() - was.keys():
            yield Noticed(Change.CERTIFIED)

    def _tags(self, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """The structure tree may grow by annotations; what it says of what was there stays."""
        yield Noticed(Change.TAGS)
        was, now = entries_of(old), entries_of(new)
        known = bool(was) and all(
            self._equal(was.get(key), now.get(key)) for key in was.keys() | now.keys() if key not in GROWING_TAGS
        )
        grown = known and self._kids_grow(was.get("/K"), now.get("/K"))
        if not (grown and self._parents_grow(was.get("/ParentTree", old), now.get("/ParentTree", new))):
            yield Noticed(Change.UNKNOWN, "/StructTreeRoot")

    def _kids_grow(self, old: Thing, new: Thing) -> bool:
        was, now = self._array(old, self._was), self._array(new, self._is)
        return _grows(was, now) and all(self._tags_object(each, 0) for each in now if each not in was)

    def _array(self, thing: Thing, look: Callable[[Thing], Thing]) -> tuple[Thing, ...]:
        value = look(thing)
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (thing,)

    def _tags_object(self, kid: Thing, depth: int) -> bool:
        """Whether a new structure element leads to annotations only, not to content of the page."""
        entries = entries_of(self._is(kid))
        if is_name(entries.get("/Type"), "/OBJR"):
            return True
        kids = self._array(entries.get("/K"), self._is)
        return bool(entries) and depth < MOST_TAGS and all(self._tags_object(each, depth + 1) for each in kids)

    def _parents_grow(self, old: Thing, new: Thing) -> bool:
        was, now = self._numbers(old, self._was), self._numbers(new, self._is)
        return all(key in now and self._entry_grows(value, now[key]) for key, value in was.items())

    def _entry_grows(self, old: Thing, new: Thing) -> bool:
        return old == new or _grows(self._array(old, self._was), self._array(new, self._is))

    def _numbers(self, tree: Thing, look: Callable[[Thing], Thing], depth: int = 0) -> dict[Thing, Thing]:
        """The entries of a number tree (ISO 32000-2, 7.9.7)."""
        entries = entries_of(look(tree))
        pairs = items_of(look(entries.get("/Nums")))
        found: dict[Thing, Thing] = {
            key: value for key, value in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(key, int)
        }
        for kid in items_of(look(entries.get("/Kids"))) if depth < MOST_TAGS else ():
            found |= self._numbers(kid, look, depth + 1)
        return found

    def _annotations(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        removed = _without(old, new)
        for each in _without(new, old):
            twin = next((gone for gone in removed if self._bare(self._was(gone)) == self._bare(self._is(each))), None)
            if twin is not None:
                removed.remove(twin)
            elif not self._places.is_field(each):
                yield self._added(place, each)
        for each in removed:
            if self._was(each) is not None:
                yield Noticed(Change.ANNOTATED, place.owner)

    def _bare(self, annotation: Thing) -> dict[str, Thing]:
        return {key: value for key, value in entries_of(annotation).items() if key not in UPWARDS}

    def _added(self, place: Place, annotation: Thing) -> Noticed:
        entries = entries_of(self._is(annotation))
        if is_name(entries.get("/Subtype"), "/Widget"):
            return Noticed(Change.FORM, place.owner)
        acts = is_active(self._is(entries.get("/A"))) or "/AA" in entries
        active = acts or is_name(entries.get("/Subtype"), *ACTIVE_ANNOTATIONS)
        return Noticed(Change.ACTIVE if active else Change.ANNOTATED, place.owner)

    def _annotation(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        for key, deeper, was, now in self._each_key(place, old, new):
            if key in UNSEEN:
                continue
            if key in ACTIONS:
                yield from self._compare(deeper, was, now)
            elif was != now:
                yield Noticed(Change.ANNOTATED, place.owner)
        if new is None or not entries_of(old):
            yield Noticed(Change.ANNOTATED, place.owner)

    def _form(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        if old is not None and new is None:
            yield Noticed(Change.ALTERED_SIGNATURE, "/AcroForm")
        for key, deeper, was, now in self._each_key(place, old, new, HARMLESS_FORM_KEYS):
            if key == "/NeedAppearances" and now in (None, False):
                continue
            yield from self._compare(deeper, was, now)

    def _fonts(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """What fields are drawn with may grow: only new appearances use it."""
        if old is not None:
            yield from self._extended(place, old, new)

    def _fields(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        removed = _without(old, new)
        for each in _without(new, old):
            name = field_name(place.owner, self._is(each))
            twin = next((one for one in removed if field_name(place.owner, self._was(one)) == name), None)
            if twin is None:
                yield from self._added_field(name, self._is(each))
            else:
                removed.remove(twin)
                yield from self._values(Place(Kind.FIELD, name), self._was(twin), self._is(each))
        for each in removed:
            yield self._lost_field(field_name(place.owner, self._was(each)), each)

    def _lost_field(self, name: str, thing: Thing) -> Noticed:
        field = self._old.get(name)
        if field is not None and field.signed:
            return Noticed(Change.ALTERED_SIGNATURE, name)
        return Noticed(Change.FORM if self._was(thing) is not None else Change.UNUSED, name)

    def _added_field(self, name: str, entries: Thing) -> Iterator[Noticed]:
        kids = items_of(self._is(entries_of(entries).get("/Kids")))
        for kid in kids:
            if "/T" in entries_of(self._is(kid)):
                yield from self._added_field(field_name(name, self._is(kid)), self._is(kid))
        field = self._new.get(name)
        if kids and all("/T" in entries_of(self._is(kid)) for kid in kids):
            return
        if field is None or not field.signs or name in self._old:
            yield Noticed(Change.FORM, name)
        else:
            yield _signing(field)
            yield from self._actions(field)

    def _actions(self, field: Field) -> Iterator[Noticed]:
        if "/AA" in field.entries or "/A" in field.entries:
            yield Noticed(Change.ACTIVE, field.name)

    def _field(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        field = self._old.get(place.owner)
        if field is None or new is None:
            yield self._lost_field(place.owner, None) if field else Noticed(Change.FORM, place.owner)
        elif field.signed:
            yield from self._signed_field(place, old, new)
        elif field.signs:
            yield from self._unsigned_field(place, old, new)
        else:
            yield from self._plain_field(place, old, new)

    def _signed_field(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """Of a field signed before nothing may change, neither its signature nor what it shows."""
        for key, _, was, now in self._each_key(place, old, new):
            if key not in UNSEEN and not self._equal(was, now):
                yield Noticed(Change.ALTERED_SIGNATURE, place.owner)

    def _unsigned_field(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        after = self._new.get(place.owner)
        if after is None or not after.signed:
            yield from self._strict_field(place, old, new, frozenset())
            return
        yield _signing(after)
        yield from self._strict_field(place, old, new, SIGNING_KEYS)

    def _plain_field(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        was, now = entries_of(old), entries_of(new)
        if not self._equal(was.get("/V"), now.get("/V")):
            yield Noticed(Change.FILLED, place.owner)
        elif not self._equal(was.get("/AP"), now.get("/AP")) or was.get("/AS") != now.get("/AS"):
            yield self._shown_anew(place.owner)
        yield from self._strict_field(place, old, new, FILLING_KEYS)

    def _shown_anew(self, name: str) -> Noticed:
        """A field that looks otherwise: because it was filled in, or with its value as it was."""
        old, new = self._old.get(name), self._new.get(name)
        filled = old and new and not self._equal(old.entries.get("/V"), new.entries.get("/V"))
        return Noticed(Change.FILLED if filled else Change.RESHOWN, name)

    def _strict_field(self, place: Place, old: Thing, new: Thing, free: frozenset[str]) -> Iterator[Noticed]:
        for key, deeper, was, now in self._each_key(place, old, new, free):
            if deeper.kind is Kind.FIELDS:
                yield from self._compare(deeper, was, now)
            elif key not in UNSEEN and not self._equal(was, now):
                active = key in ACTIONS and now is not None
                yield Noticed(Change.ACTIVE if active else Change.FORM, place.owner)

    def _value(self, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
        """What a field holds: a signature that stands, or a value that is filled in."""
        field = self._old.get(place.owner)
        if field is not None and field.signs:
            if field.signed:
                yield Noticed(Change.ALTERED_SIGNATURE, place.owner)
        else:
            yield Noticed(Change.FILLED, place.owner)

    def _appearance(self, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
        """What a field or annotation shows, changed where it stands."""
        before, after = self._old.get(place.owner), self._new.get(place.owner)
        if before is None:
            yield Noticed(Change.FORM, place.owner)
        elif before.signed:
            yield Noticed(Change.ALTERED_SIGNATURE, place.owner)
        elif not before.signs:
            yield self._shown_anew(place.owner)
        elif after is None or not after.signed:
            yield Noticed(Change.RESHOWN, place.owner)

    def _drawing(self, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
        """What an annotation shows, changed where it stands."""
        yield Noticed(Change.ANNOTATED, place.owner)

    def _equal(self, old: Thing, new: Thing) -> bool:
        """Whether both say the same, wherever it is stored; objects of one number are looked at by themselves."""
        return not any(self._compare(Place(Kind.FROZEN, "="), old, new))


def _signing(field: Field) -> Noticed:
    if not field.signed:
        return Noticed(Change.EMPTY_FIELD, field.name)
    return Noticed(Change.VALIDATION if field.stamps else Change.SIGNED, field.name)


def is_active(action: Thing) -> bool:
    """Whether an action does more than lead to another page or address."""
    return is_name(entries_of(action).get("/S"), *ACTIVE_ACTIONS) or "/Next" in entries_of(action)


def _refusal(place: Place, new: Thing) -> Noticed:
    if place.kind is Kind.CONTENT:
        return Noticed(Change.PAGE, place.owner)
    if place.kind is Kind.FIELD or place.kind is Kind.FONTS:
        return Noticed(Change.FORM, place.owner)
    active = place.kind is Kind.FROZEN and (place.owner in ACTIVE_KEYS or is_active(new))
    return Noticed(Change.ACTIVE if active and new is not None else Change.UNKNOWN, place.owner)


def _kind(thing: Thing) -> type:
    if isinstance(thing, Mapping):
        return Mapping
    return float if isinstance(thing, int | float) and not isinstance(thing, bool) else type(thing)


def _shape(thing: Thing) -> object:
    """The keys of a dictionary, the length of an array, the bytes of a stream; equal where only leaves can differ."""
    if isinstance(thing, Stream):
        return (thing.digest, frozenset(thing.entries) - {"/Length"} - UNSEEN)
    if isinstance(thing, Mapping):
        return frozenset(thing)
    return len(thing) if isinstance(thing, tuple) else _kind(thing)


def _lost(old: Thing, new: Thing) -> bool:
    """Whether an entry or element is gone."""
    if items_of(old):
        return not _grows(old, new)
    return bool(entries_of(old).keys() - entries_of(new).keys())


def _without(array: Thing, other: Thing) -> list[Thing]:
    """The elements of an array that another one lacks."""
    lacking, direct = items_of(other), [each for each in items_of(other) if not isinstance(each, Reference)]
    known = {each for each in lacking if isinstance(each, Reference)}
    return [each for each in items_of(array) if each not in (known if isinstance(each, Reference) else direct)]


def _grows(old: Thing, new: Thing) -> bool:
    """Whether the new array holds the old one's elements, in their order."""
    rest = iter(items_of(new))
    return all(any(each == other for other in rest) for each in items_of(old))


RULES: dict[Kind, Callable[[Comparison, Place, Thing, Thing], Iterator[Noticed]]] = {
    Kind.CATALOG: Comparison._catalog,
    Kind.PAGES: Comparison._nothing,
    Kind.ANNOTATIONS: Comparison._annotations,
    Kind.ANNOTATION: Comparison._annotation,
    Kind.FORM: Comparison._form,
    Kind.FIELDS: Comparison._fields,
    Kind.FIELD: Comparison._field,
    Kind.VALUE: Comparison._value,
    Kind.APPEARANCE: Comparison._appearance,
    Kind.DRAWING: Comparison._drawing,
    Kind.FONTS: Comparison._fonts,
    Kind.STORE: Comparison._store,
    Kind.METADATA: Comparison._metadata,
    Kind.EXTENSIONS: Comparison._extensions,
    Kind.PERMISSIONS: Comparison._permissions,
    Kind.TAGS: Comparison._tags,
}

"""What each object of a file is for: the places where the catalogue and all below it use it.

An object may stand in several places; a change of it must be right in every one of them, so nothing can be smuggled in
by giving a harmless object a second job (ISO 32000-2, 7.7 and 12).
"""

from __future__ import annotations

import collections
import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from certcopy.verification.objects import History, Name, Reference, Stream, Thing, entries_of, items_of

MOST_OBJECTS = 60_000


class Kind(enum.Enum):
    """What a place is part of."""

    CATALOG = enum.auto()
    PAGES = enum.auto()
    CONTENT = enum.auto()
    ANNOTATIONS = enum.auto()
    ANNOTATION = enum.auto()
    FORM = enum.auto()
    FIELDS = enum.auto()
    FIELD = enum.auto()
    VALUE = enum.auto()
    APPEARANCE = enum.auto()
    DRAWING = enum.auto()
    FONTS = enum.auto()
    STORE = enum.auto()
    METADATA = enum.auto()
    EXTENSIONS = enum.auto()
    PERMISSIONS = enum.auto()
    TAGS = enum.auto()
    FROZEN = enum.auto()


class Place(NamedTuple):
    """A kind of place and whose it is: a page's number, a field's full name, a key of the catalogue."""

    kind: Kind
    owner: str = ""


CATALOG = {
    "/Pages": Kind.PAGES,
    "/AcroForm": Kind.FORM,
    "/DSS": Kind.STORE,
    "/Metadata": Kind.METADATA,
    "/Extensions": Kind.EXTENSIONS,
    "/Perms": Kind.PERMISSIONS,
    "/StructTreeRoot": Kind.TAGS,
}
START_ORDER = {Kind.FORM: 0, Kind.ANNOTATIONS: 1, Kind.CONTENT: 2}
ONCE = frozenset({Kind.CONTENT, Kind.FROZEN})
"""Places whose owner matters little: an object is looked through for the first of them only."""
OWN = frozenset({Kind.FIELD, Kind.ANNOTATION})
LEADING_ASTRAY = frozenset({Kind.ANNOTATION, Kind.FROZEN, Kind.CONTENT})
"""Places from which fields and annotations are merely pointed at."""
UPWARDS = frozenset({"/Parent", "/P", "/Pg"})
"""Keys that lead back to what is visited anyway."""
UNSEEN = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/Tabs", "/Type", "/Thumb"}
)
"""Keys of a page, or below one, that change nothing of what is shown."""
DEEPER = {
    Kind.FIELD: {"/Kids": Kind.FIELDS, "/V": Kind.VALUE, "/AP": Kind.APPEARANCE},
    Kind.FORM: {"/Fields": Kind.FIELDS, "/DR": Kind.FONTS},
    Kind.ANNOTATION: {"/AP": Kind.DRAWING, "/Popup": Kind.ANNOTATION},
}


def step(place: Place, key: str) -> Place | None:
    """The place of the value under ``key`` of a dictionary in ``place``; None where it does not matter."""
    kind, owner = place
    if kind is Kind.CATALOG:
        known = CATALOG.get(key)
        return Place(known) if known else Place(Kind.FROZEN, key)
    if kind is Kind.PAGES:
        return _in_page(key, owner)
    if key in UPWARDS or (kind is Kind.CONTENT and key in UNSEEN) or (kind is Kind.TAGS and key == "/Obj"):
        return None
    if kind is Kind.FONTS:
        return _in_fonts(key, owner)
    if kind in DEEPER:
        deeper = DEEPER[kind].get(key)
        return Place(deeper, owner) if deeper else Place(Kind.FROZEN, key)
    return place


def _in_fonts(key: str, owner: str) -> Place | None:
    """Fonts for text typed into fields; the pictures beside them are drawn by nothing but new appearances."""
    if owner:
        return Place(Kind.FROZEN, "/DR")
    return None if key in {"/XObject", "/ProcSet"} else Place(Kind.FONTS, key)


def _in_page(key: str, owner: str) -> Place | None:
    if key in UPWARDS or key in UNSEEN:
        return None
    if key == "/Annots":
        return Place(Kind.ANNOTATIONS, owner)
    return Place(Kind.FROZEN, key) if key == "/AA" else Place(Kind.CONTENT, owner)


def inside(place: Place, element: Thing) -> Place:
    """The place of an element of an array in ``place``; a field's is named by what the element says."""
    if place.kind is Kind.ANNOTATIONS:
        return Place(Kind.ANNOTATION, place.owner)
    if place.kind is Kind.FIELDS:
        return Place(Kind.FIELD, field_name(place.owner, element))
    return place


def field_name(parent: str, field: Thing) -> str:
    """The full name of a field below ``parent`` (ISO 32000-2, 12.7.4.2)."""
    partial = entries_of(field).get("/T")
    if not isinstance(partial, bytes):
        return parent
    return f"{parent}.{text(partial)}" if parent else text(partial)


def text(raw: bytes) -> str:
    """A text string's characters (ISO 32000-2, 7.9.2.2), of which any bytes give some."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode(
        "utf-8" if raw.startswith(b"\xef\xbb\xbf") else "latin-1", "replace"
    )


class Places:
    """The places of every object that one revision uses."""

    def __init__(self, history: History, revision: int) -> None:
        """
        Raises:
            RuntimeError: there are more objects than an honest file has.
        """
        self._history, self._revision = history, revision
        self._found: dict[Reference, set[Place]] = collections.defaultdict(set)
        tree = Tree(history, revision)
        self.pages = tree.pages
        self._tree = tree.nodes
        for thing, place in self._starts():
            self._reach(thing, place)

    def of(self, reference: Reference) -> set[Place]:
        """Where the object is used; nothing where it is not."""
        return self._found.get(reference, set())

    def is_field(self, reference: Thing) -> bool:
        """Whether the form lists the object as a field or a field's widget."""
        return isinstance(reference, Reference) and any(each.kind is Kind.FIELD for each in self.of(reference))

    def _starts(self) -> list[tuple[Thing, Place]]:
        """The form first, so that a widget is known as one; then the pages, then the rest."""
        root = self._history.trailer(self._revision, "/Root")
        if isinstance(root, Reference):
            self._found[root].add(Place(Kind.CATALOG))
        starts = [(each, step(Place(Kind.CATALOG), key)) for key, each in self._entries(root)]
        for number, page in enumerate(self.pages, start=1):
            starts += [(each, _in_page(key, str(number))) for key, each in page.items()]
        wanted = [(each, place) for each, place in starts if place is not None and place.kind is not Kind.PAGES]
        return sorted(wanted, key=lambda start: START_ORDER.get(start[1].kind, len(START_ORDER)))

    def _entries(self, thing: Thing) -> Iterable[tuple[str, Thing]]:
        return entries_of(self._history.value(thing, self._revision)).items()

    def _reach(self, start: Thing, place: Place) -> None:
        waiting = [(start, place)]
        while waiting:
            thing, place = waiting.pop()
            if isinstance(thing, Reference):
                if self._is_known(thing, place):
                    continue
                self._found[thing].add(place)
                if len(self._found) > MOST_OBJECTS:
                    raise RuntimeError("more objects than can be looked at")
            waiting.extend(self._below(self._history.value(thing, self._revision), place))

    def _is_known(self, reference: Reference, place: Place) -> bool:
        """Whether there is nothing new below: seen in this place, a page, or a field seen as such."""
        if reference in self._tree:
            return True
        known = self._found.get(reference)
        if known is None:
            return False
        if place.kind in ONCE and any(each.kind is place.kind for each in known):
            return True
        in_form = place.kind in LEADING_ASTRAY and any(each.kind in OWN for each in known)
        return place in known or in_form

    def _below(self, value: Thing, place: Place) -> Iterator[tuple[Thing, Place]]:
        for key, each in entries_of(value).items():
            below = step(place, key)
            if below is not None and isinstance(each, Reference | tuple | Mapping | Stream):
                yield each, below
        for each in items_of(value):
            if isinstance(each, Reference | tuple | Mapping):
                yield each, inside(place, self._history.value(each, self._revision))


INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


class Tree:
    """The pages of one revision, each with what it inherits (ISO 32000-2, 7.7.3.4), and every node of their tree."""

    def __init__(self, history: History, revision: int) -> None:
        """
        Raises:
            RuntimeError: the tree does not end.
        """
        self.pages: list[dict[str, Thing]] = []
        self.nodes: set[Thing] = {history.trailer(revision, "/Root")}
        root = entries_of(history.value(history.trailer(revision, "/Root"), revision))
        waiting: list[tuple[Thing, dict[str, Thing]]] = [(root.get("/Pages"), {})]
        while waiting:
            node, above = waiting.pop()
            entries = entries_of(history.value(node, revision))
            passed = above | {key: entries[key] for key in INHERITED if key in entries}
            kids = items_of(history.value(entries.get("/Kids"), revision))
            waiting.extend((kid, passed) for kid in reversed(kids))
            if "/Kids" not in entries:
                self.pages.append({**passed, **entries})
            elif node in self.nodes or len(self.pages) + len(waiting) > MOST_OBJECTS:
                raise RuntimeError("a tree of pages that does not end")
            if isinstance(node, Reference):
                self.nodes.add(node)


def is_name(thing: Thing, *names: str) -> bool:
    """Whether the thing is one of these names."""
    return isinstance(thing, Name) and str(thing) in names

"""One earlier revision of a file against the last one, place by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from certcopy.verification.description import information
from certcopy.verification.fields import Field, fields_of
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import History, Reference, Thing, entries_of
from certcopy.verification.places import Kind, Place, Places, Tree, is_name, step

MOST_LOOKS = 400_000
Rule: TypeAlias = "Callable[[Walk, Place, Thing, Thing], Iterator[Noticed]]"
"""What is noticed where one place holds another thing than before."""


class Walk:
    """One earlier revision against the last one, by rules for each kind of place.

    ``old`` and ``new`` are the fields of the two by name, ``places`` what the last one uses each object for.
    """

    def __init__(
        self, history: History, before: int, places: Places, after: dict[str, Field], rules: Mapping[Kind, Rule]
    ) -> None:
        self.places = places
        self.old, self.new = fields_of(history, before), after
        self._history, self._before, self._rules = history, before, rules
        self._looks = 0
        self._known: dict[tuple[Reference, Reference, Place], tuple[Noticed, ...]] = {}

    def changes(self) -> frozenset[Noticed]:
        """Every change, once.

        Raises:
            RuntimeError: there is more to compare than in any honest file.
        """
        roots = (self._history.trailer(number, "/Root") for number in (self._before, self._history.last))
        found = {
            *self.compare(Place(Kind.CATALOG), *roots),
            *self._pages(),
            *self._overwritten(),
            *self._information(),
        }
        if self._encryption_changed():
            found.add(Noticed(Change.UNKNOWN, "/Encrypt"))
        return frozenset(found)

    def _encryption_changed(self) -> bool:
        before, after = (self._history.trailer(number, "/Encrypt") for number in (self._before, self._history.last))
        return self.was(before) != self.now(after)

    def was(self, thing: Thing) -> Thing:
        """What a reference led to in the earlier revision."""
        return self._look(thing, self._before)

    def now(self, thing: Thing) -> Thing:
        """What it leads to in the last one."""
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
            places = self.places.of(reference)
            if was is None and not places and not self._is_trailing(reference):
                yield Noticed(Change.UNUSED)
            elif was is not None:
                yield from self._everywhere(reference, places)

    def _is_trailing(self, reference: Reference) -> bool:
        keys = ("/Info", "/Encrypt", "/Root")
        return reference in {self._history.trailer(self._history.last, key) for key in keys}

    def _everywhere(self, reference: Reference, places: Iterable[Place]) -> Iterator[Noticed]:
        was, now = self.was(reference), self.now(reference)
        if was == now:
            return
        for place in places:
            yield from self.values(place, was, now)

    def compare(self, place: Place, old: Thing, new: Thing) -> Iterable[Noticed]:
        """Two things in one place; an object that is the same in number is looked at by itself."""
        if not (isinstance(old, Reference) and isinstance(new, Reference)):
            return self.values(place, self.was(old), self.now(new))
        if old == new:
            return ()
        key = (old, new, place)
        if key not in self._known:
            self._known[key] = ()
            self._known[key] = tuple(self.values(place, self.was(old), self.now(new)))
        return self._known[key]

    def values(self, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
        """Two values in one place, by the rule for it."""
        if old != new:
            yield from self._rules[place.kind](self, place, old, new)

    def each_key(
        self, place: Place, old: Thing, new: Thing, skip: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Place, Thing, Thing]]:
        """Each key of either dictionary whose place counts: key, place, and what stands there in both."""
        was, now = entries_of(old), entries_of(new)
        for key in was.keys() | now.keys():
            deeper = step(place, key)
            if deeper is not None and key not in skip:
                yield key, deeper, was.get(key), now.get(key)

    def _pages(self) -> Iterator[Noticed]:
        before, after = Tree(self._history, self._before).pages, self.places.pages
        if len(before) != len(after):
            yield Noticed(Change.PAGES, f"{len(before)} {len(after)}")
        for number, (old, new) in enumerate(zip(before, after, strict=False), start=1):
            if old.get("/Tabs") != new.get("/Tabs") and not is_name(new.get("/Tabs"), "/S"):
                yield Noticed(Change.ANNOTATED, str(number))
            for _, deeper, was, now in self.each_key(Place(Kind.PAGES, str(number)), old, new):
                yield from self.compare(deeper, was, now)

    def _information(self) -> Iterator[Noticed]:
        before, after = (self._history.trailer(number, "/Info") for number in (self._before, self._history.last))
        if information(self.was(before)) != information(self.now(after)):
            yield Noticed(Change.DESCRIPTION, "/Info")

    def equal(self, old: Thing, new: Thing) -> bool:
        """Whether both say the same, wherever it is stored; objects of one number are looked at by themselves."""
        return not any(self.compare(Place(Kind.FROZEN, "="), old, new))

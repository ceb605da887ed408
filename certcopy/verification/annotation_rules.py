"""Rules for annotations and what they do."""

from __future__ import annotations

from collections.abc import Iterator

from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Thing, entries_of
from certcopy.verification.places import UNSEEN, UPWARDS, Place, is_name
from certcopy.verification.shapes import without
from certcopy.verification.walk import Walk

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


def annotation_list(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    removed = without(old, new)
    for each in without(new, old):
        twin = next((gone for gone in removed if _bare(walk.was(gone)) == _bare(walk.now(each))), None)
        if twin is not None:
            removed.remove(twin)
        elif not walk.places.is_field(each):
            yield _added(walk, place, each)
    for each in removed:
        if walk.was(each) is not None:
            yield Noticed(Change.ANNOTATED, place.owner)


def _bare(annotation: Thing) -> dict[str, Thing]:
    return {key: value for key, value in entries_of(annotation).items() if key not in UPWARDS}


def _added(walk: Walk, place: Place, annotation: Thing) -> Noticed:
    entries = entries_of(walk.now(annotation))
    if is_name(entries.get("/Subtype"), "/Widget"):
        return Noticed(Change.FORM, place.owner)
    acts = is_active(walk.now(entries.get("/A"))) or "/AA" in entries
    active = acts or is_name(entries.get("/Subtype"), *ACTIVE_ANNOTATIONS)
    return Noticed(Change.ACTIVE if active else Change.ANNOTATED, place.owner)


def annotation(walk: Walk, place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    for key, deeper, was, now in walk.each_key(place, old, new):
        if key in UNSEEN:
            continue
        if key in ACTIONS:
            yield from walk.compare(deeper, was, now)
        elif was != now:
            yield Noticed(Change.ANNOTATED, place.owner)
    if new is None or not entries_of(old):
        yield Noticed(Change.ANNOTATED, place.owner)


def drawing(_walk: Walk, place: Place, _old: Thing, _new: Thing) -> Iterator[Noticed]:
    """What an annotation shows, changed where it stands."""
    yield Noticed(Change.ANNOTATED, place.owner)


def is_active(action: Thing) -> bool:
    """Whether an action does more than lead to another page or address."""
    return is_name(entries_of(action).get("/S"), *ACTIVE_ACTIONS) or "/Next" in entries_of(action)

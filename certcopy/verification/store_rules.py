"""Rules for the document security store and for the metadata."""

from __future__ import annotations

from collections.abc import Iterator

from certcopy.verification.description import statements
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import Stream, Thing, entries_of
from certcopy.verification.places import Place, is_name
from certcopy.verification.walk import Walk

STORE_KEYS = frozenset({"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"})
RECORD_KEYS = frozenset({"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"})


def store(walk: Walk, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    """The document security store may grow, and be put in order; it may not vanish or hold other things."""
    if old is not None and new is None:
        yield Noticed(Change.STORE_REMOVED)
    elif isinstance(old, Stream) and isinstance(new, Stream):
        yield Noticed(Change.UNKNOWN, "/DSS")
    else:
        yield Noticed(Change.VALIDATION if _is_store(walk, new) else Change.UNKNOWN, "/DSS")


def _is_store(walk: Walk, store: Thing) -> bool:
    """Whether a dictionary or array has the form of the store or a part of it."""
    if isinstance(store, tuple):
        return all(isinstance(walk.now(each), Stream) or walk.now(each) is None for each in store)
    keys = entries_of(store).keys()
    if keys <= STORE_KEYS or keys <= RECORD_KEYS:
        return True
    records = (entries_of(walk.now(each)) for each in entries_of(store).values())
    return all(record.keys() <= RECORD_KEYS for record in records)


def metadata(_walk: Walk, _place: Place, old: Thing, new: Thing) -> Iterator[Noticed]:
    if not isinstance(new, Stream) or not is_name(new.entries.get("/Type"), "/Metadata"):
        yield Noticed(Change.UNKNOWN, "/Metadata")
        return
    before = statements(old.metadata) if isinstance(old, Stream) else frozenset()
    same = before is not None and before == statements(new.metadata)
    yield Noticed(Change.METADATA if same else Change.DESCRIPTION, "/Metadata")

"""The form fields of one revision, by full name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from certcopy.verification.objects import History, Thing, entries_of, items_of
from certcopy.verification.places import field_name, is_name

MOST_FIELDS = 20_000
Rectangle = tuple[float, float, float, float]
STAMPS = ("/ETSI.RFC3161",)


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field as one revision has it; ``kind`` is its type (``/Sig``, ``/Tx`` ...), inherited where it is."""

    name: str
    kind: str
    entries: Mapping[str, Thing]
    signature: Mapping[str, Thing]
    """The signature dictionary, empty where the field is not signed."""
    boxes: tuple[Rectangle, ...]
    """Where its widgets stand on their pages, in points: left, bottom, right, top."""

    @property
    def signs(self) -> bool:
        return self.kind == "/Sig"

    @property
    def signed(self) -> bool:
        return self.signs and bool(self.signature)

    @property
    def stamps(self) -> bool:
        """Whether its signature is a document time-stamp, whatever its type says."""
        return is_name(self.signature.get("/SubFilter"), *STAMPS)


def fields_of(history: History, revision: int) -> dict[str, Field]:
    """Every field that carries a name, a widget or a value; the first of a name speaks for it.

    Raises:
        RuntimeError: the form does not end.
    """
    root = entries_of(history.value(history.trailer(revision, "/Root"), revision))
    form = entries_of(history.value(root.get("/AcroForm"), revision))
    found: dict[str, Field] = {}
    waiting = [(each, "", "") for each in reversed(items_of(history.value(form.get("/Fields"), revision)))]
    for _ in range(MOST_FIELDS):
        if not waiting:
            return found
        thing, parent, kind = waiting.pop()
        entries = entries_of(history.value(thing, revision))
        name, kind = field_name(parent, entries), _kind(history.value(entries.get("/FT"), revision), kind)
        waiting.extend((each, name, kind) for each in reversed(items_of(history.value(entries.get("/Kids"), revision))))
        value = history.value(entries.get("/V"), revision)
        boxes = _box(history.value(entries.get("/Rect"), revision))
        if name in found:
            found[name] = dataclasses.replace(found[name], boxes=found[name].boxes + boxes)
        else:
            signature = entries_of(value) if isinstance(value, Mapping) and kind == "/Sig" else {}
            found[name] = Field(name, kind, entries, signature, boxes)
    raise RuntimeError("more fields than can be looked at")


def _box(rectangle: Thing) -> tuple[Rectangle, ...]:
    numbers = [float(each) for each in items_of(rectangle) if isinstance(each, int | float)]
    if len(numbers) != len(("left", "bottom", "right", "top")):
        return ()
    (left, right), (bottom, top) = sorted(numbers[::2]), sorted(numbers[1::2])
    return ((left, bottom, right, top),)


def _kind(own: Thing, inherited: str) -> str:
    return str(own) if isinstance(own, str) else inherited

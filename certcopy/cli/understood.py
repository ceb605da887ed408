"""Kind, fields and doubts of a reading, for people and for programs."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from certcopy.cli import streams
from certcopy.domain.originality import STRONG
from certcopy.domain.page import Doubt, Field, Reading
from certcopy.domain.remarks import remark
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.ocr.understanding.proposal import proposed_title
from certcopy.ocr.understanding.rulebook import Rulebook

_FIELDS = TypeAdapter(tuple[Field, ...])
_DOUBTS = TypeAdapter(tuple[Doubt, ...])


def document(reading: Reading, book: Rulebook) -> dict[str, Any]:
    """The same for programs, with boxes in pixels of the upright page."""
    return {
        "kind": reading.kind,
        "kind_confidence": reading.kind_confidence,
        "proposed_title": proposed_title(reading, book) or None,
        "fields": _FIELDS.dump_python(reading.fields, mode="json"),
        "doubts": _DOUBTS.dump_python(reading.doubts, mode="json"),
    }


def show(reading: Reading, book: Rulebook) -> None:
    """Kind and title, a line a field, a line a doubt."""
    streams.answer(_kind(reading, book))
    if title := proposed_title(reading, book):
        streams.answer(_("Proposed title: {title}").format(title=title))
    for field in reading.fields:
        streams.answer(f"  {_line(field, book)}")
    for doubt in reading.doubts:
        streams.answer(_warning(doubt))


def _kind(reading: Reading, book: Rulebook) -> str:
    if reading.kind is None:
        return _("Kind: {kind}").format(kind=_("not recognised"))
    words = book.kind_words(reading.kind, language())
    return _("Kind: {kind} ({confidence:.0f} %)").format(kind=words, confidence=reading.kind_confidence)


def _line(field: Field, book: Rulebook) -> str:
    label = book.field_words(field.name, language())
    said = [f"{field.confidence:.0f} %", _("rule {rule}").format(rule=field.rule)]
    said += [remark(field.note, language())] if field.note else []
    said += [_("The print says: %(value)s") % {"value": field.printed}] if field.printed else []
    return f"{label}: {field.value} ({'; '.join(said)})"


def _warning(doubt: Doubt) -> str:
    template = (
        _("WARNING, page {page} ({confidence:.0f} %): {words}")
        if doubt.confidence >= STRONG
        else _("Hint, page {page} ({confidence:.0f} %): {words}")
    )
    return template.format(page=doubt.page, confidence=doubt.confidence, words=doubt.suspicion.words(language()))

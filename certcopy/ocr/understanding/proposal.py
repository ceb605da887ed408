"""What a register could call the paper: the kind's title with the fields that were read well."""

from __future__ import annotations

from certcopy.domain.page import Reading
from certcopy.ocr.understanding.rulebook import BRACES, Rulebook

SURE = 80.0
"""A number read less surely is left for the clerk to write."""


def proposed_title(reading: Reading, book: Rulebook) -> str:
    """The title, or the plain name of the kind where a field of the title was not read surely; empty for no kind."""
    kind = book.kinds.get(reading.kind or "")
    if kind is None:
        return ""
    values = {field.name: field.value for field in reading.fields if field.confidence >= SURE}
    if set(BRACES.findall(kind.title)) <= set(values):
        return BRACES.sub(lambda brace: values[brace[1]], kind.title)
    return kind.naming.vi

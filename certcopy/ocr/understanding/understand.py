"""Everything that the words, codes and traces of an original's pages mean."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from certcopy.domain.page import Page, Reading
from certcopy.ocr.understanding.doubts import doubts_of
from certcopy.ocr.understanding.fields import fields_of
from certcopy.ocr.understanding.kinds import KindFound, kind_of
from certcopy.ocr.understanding.machine_lines import machine_lines
from certcopy.ocr.understanding.payloads import kind_of_payload
from certcopy.ocr.understanding.rulebook import Rulebook, built_in
from certcopy.ocr.understanding.segments import Segment, segments
from certcopy.ocr.understanding.stamps import outside, stamps_of

BY_CODE = 95.0


def understand(pages: Sequence[Page], book: Rulebook | None = None) -> Reading:
    """Kind, fields and doubts of an original whose pages were read, by our own rules or by those of an office."""
    book = book or built_in()
    pieces = list(itertools.chain.from_iterable(segments(number, page.text) for number, page in enumerate(pages, 1)))
    stamps = stamps_of(pieces)
    own = outside(stamps, pieces)
    found = _kind(pages, own, book)
    fields = fields_of(pages, own, found.kind)
    return Reading(
        pages=tuple(pages),
        kind=found.kind.id if found.kind else None,
        fields=fields,
        kind_confidence=found.confidence,
        doubts=doubts_of(pages, pieces, stamps, fields),
    )


def _kind(pages: Sequence[Page], pieces: Sequence[Segment], book: Rulebook) -> KindFound:
    found = kind_of(pieces, book)
    lines = machine_lines(pieces)
    by_code = [kind_of_payload(code.text) for page in pages for code in page.codes] + [lines.kind if lines else None]
    coded = next((book.kinds.get(kind) for kind in by_code if kind), None)
    if coded is None or found.confidence >= BY_CODE:
        return found
    return KindFound(coded, BY_CODE)

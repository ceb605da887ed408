"""The ways to find a value on a page, by the method that a rule names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from certcopy.ocr.understanding.days import date, date_in_words
from certcopy.ocr.understanding.heads import header
from certcopy.ocr.understanding.hits import Hit
from certcopy.ocr.understanding.labelled import after_label
from certcopy.ocr.understanding.rulebook import Rule
from certcopy.ocr.understanding.rulefile import Method
from certcopy.ocr.understanding.segments import Segment
from certcopy.ocr.understanding.signers import signer

FINDERS: dict[Method, Callable[[Rule, Sequence[Segment]], Hit | None]] = {
    "label": after_label,
    "date": date,
    "words": date_in_words,
    "header": header,
    "signer": signer,
}

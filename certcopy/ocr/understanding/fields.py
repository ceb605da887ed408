"""The fields of a paper of a known kind, by its rules and its QR codes: proposals for the clerk, never certified."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from certcopy.domain.page import Code, Field, Page
from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.checks import agreeing, checked
from certcopy.ocr.understanding.finders import FINDERS
from certcopy.ocr.understanding.payloads import values_of
from certcopy.ocr.understanding.rulebook import Kind
from certcopy.ocr.understanding.segments import Segment

CODE_RULE = "qr"
CODE_CONFIDENCE = 99.0
"""A QR code corrects its own errors: what it says was so printed."""


def fields_of(pages: Sequence[Page], pieces: Sequence[Segment], kind: Kind | None) -> tuple[Field, ...]:
    """The fields of a paper: of several rules for one field the first that finds a sound value wins, else the first
    that finds any; what a QR code says outranks what was read."""
    printed = _printed(pieces, kind) if kind else {}
    coded = dict(_coded(pages, kind))
    both = {name: _preferred(coded[name], printed.get(name)) for name in coded}
    return agreeing(tuple({**printed, **both}.values()))


def _printed(pieces: Sequence[Segment], kind: Kind) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for rule in kind.rules:
        before = found.get(rule.field)
        if before and not before.note:
            continue
        hit = FINDERS[rule.method](rule, pieces)
        if hit:
            field = checked(Field(rule.field, hit.value, hit.page, hit.box, hit.confidence, rule.id), rule.check)
            if before is None or not field.note:
                found[rule.field] = field
    return found


def _coded(pages: Sequence[Page], kind: Kind | None) -> Iterator[tuple[str, Field]]:
    for number, page in enumerate(pages, start=1):
        for code in page.codes:
            for name, value in _values(code, kind).items():
                yield name, Field(name, value, number, code.box, CODE_CONFIDENCE, CODE_RULE)


def _values(code: Code, kind: Kind | None) -> Mapping[str, str]:
    return values_of(code.text, kind.id if kind else None)


def _preferred(coded: Field, printed: Field | None) -> Field:
    """The value of the code, where the print stands; and what the print says, where that is something else."""
    if printed is None:
        return coded
    there = dataclasses.replace(coded, page=printed.page, box=printed.box)
    if toneless(printed.value) == toneless(coded.value):
        return there
    return dataclasses.replace(there, note="differs_from_code", printed=printed.value)

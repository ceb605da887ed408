"""The fields of a paper of a known kind, by its rules, its machine-readable lines and its QR codes.

They are proposals for the clerk, and never certified.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from certcopy.domain.page import Code, Field, Note, Page
from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.checks import agreeing, checked
from certcopy.ocr.understanding.finders import FINDERS
from certcopy.ocr.understanding.machine_lines import MachineLines, machine_lines
from certcopy.ocr.understanding.payloads import values_of
from certcopy.ocr.understanding.rulebook import Kind, Rule
from certcopy.ocr.understanding.segments import Segment

CODE_RULE = "qr"
CODE_CONFIDENCE = 99.0
"""A QR code corrects its own errors: what it says was so printed."""
LINES_RULE = "mrz"
PROVED = 97.0
"""Of lines whose check digits are all right, or that say what the print says; one check digit alone lets one misreading
in ten pass."""
CONTRADICTED = 60.0
"""What the print says otherwise, a person has to look at."""
IN_WORDS = "words"
NUMBERED = ("number", "register_number", "book")
PARTED = re.compile(r" ?([/–-]) ?")
"""A sign between the parts of a number: digits that were typed in leave a space before it."""
SEXES = ("Nam", "Nữ")
"""Anything else is a form on which one was to be ticked."""


def fields_of(pages: Sequence[Page], pieces: Sequence[Segment], kind: Kind | None) -> tuple[Field, ...]:
    """The fields of a paper: of several rules for one field the first that finds a sound value wins, else the first
    that finds any; what a QR code or a check digit proves outranks what was read."""
    found = _printed(pieces, kind) if kind else {}
    lines = machine_lines(pieces)
    if kind and lines and kind.id == lines.kind:
        found |= dict(_lined(lines, found))
    coded = dict(_coded(pages, kind))
    both = {name: _preferred(coded[name], found.get(name), "differs_from_code") for name in coded}
    return agreeing(tuple({**found, **both}.values()))


def _printed(pieces: Sequence[Segment], kind: Kind) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for rule in kind.rules:
        before = found.get(rule.field)
        if before is None or before.note or rule.method == IN_WORDS:
            field = _ruled(rule, pieces)
            found |= {rule.field: _better(field, before)} if field else {}
    return found


def _ruled(rule: Rule, pieces: Sequence[Segment]) -> Field | None:
    hit = FINDERS[rule.method](rule, pieces)
    if hit is None:
        return None
    value = _written(hit.value, rule)
    field = Field(rule.field, value, hit.page, hit.box, hit.confidence, rule.id)
    return None if rule.field == "sex" and value not in SEXES else checked(field, rule.check)


def _written(value: str, rule: Rule) -> str:
    """As it is written everywhere: numbers without the spaces of a form, sex with one capital."""
    if rule.check in ("personal_number", "old_number"):
        return "".join(value.split())
    if rule.field in NUMBERED:
        return PARTED.sub(r"\1", value)
    return value.capitalize() if rule.field == "sex" else value


def _better(field: Field, before: Field | None) -> Field:
    if before is None or not field.note:
        return field if before is None or before.note else _with_words(field, before)
    return before


def _with_words(words: Field, figures: Field) -> Field:
    if words.value == figures.value:
        return dataclasses.replace(figures, confidence=max(words.confidence, figures.confidence))
    return _contested(_preferred(words, figures, "differs_from_words"))


def _lined(lines: MachineLines, printed: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    """What the machine-readable lines say; a name, which has lost its marks there, is compared and never taken."""
    for name, value in lines.values.items():
        confidence = PROVED if lines.proved else CONTRADICTED
        field = Field(name, value, lines.line.page, lines.line.box, confidence, LINES_RULE)
        yield name, _compared(field, printed.get(name))
    holder = printed.get("person_name")
    if holder and lines.name and not toneless(holder.value).startswith(toneless(lines.name)):
        yield "person_name", _contested(dataclasses.replace(holder, note="differs_from_lines"))


def _compared(lined: Field, printed: Field | None) -> Field:
    if printed is None or lined.confidence == PROVED:
        return _contested(_preferred(lined, printed, "differs_from_lines"))
    if toneless(printed.value) == toneless(lined.value):
        return dataclasses.replace(printed, confidence=max(printed.confidence, PROVED))
    return _contested(dataclasses.replace(printed, note="differs_from_lines"))


def _coded(pages: Sequence[Page], kind: Kind | None) -> Iterator[tuple[str, Field]]:
    for number, page in enumerate(pages, start=1):
        for code in page.codes:
            for name, value in _values(code, kind).items():
                yield name, Field(name, value, number, code.box, CODE_CONFIDENCE, CODE_RULE)


def _values(code: Code, kind: Kind | None) -> Mapping[str, str]:
    return values_of(code.text, kind.id if kind else None)


def _contested(field: Field) -> Field:
    return dataclasses.replace(field, confidence=min(field.confidence, CONTRADICTED)) if field.note else field


def _preferred(proved: Field, printed: Field | None, note: Note) -> Field:
    """The better witness's value, where the print stands; and what the print says, where that is something else."""
    if printed is None:
        return proved
    there = dataclasses.replace(proved, page=printed.page, box=printed.box)
    if toneless(printed.value) == toneless(proved.value):
        return there
    return dataclasses.replace(there, note=note, printed=printed.value)

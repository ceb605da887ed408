"""Values that stand after their label: on its line, apart to the right of it, or on the next line below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from certcopy.ocr.understanding.checks import KNOWN
from certcopy.ocr.understanding.heads import ends_authority
from certcopy.ocr.understanding.hits import Hit, chosen
from certcopy.ocr.understanding.labels import LONGEST, label_text
from certcopy.ocr.understanding.neighbours import next_line, right_of
from certcopy.ocr.understanding.rulebook import Pattern, Rule
from certcopy.ocr.understanding.segments import Segment, folded

LEADER = re.compile(r"[\s.:;…·_*–-]*")
"""What stands between a label and its value: colons, and the dots or the line that the value was written over."""
AFTER_NAMES = re.compile(rf"\b(?:{'|'.join(KNOWN['after_names'])})\b|\b\w+\s*:")
"""A label that stands close behind a name in small letters, and begins with a capital like one."""


def after_label(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """What has the rule's form and follows a label: on the same line, to the right of it, or on the next line below."""
    return chosen(rule, _after_labels(rule, pieces))


def _after_labels(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for label in rule.labels:
        for piece in pieces:
            hit = _after(rule, label, piece, pieces)
            if hit:
                yield hit


def _after(rule: Rule, label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    found = label.search(label_text(piece, rule))
    if not found:
        return None
    start = found.start() if rule.keep_label else found.end()
    hit = _here(rule, piece, start)
    if hit:
        return _continued(rule, hit, piece, pieces)
    if start == 0 or any(map(str.isalnum, piece.text[start:])):
        return None
    for other in (right_of(piece, pieces), next_line(piece, pieces)):
        hit = _here(rule, other, 0) if other else None
        if hit and other:
            return _continued(rule, hit, other, pieces)
    return None


def _here(rule: Rule, piece: Segment, start: int) -> Hit | None:
    text = piece.text[:LONGEST]
    leader = LEADER.match(text, start)
    start = leader.end() if leader else start
    label = AFTER_NAMES.search(folded(text), start) if rule.check == "name" else None
    value = rule.form.match(text[: label.start()] if label else text, start)
    return Hit(value[1], piece.page, piece.words_between(*value.span(1))) if value else None


def _continued(rule: Rule, hit: Hit, piece: Segment, pieces: Sequence[Segment]) -> Hit:
    last = piece
    for _ in range(rule.lines - 1):
        below = next_line(last, pieces)
        if below is None or not _goes_on(rule, below):
            break
        hit, last = Hit(f"{hit.value} {below.text}", hit.page, hit.words + below.words), below
    return hit


def _goes_on(rule: Rule, piece: Segment) -> bool:
    """Whether a line continues the value: of its form wholly, or in capitals like the names of authorities."""
    found = rule.form.match(piece.text[:LONGEST])
    if found and found.end(1) == len(piece.text):
        return True
    return rule.check == "authority" and piece.in_capitals and not ends_authority(piece)

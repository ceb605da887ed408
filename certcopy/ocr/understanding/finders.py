"""The ways to find a value on a page: after its label, as a date, at the head, below a title of office."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from certcopy.domain.page import Box, Word
from certcopy.ocr.understanding.checks import is_usual
from certcopy.ocr.understanding.numerals import day_in_words
from certcopy.ocr.understanding.rulebook import Pattern, Rule, compiled
from certcopy.ocr.understanding.rulefile import Method
from certcopy.ocr.understanding.segments import Segment, around, folded

STROKES = str.maketrans("itl!|o", "111110")
"""What small or faint digits are read as, in text that is folded."""
GUESSED = 60.0
"""Confidence of a day in which strokes were taken for digits, or of a signer whose title was not read: a person looks
twice."""
PRINT = 80.0
"""Confidence from which on a word is print and no scrap of ink."""
SCRAP = 30.0
"""Confidence below which a word that is no usual name is a scrap of ink."""
SMALL_NUMBER = r"([0-9itlo!|]{1,2})"
DATE = (
    rf"\s*(?:ngay\S*\s*)?{SMALL_NUMBER}\s*(?:[/.-]|thang\S*)\s*{SMALL_NUMBER}\s*(?:[/.-]|nam\S*(?: year)?)\s*"
    r"([0-9]{4})(?:\D|$)"
)
NATION = re.compile(r"cong hoa xa hoi|xa hoi chu nghia")
RIGHT_HEAD = re.compile(rf"{NATION.pattern}|doc lap\W+tu do")
"""Where the right half of a head begins, should a line hold both halves."""
CAPACITY = r"\PL*(?:\pL{1,3}\PL*)?"
"""What may stand before a title of office: KT., TM. or Q., half a letter of it, or a scrap of seal or frame."""
TITLED = compiled(r"(?:\p{Lu}{2,6}\.+ ?|(?:PGS|GS|TS|ThS|BS|BSCK|CK|CKI|CKII|KS|CN)\b[. ]*)*", "signer")
"""Degrees before a name: any short word in capitals with a full stop, and these without one."""
NAME = compiled(r"\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*){1,5}", "signer")
OFFICE = re.compile(r"(?:kt|tm|tl|tuq|q)[.,] ?|(?:pho )?(?:chu tich|giam doc|hieu truong|truong phong)")
ALONE = compiled(DATE, "date")
HEAD_LINES = 8
SIGNATURE_LINES = 14
SIGNATURE_ROOM = 3
"""Letter heights that are left free for a signature above the name, at least."""
REST_OF_LABEL = 20
"""Letters by which a label may go on, in another language, before the day below it."""
LONGEST = 400
"""Letters of one segment that are looked at; no line of print is longer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A value and the words it was taken from."""

    value: str
    page: int
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return around(self.words)

    @property
    def confidence(self) -> float:
        """That of the word read least surely."""
        return min(word.confidence for word in self.words)


def after_label(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """What has the rule's form and follows a label: on the same line, to the right of it, or on the next line below."""
    return _chosen(rule, _after_labels(rule, pieces))


def date(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """Day, month and year after a label, as ``2026-11-23``; whether there is such a day is for a check to say."""
    return _chosen(rule, _dates(rule, pieces))


def date_in_words(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The same of a day written in words, which may go on on the line below."""
    return _chosen(rule, _in_words(rule, pieces))


def header(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The last authority in capitals left of the national name, with the lines that continue it."""
    nation = next(_nations(pieces), None)
    column = sorted(_left_of(nation, pieces), key=lambda piece: piece.box.top) if nation else []
    starts = [index for index, piece in enumerate(column) if _begins(rule, piece)]
    return _joined(column[starts[-1] :]) if starts else None


def signer(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The name nearest below the last title of office that has one; one below room for a signature, should a seal
    hide the title."""
    titles = [piece for piece in pieces if piece.text.isupper() and _is_office(rule, piece)]
    for title in reversed(titles):
        below = sorted(_below(title, pieces, SIGNATURE_LINES), key=lambda piece: piece.box.top)
        names = [hit for hit in map(_named, below) if hit]
        usual = (hit for hit in names if is_usual(hit.value))
        hit = next(usual, None) or next((hit for hit in names if hit.confidence >= SCRAP), None)
        if hit:
            return hit
    return _signed(pieces)


FINDERS: dict[Method, Callable[[Rule, Sequence[Segment]], Hit | None]] = {
    "label": after_label,
    "date": date,
    "words": date_in_words,
    "header": header,
    "signer": signer,
}


def _chosen(rule: Rule, hits: Iterator[Hit]) -> Hit | None:
    if not rule.last:
        return next(hits, None)
    return next(reversed(list(hits)), None)


def _after_labels(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for label in rule.labels:
        for piece in pieces:
            hit = _after(rule, label, piece, pieces)
            if hit:
                yield hit


def _after(rule: Rule, label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    found = label.search(folded(piece.text[:LONGEST]))
    if not found:
        return None
    start = found.start() if rule.keep_label else found.end()
    hit = _here(rule, piece, start)
    if hit:
        return _continued(rule, hit, piece, pieces)
    if start == 0 or any(map(str.isalnum, piece.text[start:])):
        return None
    for other in (_right_of(piece, pieces), _next_line(piece, pieces)):
        hit = _here(rule, other, 0) if other else None
        if hit and other:
            return _continued(rule, hit, other, pieces)
    return None


def _here(rule: Rule, piece: Segment, start: int) -> Hit | None:
    start += len(piece.text[start:]) - len(piece.text[start:].lstrip())
    value = rule.form.match(piece.text[:LONGEST], start)
    return Hit(value[1], piece.page, piece.words_between(*value.span(1))) if value else None


def _next_line(piece: Segment, pieces: Sequence[Segment]) -> Segment | None:
    return min(_below(piece, pieces, 2), key=lambda other: other.box.top, default=None)


def _continued(rule: Rule, hit: Hit, piece: Segment, pieces: Sequence[Segment]) -> Hit:
    last = piece
    for _ in range(rule.lines - 1):
        below = _next_line(last, pieces)
        if below is None or not _goes_on(rule, below):
            break
        hit, last = Hit(f"{hit.value} {below.text}", hit.page, hit.words + below.words), below
    return hit


def _goes_on(rule: Rule, piece: Segment) -> bool:
    """Whether a line continues the value: of its form wholly, or in capitals like the names of authorities."""
    found = rule.form.match(piece.text[:LONGEST])
    if found and found.end(1) == len(piece.text):
        return True
    return rule.check == "authority" and piece.text.isupper() and not OFFICE.match(folded(piece.text))


@functools.cache
def _dated(label: Pattern) -> Pattern:
    return compiled(f"(?:{label.pattern}){DATE}", "date")


def _dates(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for piece in pieces:
        text = folded(piece.text[:LONGEST])
        for label in rule.labels:
            found = _dated(label).search(text)
            hit = _dated_hit(found, piece) if found else _dated_below(label, piece, pieces)
            hit = hit or _dated_across(label, piece, pieces)
            if hit:
                yield hit


def _dated_below(label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    """A day that stands alone on the line below its label."""
    found = label.search(folded(piece.text[:LONGEST]))
    rest = piece.text[found.end() :] if found and found.end() else "0"
    if len(rest) > REST_OF_LABEL or any(map(str.isdigit, rest)):
        return None
    below = _next_line(piece, pieces)
    found = ALONE.match(folded(below.text[:LONGEST])) if below else None
    return _dated_hit(found, below) if found and below else None


def _dated_across(label: Pattern, piece: Segment, pieces: Sequence[Segment]) -> Hit | None:
    """A day whose month or year goes on on the line below."""
    below = _next_line(piece, pieces) if label.search(folded(piece.text[:LONGEST])) else None
    both = Segment(piece.page, piece.words + (below.words if below else ()))
    found = _dated(label).search(folded(both.text[: 2 * LONGEST])) if below else None
    return _dated_hit(found, both) if found and found.start(len(found.groups()) - 2) < len(piece.text) else None


def _in_words(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    for piece in pieces:
        text = folded(piece.text[:LONGEST])
        starts = [found.end() for label in rule.labels if (found := label.search(text))]
        below = _next_line(piece, pieces) if starts else None
        both = Segment(piece.page, piece.words + (below.words if below else ()))
        day = day_in_words(both.text[: 2 * LONGEST], starts[0]) if starts else None
        if day:
            yield Hit(day.value, piece.page, both.words_between(day.start, day.end))


def _dated_hit(found: Any, piece: Segment) -> Hit:
    last = len(found.groups())
    parts = [found[last - back] for back in (2, 1, 0)]
    day, month, year = (int(part.translate(STROKES)) for part in parts)
    words = piece.words_between(found.start(last - 2), found.end(last))
    if not "".join(parts).isdecimal():
        words = tuple(dataclasses.replace(word, confidence=min(word.confidence, GUESSED)) for word in words)
    return Hit(f"{year:04}-{month:02}-{day:02}", piece.page, words)


def _nations(pieces: Sequence[Segment]) -> Iterator[Segment]:
    """The name of the nation, without what stands close before it on its line."""
    for piece in pieces:
        found = NATION.search(folded(piece.text))
        if found:
            yield Segment(piece.page, piece.words_between(found.start(), len(piece.text)))


def _left_of(nation: Segment, pieces: Sequence[Segment]) -> Iterator[Segment]:
    height = nation.box.height
    for piece in pieces:
        near = -2 * height < piece.box.top - nation.box.top < HEAD_LINES * height
        right = RIGHT_HEAD.search(folded(piece.text))
        words = piece.words_between(0, right.start() - 1 if right else len(piece.text))
        if piece.page == nation.page and near and words and words[-1].box.right < nation.box.left + height:
            yield Segment(piece.page, words)


def _begins(rule: Rule, piece: Segment) -> bool:
    text = f"{folded(piece.text)} "
    return piece.text.isupper() and any(label.match(text) for label in rule.labels)


def _joined(lines: Sequence[Segment]) -> Hit:
    words: tuple[Word, ...] = ()
    for line in lines:
        if not line.text.isupper():
            break
        words += line.words
    return Hit(" ".join(word.text for word in words), lines[0].page, words)


def _is_office(rule: Rule, piece: Segment) -> bool:
    return any(_office(label).match(folded(piece.text)) for label in rule.labels)


@functools.cache
def _office(label: Pattern) -> Pattern:
    return compiled(f"{CAPACITY}(?:{label.pattern})", "signer")


def _named(piece: Segment) -> Hit | None:
    """A piece that is nothing but a name, or a usual name behind a scrap of ink."""
    hit, behind = _name(piece.page, piece.words), _name(piece.page, piece.words[1:])
    if hit or not behind or piece.words[0].confidence >= PRINT:
        return hit
    return behind if is_usual(behind.value) else None


def _name(page: int, words: tuple[Word, ...]) -> Hit | None:
    text = re.sub(r"[^\w. ]", "", Segment(page, words).text).strip()
    name = text[TITLED.match(text).end() :].replace(".", "")
    return Hit(name, page, words) if NAME.fullmatch(name) and not name.isupper() else None


def _signed(pieces: Sequence[Segment]) -> Hit | None:
    """The last usual name in the right half of a page, with room for a signature above it and no other name beside
    it, as the parties of a contract have."""
    named = [hit for piece in pieces if (hit := _named(piece)) and is_usual(hit.value)]
    right = (hit for hit in named if _is_right(hit, pieces))
    last = max(right, key=lambda hit: (hit.page, hit.box.top), default=None)
    if last is None or not _has_room(last, pieces) or any(_is_left_of(hit, last) for hit in named):
        return None
    words = (dataclasses.replace(word, confidence=min(word.confidence, GUESSED)) for word in last.words)
    return dataclasses.replace(last, words=tuple(words))


def _is_right(hit: Hit, pieces: Sequence[Segment]) -> bool:
    page = around([word for piece in pieces if piece.page == hit.page for word in piece.words])
    return hit.box.left + hit.box.right > page.left + page.right


def _is_left_of(hit: Hit, other: Hit) -> bool:
    return hit.page == other.page and _stands_beside(other.box, hit.box)


def _has_room(hit: Hit, pieces: Sequence[Segment]) -> bool:
    """Whether no print stands close above it, only scraps of ink that were read as letters."""
    above = [piece for piece in pieces if piece.page == hit.page and _stands_above(piece.box, hit.box)]
    return not any(word.confidence >= PRINT and len(word.text) > 2 for piece in above for word in piece.words)


def _stands_above(box: Box, below: Box) -> bool:
    rise = (below.top - box.bottom) / below.height
    return -0.5 < rise < SIGNATURE_ROOM and min(box.right, below.right) > max(box.left, below.left)


def _right_of(piece: Segment, pieces: Sequence[Segment]) -> Segment | None:
    """The nearest on the same line of print, where a wide gap or another ink parts a label from its value."""
    beside = (other for other in pieces if other.page == piece.page and _stands_beside(other.box, piece.box))
    return min(beside, key=lambda other: other.box.left, default=None)


def _stands_beside(box: Box, left: Box) -> bool:
    shared = min(box.bottom, left.bottom) - max(box.top, left.top)
    return box.left >= left.right and shared > min(box.height, left.height) / 2


def _below(piece: Segment, pieces: Sequence[Segment], lines: int) -> Iterator[Segment]:
    same_page = (other for other in pieces if other.page == piece.page)
    return (other for other in same_page if _hangs_below(other.box, piece.box, lines))


def _hangs_below(box: Box, above: Box, lines: int) -> bool:
    drop = (box.top - above.top) / above.height
    shared = min(box.right, above.right) - max(box.left, above.left)
    return 0.5 < drop < lines + 0.5 and shared > min(box.width, above.width) / 3

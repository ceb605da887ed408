"""The four ways to find a value on a page: after its label, as a date, at the head, below a title of office."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from certcopy.ocr.rules import pattern
from certcopy.ocr.segments import Segment, around, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certcopy.domain.page import Box, Word
    from certcopy.ocr.rules import Method, Rule

DATE = r"\s*(?:ngay\S*\s*)?(\d{1,2})\s*(?:[/.-]|thang\S*)\s*(\d{1,2})\s*(?:[/.-]|nam\S*)\s*(\d{4})(?!\d)"
PERSONAL_NUMBER = re.compile(r"0\d{2}[0-3]\d{8}")
NATION = re.compile(r"cong hoa xa hoi|xa hoi chu nghia")
CAPACITY = r"^(?:(?:kt|tm|tl|tuq|q)[.,]? ?)?(?:"
NAME = pattern(r"^(?:(?:PGS|GS|TS|ThS|BS|BSCK|CK|CKI|CKII|KS|CN)\b[. ]*)*(\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*){1,5})$")
HEAD_LINES = 8
SIGNATURE_LINES = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A value and the words it was taken from."""

    value: str
    page: int
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return around(self.words)


def is_personal_number(number: str) -> bool:
    """Whether these are the 12 digits of a personal number: place, century and sex, birth year, random."""
    return bool(PERSONAL_NUMBER.fullmatch(number))


def after_label(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """What has the rule's form and follows a label, on the same line or the next one below."""
    return _chosen(rule, _after_labels(rule, pieces))


def date(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """A day that exists, after a label; ISO 8601."""
    return _chosen(rule, _dates(rule, pieces))


def header(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The last authority in capitals left of the national name, with the lines that continue it."""
    nation = next((piece for piece in pieces if NATION.search(folded(piece.text))), None)
    column = sorted(_left_of(nation, pieces), key=lambda piece: piece.box.top) if nation else []
    starts = [index for index, piece in enumerate(column) if _begins(rule, piece)]
    return _joined(column[starts[-1] :]) if starts else None


def signer(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The name nearest below the last title of office that has one."""
    titles = [piece for piece in pieces if piece.text.isupper() and _is_office(rule, piece)]
    for title in reversed(titles):
        below = sorted(_below(title, pieces, SIGNATURE_LINES), key=lambda piece: piece.box.top)
        for piece in below:
            name = NAME.match(re.sub(r"[^\w. ]", "", piece.text))
            if name and not name[1].isupper():
                return Hit(name[1], piece.page, piece.words)
    return None


FINDERS: dict[Method, Callable[[Rule, Sequence[Segment]], Hit | None]] = {
    "label": after_label,
    "date": date,
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
            found = label.search(folded(piece.text))
            hit = found and (_here(rule, piece, found.end()) or _next_line(rule, piece, found.end(), pieces))
            if hit and (rule.field != "personal_number" or is_personal_number(hit.value)):
                yield _continued(rule, hit, pieces)


def _here(rule: Rule, piece: Segment, start: int) -> Hit | None:
    start += len(piece.text[start:]) - len(piece.text[start:].lstrip())
    value = rule.form.match(piece.text, start)
    return Hit(value[0], piece.page, piece.words_between(*value.span())) if value else None


def _next_line(rule: Rule, piece: Segment, end: int, pieces: Sequence[Segment]) -> Hit | None:
    if piece.text[end:].strip():
        return None
    below = min(_below(piece, pieces, 2), key=lambda other: other.box.top, default=None)
    return _here(rule, below, 0) if below else None


def _continued(rule: Rule, hit: Hit, pieces: Sequence[Segment]) -> Hit:
    for _ in range(rule.lines - 1):
        last = Segment(hit.page, hit.words)
        below = min(_below(last, pieces, 2), key=lambda other: other.box.top, default=None)
        if below and rule.form.fullmatch(below.text):
            hit = Hit(f"{hit.value} {below.text}", hit.page, hit.words + below.words)
    return hit


def _dates(rule: Rule, pieces: Sequence[Segment]) -> Iterator[Hit]:
    expressions = [re.compile(label.pattern + DATE) for label in rule.labels]
    for piece in pieces:
        for expression in expressions:
            found = expression.search(folded(piece.text))
            day = found and _day(*map(int, found.groups()[-3:]))
            if found and day:
                words = piece.words_between(found.start(found.re.groups - 2), found.end())
                yield Hit(day.isoformat(), piece.page, words)


def _day(day: int, month: int, year: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _left_of(nation: Segment, pieces: Sequence[Segment]) -> Iterator[Segment]:
    height = nation.box.height
    for piece in pieces:
        near = -2 * height < piece.box.top - nation.box.top < HEAD_LINES * height
        if piece.page == nation.page and near and piece.box.right < nation.box.left + height:
            yield piece


def _begins(rule: Rule, piece: Segment) -> bool:
    return piece.text.isupper() and any(label.match(f"{folded(piece.text)} ") for label in rule.labels)


def _joined(lines: Sequence[Segment]) -> Hit:
    words: tuple[Word, ...] = ()
    for line in lines:
        if not line.text.isupper():
            break
        words += line.words
    return Hit(" ".join(word.text for word in words), lines[0].page, words)


def _is_office(rule: Rule, piece: Segment) -> bool:
    text = folded(piece.text)
    return any(re.match(f"{CAPACITY}{label.pattern})", text) for label in rule.labels)


def _below(piece: Segment, pieces: Sequence[Segment], lines: int) -> Iterator[Segment]:
    same_page = (other for other in pieces if other.page == piece.page)
    return (other for other in same_page if _hangs_below(other.box, piece.box, lines))


def _hangs_below(box: Box, above: Box, lines: int) -> bool:
    drop = (box.top - above.top) / above.height
    shared = min(box.right, above.right) - max(box.left, above.left)
    return 0.5 < drop < lines + 0.5 and shared > min(box.width, above.width) / 3

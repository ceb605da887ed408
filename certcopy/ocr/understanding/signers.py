"""Who signed: the name below a title of office, or below the room that a signature was left."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from certcopy.domain.page import Box, Word
from certcopy.ocr.understanding.checks import FAMILIES, HEADLESS, is_usual
from certcopy.ocr.understanding.hits import Hit
from certcopy.ocr.understanding.labels import label_text
from certcopy.ocr.understanding.neighbours import below, stands_beside
from certcopy.ocr.understanding.rulebook import Pattern, Rule, compiled
from certcopy.ocr.understanding.segments import Segment, around, folded

GUESSED = 60.0
"""Confidence of a signer whose title was not read: a person looks twice."""
PRINT = 80.0
"""Confidence from which on a word is print and no scrap of ink."""
SCRAP = 30.0
"""Confidence below which a word that is no usual name is a scrap of ink."""
CAPACITY = r"\PL*(?:\pL{1,3}\PL*)?"
"""What may stand before a title of office: KT., TM. or Q., half a letter of it, or a scrap of seal or frame."""
TITLED = compiled(
    r"(?:\p{Lu}{2,6}\.+ ?|(?:PGS|GS|TS|TSKH|ThS|Ths|(?:BS|DS)?CKI{0,2}|BS|DS|KS|CN)\b[. ]*|"
    r"(?:Đại|Thượng|Trung|Thiếu) (?:tá|úy|uý|tướng) |(?:Bác|Thạc|Tiến|Luật|Kỹ) (?:sĩ|sỹ|sư) )*",
    "signer",
)
"""Degrees and ranks before a name: any short word in capitals with a full stop, and these without one."""
NAME = compiled(r"\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*){1,5}", "signer")
CAPITALS = compiled(r"\p{Lu}{2,}(?: \p{Lu}+){1,4}", "signer")
OFFICE = re.compile(r"\b(?:chu tich|giam doc|\w+ truong|truong \w+)\b")
SIGNATURE_LINES = 14
SIGNATURE_ROOM = 3
"""Letter heights that are left free for a signature above the name, at least."""


def signer(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The name nearest below the last title of office that has one; one below room for a signature, should a seal
    hide the title, unless the rule needs the title."""
    titles = [piece for piece in pieces if piece.in_capitals and is_office(rule, piece)]
    for title in reversed(titles):
        under = sorted(below(title, pieces, SIGNATURE_LINES), key=lambda piece: piece.box.top)
        hit = next(_names(under), None)
        if hit:
            return hit
    return None if rule.needs_title else _signed(pieces)


def _names(pieces: Sequence[Segment]) -> Iterator[Hit]:
    """Names from the top: the usual ones, those that were read well enough, and usual ones in capitals."""
    names = [hit for hit in map(named, pieces) if hit]
    yield from (hit for hit in names if is_usual(hit.value))
    yield from (hit for hit in names if hit.confidence >= SCRAP)
    yield from (hit for hit in map(_in_capitals, pieces) if hit)


def is_office(rule: Rule, piece: Segment) -> bool:
    """Whether a piece begins with a title of office that the rule knows."""
    return any(_office(label).match(label_text(piece, rule)) for label in rule.labels)


@functools.cache
def _office(label: Pattern) -> Pattern:
    return compiled(f"{CAPACITY}(?:{label.pattern})", "signer")


def named(piece: Segment) -> Hit | None:
    """A piece that is nothing but a name, or a usual name behind a scrap of ink."""
    hit, behind = _name(piece.page, piece.words), _name(piece.page, piece.words[1:])
    if hit or not behind or piece.words[0].confidence >= PRINT:
        return hit
    return behind if is_usual(behind.value) else None


def _name(page: int, words: tuple[Word, ...]) -> Hit | None:
    name = _untitled(Segment(page, words).text)
    return Hit(name, page, words) if NAME.fullmatch(name) and not name.isupper() else None


def _in_capitals(piece: Segment) -> Hit | None:
    """A name in capitals, as titles are: it has to begin with a family name, and say no office."""
    name = _untitled(piece.text)
    family = name.split(" ", 1)[0].capitalize()
    is_name = CAPITALS.fullmatch(name) and family in FAMILIES and family not in HEADLESS
    return Hit(name, piece.page, piece.words) if is_name and not OFFICE.search(folded(name)) else None


def _untitled(text: str) -> str:
    plain = re.sub(r"[^\w. ]", "", text).strip()
    return plain[TITLED.match(plain).end() :].replace(".", "")


def _signed(pieces: Sequence[Segment]) -> Hit | None:
    """The last usual name in the right half of a page, with room for a signature above it and no other name beside
    it, as the parties of a contract have."""
    names = [hit for piece in pieces if (hit := named(piece)) and is_usual(hit.value)]
    right = (hit for hit in names if _is_right(hit, pieces))
    last = max(right, key=lambda hit: (hit.page, hit.box.top), default=None)
    if last is None or not _has_room(last, pieces) or any(_is_left_of(hit, last) for hit in names):
        return None
    return last.believed_to(GUESSED)


def _is_right(hit: Hit, pieces: Sequence[Segment]) -> bool:
    page = around([word for piece in pieces if piece.page == hit.page for word in piece.words])
    return hit.box.left + hit.box.right > page.left + page.right


def _is_left_of(hit: Hit, other: Hit) -> bool:
    return hit.page == other.page and stands_beside(other.box, hit.box)


def _has_room(hit: Hit, pieces: Sequence[Segment]) -> bool:
    """Whether no print stands close above it, only scraps of ink that were read as letters."""
    above = [piece for piece in pieces if piece.page == hit.page and _stands_above(piece.box, hit.box)]
    return not any(word.confidence >= PRINT and len(word.text) > 2 for piece in above for word in piece.words)


def _stands_above(box: Box, lower: Box) -> bool:
    rise = (lower.top - box.bottom) / lower.height
    return -0.5 < rise < SIGNATURE_ROOM and min(box.right, lower.right) > max(box.left, lower.left)

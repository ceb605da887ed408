"""The authority at the head of a paper, left of the national name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from certcopy.domain.page import Box
from certcopy.ocr.understanding.hits import Hit
from certcopy.ocr.understanding.labels import label_text
from certcopy.ocr.understanding.rulebook import Rule
from certcopy.ocr.understanding.segments import Segment, folded

NATION = re.compile(r"cong hoa xa hoi|xa hoi chu nghia")
RIGHT_HEAD = re.compile(rf"{NATION.pattern}|doc lap\W+tu do")
"""Where the right half of a head begins, should a line hold both halves."""
HEAD_LINES = 8
NO_PART = re.compile(
    r"(?:kt|tm|tl|tuq|q)[.,] ?|(?:pho )?(?:chu tich|giam doc|hieu truong|truong phong)|cong hoa|"
    r"(?:bang|bien ban|chung chi|chung nhan|giay|hoc ba|hop dong|phieu|quyet dinh|so ho khau|thong bao|trich luc|"
    r"xac nhan|dang ky (?:xe|mo to))\b"
)
"""How lines in capitals begin that follow the name of an authority and are no part of it, folded."""
LINE_DROP = 3
"""Heights from one line of a name to the next, at most."""
ENGLISH = re.compile(r"\b(?:MOT|MPS|OF|POLICE|DEPARTMENT|DIVISION|MINISTRY|PEOPLE|PROVINCE|UNIVERSITY|SCHOOL)\b")
"""Words by which the name of an authority is known to go on in English."""


def header(rule: Rule, pieces: Sequence[Segment]) -> Hit | None:
    """The last authority in capitals left of the national name, with the lines that continue it."""
    nation = next(_nations(pieces), None)
    column = sorted(_left_of(nation, pieces), key=lambda piece: piece.box.top) if nation else []
    starts = [index for index, piece in enumerate(column) if _begins(rule, piece)]
    return _joined(column[starts[-1] :]) if starts else None


def ends_authority(piece: Segment) -> bool:
    """Whether a line in capitals below the name of an authority is no part of it: an office, or a title."""
    return bool(NO_PART.match(folded(piece.text)))


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
        if piece.page == nation.page and near and words and _is_left(Segment(piece.page, words).box, nation.box):
            yield Segment(piece.page, words)


def _is_left(box: Box, nation: Box) -> bool:
    """Whether a line stands left of the national name, or below it and only reaches under it."""
    if box.right < nation.left + nation.height:
        return True
    return box.top > nation.bottom and box.left + box.right < 2 * nation.left


def _begins(rule: Rule, piece: Segment) -> bool:
    text = f"{label_text(piece, rule)} "
    return piece.in_capitals and any(label.match(text) for label in rule.labels)


def _joined(lines: Sequence[Segment]) -> Hit:
    words = lines[0].words
    for before, line in itertools.pairwise(lines):
        if not _continues(line, before):
            break
        words += line.words
    return Hit(" ".join(word.text for word in words), lines[0].page, words)


def _continues(line: Segment, before: Segment) -> bool:
    near = line.box.top - before.box.top < LINE_DROP * before.box.height
    return near and line.in_capitals and not ends_authority(line) and not ENGLISH.search(line.text)

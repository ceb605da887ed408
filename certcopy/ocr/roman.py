"""Roman numerals whose strokes were read as other letters, put right where only a numeral can stand: “Chương HI” is
“Chương III”. What was read stays on the word.

The network was trained on words, and takes two strokes side by side for an H.
"""

from __future__ import annotations

import dataclasses
import re

from certcopy.domain.page import Line, PageText, Word

COUNTED = frozenset(
    ["chương", "phần", "mục", "lục", "kỳ", "quý", "loại", "hạng", "khóa", "khoá", "tập", "đợt", "nhóm", "cấp"]
)
"""Words that a numeral follows."""
PRINTED = re.compile(r"(\W*)(\w+)(\W*)")
WITH_H = re.compile(r"[IVX]*H[IVXH]*")
WITH_OTHERS = re.compile(r"TI{1,2}|[IVXH]*[ỊJl][IVXHỊJl]*")
"""“VỊ” and “TI” are words, too: in a line of capitals they stay."""
NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
SHORTEST = 2


def numerals_put_right(text: PageText) -> PageText:
    """The words, with the numerals that follow a word such as “chương”, or begin a line before a full stop."""
    return PageText(tuple(_line_put_right(line) for line in text.lines))


def _line_put_right(line: Line) -> Line:
    befores = (None, *line.words)
    return Line(tuple(_put_right(word, before) for word, before in zip(line.words, befores, strict=False)))


def _put_right(word: Word, before: Word | None) -> Word:
    hit = PRINTED.fullmatch(word.text)
    if hit is None or not _may_be_counted(before, hit[2], hit[3]):
        return word
    numeral = _numeral(hit[2])
    return dataclasses.replace(word, text=hit[1] + numeral + hit[3], read_as=word.text) if numeral else word


def _may_be_counted(before: Word | None, read: str, after: str) -> bool:
    if before is None:
        return after == "." and WITH_H.fullmatch(read) is not None and len(read) >= SHORTEST
    strokes = WITH_H.fullmatch(read) or (WITH_OTHERS.fullmatch(read) and not before.text.isupper())
    return before.text.lower() in COUNTED and bool(strokes)


def _numeral(read: str) -> str:
    """The numeral of these strokes; empty where they are none."""
    others = str.maketrans("TỊJl", "IIII")
    made = (read.replace("H", strokes).translate(others) for strokes in ("II", "I"))
    return next((each for each in made if NUMERAL.fullmatch(each) and each), "")

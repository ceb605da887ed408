"""Days written in Vietnamese words: "ngày mười hai, tháng ba, năm hai nghìn không trăm hai mươi"."""

from __future__ import annotations

import dataclasses
import re

from certcopy.ocr.syllables import is_syllable
from certcopy.ocr.understanding.segments import folded

DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "gieng": 1, "chap": 12,
}  # fmt: skip
"""Without marks; a year's first month has a name of its own, and so has its last."""
SCALES = {"muoi": 10, "tram": 100, "nghin": 1000, "ngan": 1000}
SILENT = ("linh", "le", "mung", "mong")
WORD = f"(?:{'|'.join((*DIGITS, *SCALES, *SILENT))})"
DAY = re.compile(
    rf"\bngay\W+({WORD}(?:\W+{WORD}){{0,3}})\W+thang\W+({WORD}(?:\W+{WORD})??)\W+nam\W+({WORD}(?:\W+{WORD}){{1,9}})\b"
)

NEXT = re.compile(r"\s+(\w+)")


@dataclasses.dataclass(frozen=True, slots=True)
class DayInWords:
    """A day as ISO 8601, whether there is such a day or not, and where in the text it stands."""

    value: str
    start: int
    end: int


def day_in_words(text: str, start: int = 0) -> DayInWords | None:
    """The first day written in words from ``start`` on; marks may be wrong or missing. None where a word that cannot be
    read comes close after it: the year may go on there."""
    found = DAY.search(folded(text), start)
    after = NEXT.match(text, found.end()) if found else None
    if not found or (after and not is_syllable(after[1])):
        return None
    day, month, year = (number(re.findall(r"\w+", words)) for words in found.groups())
    return DayInWords(f"{year:04}-{month:02}-{day:02}", *found.span())


def number(words: list[str]) -> int:
    """What number words without marks say; a year may be spelled digit by digit."""
    if len(words) == 4 and all(word in DIGITS for word in words):
        return int("".join(str(DIGITS[word] % 10) for word in words))
    total = pending = 0
    for word in words:
        if word in SCALES:
            ten = word == "muoi" and not pending
            total += 10 if ten else pending * SCALES[word]
            pending = 0
        else:
            pending = DIGITS.get(word, pending)
    return total + pending

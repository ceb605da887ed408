"""Tesseract's table of words (TSV), the form in which both engines answer.

Columns: level, page, block, paragraph, line and word number, left, top, width, height, confidence, text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from operator import itemgetter

from certcopy.domain.page import Box, Line, PageText, Word

WORD_LEVEL = "5"
COLUMNS = 12
LEVEL, LINE, BOX, CONFIDENCE, TEXT = 0, slice(1, 5), slice(6, 10), 10, 11
SURE_OF_SIGN = 60.0
DOUBLED = re.compile(r"(?<=Đ)Ð|(?<=N)Ñ")


def page_text(table: str) -> PageText:
    """The words of the table, in lines in Tesseract's reading order, without blanks and specks taken for signs."""
    rows = [row for row in (line.split("\t") for line in table.splitlines()) if _is_word(row)]
    lines = itertools.groupby(rows, key=itemgetter(LINE))
    return PageText(tuple(Line(tuple(_word(row) for row in line)) for _, line in lines))


def _is_word(row: list[str]) -> bool:
    if len(row) != COLUMNS or row[LEVEL] != WORD_LEVEL:
        return False
    return any(map(str.isalnum, row[TEXT])) or (bool(row[TEXT].strip()) and float(row[CONFIDENCE]) >= SURE_OF_SIGN)


def _word(row: list[str]) -> Word:
    left, top, width, height = map(float, row[BOX])
    confidence = min(100.0, max(0.0, float(row[CONFIDENCE])))
    return Word(_spelt(row[TEXT].strip()), Box(left, top, left + width, top + height), round(confidence, 1))


def _spelt(text: str) -> str:
    """NFC, without letters no Vietnamese word has: the model at times adds Ð to a Đ, or Ñ to an N, that it has read."""
    return DOUBLED.sub("", unicodedata.normalize("NFC", text)).replace("Ð", "Đ")

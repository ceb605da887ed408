"""Tesseract's table of words (TSV), the form in which its program and its library answer.

Columns: level, page, block, paragraph, line and word number, left, top, width, height, confidence, text.
"""

from __future__ import annotations

import itertools
from operator import itemgetter

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.printed import printed_word

WORD_LEVEL = "5"
COLUMNS = 12
LEVEL, LINE, BOX, CONFIDENCE, TEXT = 0, slice(1, 5), slice(6, 10), 10, 11


def page_text(table: str) -> PageText:
    """The words of the table, in lines in Tesseract's reading order."""
    rows = [row for row in (line.split("\t") for line in table.splitlines()) if _is_word(row)]
    lines = (list(filter(None, map(_word, line))) for _, line in itertools.groupby(rows, key=itemgetter(LINE)))
    return PageText(tuple(Line(tuple(words)) for words in lines if words))


def _is_word(row: list[str]) -> bool:
    return len(row) == COLUMNS and row[LEVEL] == WORD_LEVEL


def _word(row: list[str]) -> Word | None:
    left, top, width, height = map(float, row[BOX])
    return printed_word(row[TEXT], Box(left, top, left + width, top + height), float(row[CONFIDENCE]))

"""Papers in the layouts people bring, as text on a grid: their kinds, and every field that they carry."""

from __future__ import annotations

import pathlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from certcopy.domain.page import Box, Line, Page, PageImage, PageText, Reading, Word
from certcopy.ocr.understanding.segments import folded
from certcopy.ocr.understanding.understand import understand

FOLDER = pathlib.Path(__file__).parents[2] / "vectors" / "papers"
CELL = (22, 70)
"""Pixels that a letter is wide, and from one line to the next; letters are 40 high."""
PAPERS: Mapping[str, Mapping[str, Any]] = {
    name: paper
    for path in sorted(FOLDER.glob("*.toml"))
    for name, paper in tomllib.loads(path.read_text("utf-8")).items()
}


def understood(text: str) -> Reading:
    """What the rules make of a page whose words stand where they stand in the text."""
    lines = tuple(Line(words) for top, row in enumerate(text.splitlines()) if (words := tuple(_words(row, top))))
    return understand([Page(PageImage(b"", 2480, 3508, 300), PageText(lines))])


def _words(row: str, top: int) -> Iterator[Word]:
    width, height = CELL
    for found in re.finditer(r"\S+", row):
        left, right = (width * place for place in found.span())
        yield Word(found[0], Box(left, height * top, right, height * top + 40), 90.0)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_known_and_every_field_on_it_is_found_and_no_other(name: str) -> None:
    paper = PAPERS[name]
    reading = understood(paper["text"])
    assert reading.kind == paper["kind"]
    assert {field.name: field.value for field in reading.fields} == paper["fields"]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize(
    "misread", [lambda line: folded(line).upper(), lambda line: f"{line[:2]}X{line[3:]}"], ids=["marks", "letter"]
)
def test_a_paper_is_known_though_its_lines_in_capitals_lost_their_marks_or_a_letter(
    name: str, misread: Callable[[str], str]
) -> None:
    def spoilt(found: re.Match[str]) -> str:
        return misread(found[0]) if found[0].isupper() else found[0]

    assert understood(re.sub(r"\S+(?: \S+)*", spoilt, PAPERS[name]["text"])).kind == PAPERS[name]["kind"]

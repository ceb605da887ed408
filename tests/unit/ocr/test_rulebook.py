"""The rules of an office: they extend ours, take their place, or are refused with the reason."""

from __future__ import annotations

import pathlib
import time

import pytest

from certcopy.errors import BadRules
from certcopy.ocr.understanding.proposal import proposed_title
from certcopy.ocr.understanding.rulebook import built_in, rulebook
from certcopy.ocr.understanding.understand import understand
from tests.unit.ocr.test_fields import line, page

PERMIT = """
vi = "Giấy phép xây dựng"
en = "Building permit"
title = "Giấy phép xây dựng số {number}"
titles = ["GIẤY PHÉP XÂY DỰNG"]
use = ["number", "head"]

[rules.investor]
field = "investor"
method = "label"
labels = ['chu dau tu\\s*[:.]?']
form = '\\p{Lu}+( \\p{Lu}+)+'
"""
COMMON = """
[fields]
investor = { vi = "Chủ đầu tư", en = "Investor" }
"""


def write(folder: pathlib.Path, **files: str) -> pathlib.Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_folder_the_rules_are_ours(tmp_path: pathlib.Path) -> None:
    assert rulebook(tmp_path / "none") is built_in()


def test_an_office_adds_a_kind_with_a_field_of_its_own(tmp_path: pathlib.Path) -> None:
    book = rulebook(write(tmp_path, building_permit=PERMIT, common=COMMON))
    lines = ("GIẤY PHÉP XÂY DỰNG", "Số: 15/GPXD", "Chủ đầu tư: NGUYỄN VĂN MẪU")
    paper = [page(*(line((300, 100 + 80 * number, text)) for number, text in enumerate(lines)))]
    reading = understand(paper, book)
    assert (reading.kind, book.kind_words("building_permit", "vi")) == ("building_permit", "Giấy phép xây dựng")
    assert [field.value for field in reading.fields if field.name == "investor"] == ["NGUYỄN VĂN MẪU"]
    assert book.field_words("investor", "en") == "Investor"
    assert proposed_title(reading, book) == "Giấy phép xây dựng số 15/GPXD"
    assert set(built_in().kinds) < set(book.kinds)


def test_an_office_adds_a_title_to_a_kind_of_ours(tmp_path: pathlib.Path) -> None:
    book = rulebook(write(tmp_path, decision='titles = ["NGHỊ QUYẾT"]\ntitle = "Nghị quyết, quyết định số {number}"'))
    assert book.kinds["decision"].titles == ("nghi quyet", "quyet dinh")
    ours = built_in().kinds["decision"].rules
    assert [rule.id for rule in book.kinds["decision"].rules] == [rule.id for rule in ours]
    assert understand([page(line((900, 300, "NGHỊ QUYẾT")))], book).kind == "decision"


def test_an_office_starts_a_kind_anew(tmp_path: pathlib.Path) -> None:
    anew = 'replace = true\nvi = "Quyết định"\nen = "Decision"\ntitles = ["QUYẾT ĐỊNH"]\nuse = ["number"]'
    book = rulebook(write(tmp_path, decision=anew))
    assert [rule.id for rule in book.kinds["decision"].rules] == ["number"]


def test_an_office_rewrites_a_rule_for_every_kind_that_uses_it(tmp_path: pathlib.Path) -> None:
    rule = "[rules.number]\nfield = 'number'\nmethod = 'label'\nlabels = ['^ky hieu']\nform = '[0-9]+'"
    number = next(
        rule for rule in rulebook(write(tmp_path, common=rule)).kinds["decision"].rules if rule.id == "number"
    )
    assert number.labels[0].search("ky hieu 12")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("permit", "vi = ", "Invalid"),
        ("permit", 'vi = "Giấy phép"', "vi, en"),
        ("permit", 'vi = "Giấy phép"\nen = "Permit"', "titles"),
        ("permit", PERMIT.replace('"head"', '"haed"'), "haed"),
        ("permit", PERMIT.replace("{number}", "{colour}"), "colour"),
        ("permit", PERMIT.replace("titles", "title_s"), "title_s"),
        ("permit", PERMIT.replace('"label"', '"magic"'), "method"),
        ("permit", PERMIT.replace("chu dau tu", "(?=chu dau tu)"), "(?="),
        ("permit", PERMIT.replace("chu dau tu", "(chu dau tu"), "missing )"),
        ("Permit 1", PERMIT, "a-z"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(
    tmp_path: pathlib.Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(BadRules) as refusal:
        rulebook(write(tmp_path, **{name: text}))
    assert says in refusal.value.problem
    assert refusal.value.name in (f"{name}.toml", "[rules.investor]")


def test_no_expression_of_an_office_can_take_for_ever(tmp_path: pathlib.Path) -> None:
    book = rulebook(write(tmp_path, permit=PERMIT.replace("\\p{Lu}+( \\p{Lu}+)+", "((A+)+)+B")))
    paper = [page(line((300, 100, "GIẤY PHÉP XÂY DỰNG")), line((300, 200, "Chủ đầu tư: " + "A" * 3000)))]
    before = time.process_time()
    understand(paper, book)
    assert time.process_time() - before < 2


def test_ours_name_every_field_in_both_languages() -> None:
    book = built_in()
    for kind in book.kinds.values():
        assert kind.naming.vi != kind.naming.en
        assert {rule.field for rule in kind.rules} <= set(book.fields)

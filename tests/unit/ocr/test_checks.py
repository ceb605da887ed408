"""Values that cannot be right are kept, doubted, and never mended."""

from __future__ import annotations

import pytest

from certcopy.domain.page import Box, Field, Note
from certcopy.domain.remarks import WORDS, remark
from certcopy.ocr.understanding.checks import agreeing, checked
from certcopy.ocr.understanding.rulefile import Check


def field(name: str, value: str) -> Field:
    return Field(name, value, 1, Box(0, 0, 9, 9), 95.0, "rule")


@pytest.mark.parametrize(
    ("check", "value", "note"),
    [
        ("personal_number", "001188000005", ""),
        ("personal_number", "099188000005", "unknown_place"),
        ("personal_number", "00118800000", "not_a_number"),
        ("personal_number", "0O1188000005", "not_a_number"),
        ("old_number", "012345678", ""),
        ("old_number", "0123456789", "not_a_number"),
        ("authority", "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ", ""),
        ("authority", "ÚY BAN NHÁN DÁN", ""),
        ("authority", "QUYẾT ĐỊNH THÀNH LẬP", "unknown_authority"),
        ("name", "NGUYỄN THỊ MẪU", ""),
        ("name", "NGUYÊN THỊ MẪU", "unlikely_name"),
        ("name", "Trần Vẫn Ví Dụ", "unlikely_name"),
        ("name", "Đỉnh Văn Giả Dụ", "unlikely_name"),
        ("name", "Y Moan Êban", ""),
        ("none", "anything", ""),
    ],
)
def test_each_check(check: Check, value: str, note: Note) -> None:
    found = checked(field("some", value), check)
    assert (found.value, found.note) == (value, note)
    assert (found.confidence == 95.0) is (note == "")


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        ({"personal_number": "001188000005", "birth_date": "1988-08-30", "sex": "Nữ"}, set()),
        ({"personal_number": "001088000005", "birth_date": "1988-08-30", "sex": "Nữ"}, {"personal_number", "sex"}),
        ({"personal_number": "001189000005", "birth_date": "1988-08-30"}, {"personal_number", "birth_date"}),
        ({"personal_number": "001301000005", "birth_date": "2001-10-12", "sex": "Nữ"}, set()),
        ({"birth_date": "2015-09-02", "date": "2014-09-15"}, {"birth_date", "date"}),
        ({"personal_number": "001188000005"}, set()),
    ],
)
def test_what_contradicts_each_other_is_doubted_on_both_sides(values: dict[str, str], doubted: set[str]) -> None:
    found = agreeing([field(name, value) for name, value in values.items()])
    assert {each.name for each in found if each.note == "disagrees"} == doubted
    assert {each.name: each.value for each in found} == values


def test_every_note_has_words() -> None:
    for note in WORDS:
        assert bool(remark(note, "vi")) is bool(note)

"""Where the name of who signed should stand and was not read."""

from __future__ import annotations

import pytest

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.understanding.segments import Segment, segments
from certcopy.ocr.understanding.unsigned import Unsigned, is_likely, telling, unsigned
from tests.unit.ocr.test_fields import line

TITLE = line((1500, 1800, "KT. CHỦ TỊCH"))
SECOND = line((1460, 1850, "PHÓ CHỦ TỊCH"))
NAME = line((1450, 2200, "Trần Văn Ví Dụ"))
SEAL = Box(1250, 1830, 1550, 2130)


def parts(*lines: Line, seals: tuple[Box, ...] = ()) -> list[Unsigned]:
    return unsigned(segments(1, PageText(lines)), seals, 40.0)


def words(text: str, sure: float = 90.0) -> tuple[Word, ...]:
    return line((100, 100, text), sure=sure).words


def test_below_a_title_of_office_without_a_name_one_should_stand() -> None:
    (part,) = parts(TITLE, SECOND)
    assert part.box.left < 1450
    assert part.box.top > 1890
    assert part.box.right > 1450 + 20 * len("Trần Văn Ví Dụ")
    assert part.box.bottom > 2240
    assert (part.height, part.seal) == (40, None)


def test_where_the_name_was_read_surely_none_is_missing() -> None:
    assert parts(TITLE, SECOND, NAME) == []
    assert parts(TITLE, SECOND, NAME, seals=(SEAL,)) == []


@pytest.mark.parametrize("name", ["Trấn Văn Ví Dụ", "Trần Vần Ví Dụ"])
def test_a_name_whose_marks_are_unlikely_is_missing_yet(name: str) -> None:
    assert parts(TITLE, SECOND, line((1450, 2200, name)))


def test_a_name_that_was_read_badly_is_missing_yet() -> None:
    assert parts(TITLE, SECOND, line((1450, 2200, "Trần Văn Ví Dụ"), sure=60.0))


def test_a_title_above_text_leaves_no_room_for_a_signature() -> None:
    assert parts(line((900, 300, "HIỆU TRƯỞNG")), line((900, 370, "Trường Tiểu học Ví Dụ chứng nhận"))) == []


def test_around_a_seal_the_title_may_be_missing_as_well() -> None:
    (part,) = parts(NAME, seals=(SEAL,))
    assert part.seal == SEAL
    assert part.box.top < SEAL.top
    assert part.box.bottom > 2240
    assert len(parts(TITLE, SECOND, seals=(SEAL,))) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("—“Trần Văn Ví Dụ", "Trần Văn Ví Dụ"),
        ("ửi TS. Trần Văn Ví Dụ -", "Trần Văn Ví Dụ"),
        ("~— .PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("ngày 05 tháng 3", None),
        ("MẪU THỬ", None),
        ("", None),
    ],
)
def test_a_name_or_a_title_is_told_among_scraps(text: str, value: str | None) -> None:
    hit = telling(words(text))
    assert (hit.value if hit else None) == value


def test_marks_that_names_do_not_have_are_unlikely() -> None:
    hits = [telling(words(text)) for text in ("Lê Văn Ví", "Lễ Văn Ví", "PHÓ CHỦ TỊCH")]
    assert [hit and is_likely(hit) for hit in hits] == [True, False, True]


def test_no_page_no_part() -> None:
    assert unsigned([], [], 0.0) == []
    assert telling(Segment(1, ()).words) is None

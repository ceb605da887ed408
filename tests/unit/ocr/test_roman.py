"""Roman numerals that were read as other letters."""

from __future__ import annotations

import pytest

from certcopy.domain.page import Box, Line, PageText, Word
from certcopy.ocr.roman import numerals_put_right


def read(text: str) -> tuple[str, list[str]]:
    """A line as it is put right, and what had been read for the words that changed."""
    words = tuple(Word(word, Box(60 * at, 0, 60 * at + 50, 30), 90) for at, word in enumerate(text.split()))
    (line,) = numerals_put_right(PageText((Line(words),))).lines
    return line.text, [word.read_as for word in line.words if word.read_as]


@pytest.mark.parametrize(
    ("as_read", "meant"),
    [
        ("Chương HI", "Chương III"),
        ("CHƯƠNG IH", "CHƯƠNG III"),
        ("Học kỳ H năm học 2024", "Học kỳ II năm học 2024"),
        ("Phụ lục VIHI, Phụ lục VIH.", "Phụ lục VIII, Phụ lục VIII."),
        ("Phần VỊ của Quyết định", "Phần VI của Quyết định"),
        ("hạng TII bậc 3", "hạng III bậc 3"),
        ("Quý XH năm 2025", "Quý XII năm 2025"),
        ("HI. QUY ĐỊNH CHUNG", "III. QUY ĐỊNH CHUNG"),
        ("VH. TỔ CHỨC THỰC HIỆN", "VII. TỔ CHỨC THỰC HIỆN"),
    ],
)
def test_what_can_only_be_a_numeral_is_one_and_what_was_read_is_kept(as_read: str, meant: str) -> None:
    text, changed = read(as_read)
    assert text == meant
    assert changed == [word for word, right in zip(as_read.split(), meant.split(), strict=True) if word != right]


@pytest.mark.parametrize(
    "text",
    [
        "KỲ THI TỐT NGHIỆP",
        "Kính thưa QUÝ VỊ",
        "Quý vị đại biểu",
        "ông Hi. Trần",
        "H. Vạn Ninh",
        "Chương XI và Chương IX",
        "Loại HHHH",
        "Mục HT",
        "Phụ lục 11",
        "Công ty HI",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert read(text) == (text, [])

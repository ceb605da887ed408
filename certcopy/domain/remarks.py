"""What the checks say of a value that was read: the value stays as it was read, and the clerk is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certcopy.domain.page import Note
    from certcopy.errors import Language

WORDS: dict[Note, tuple[str, str]] = {
    "": ("", ""),
    "not_a_date": ("không phải ngày có thật", "no day of the calendar"),
    "not_a_number": ("không đúng cấu trúc của loại số này", "not the structure of such a number"),
    "unknown_place": ("ba số đầu không phải mã tỉnh đã biết", "the first three digits are no known province"),
    "disagrees": (
        "không khớp với ngày sinh, giới tính hoặc ngày cấp đã đọc",
        "does not agree with the date of birth, the sex or the date of issue that were read",
    ),
    "unknown_authority": ("không giống tên cơ quan nào đã biết", "not like the name of any known authority"),
    "unlikely_name": ("họ hoặc tên đệm có thể bị đọc sai dấu", "family or middle name may be misread in its marks"),
    "differs_from_code": ("chữ in khác mã QR", "the print differs from the QR code"),
    "differs_from_lines": (
        "chữ in khác dòng mã máy đọc (MRZ)",
        "the print differs from the machine-readable lines",
    ),
    "differs_from_words": (
        "ngày ghi bằng số khác ngày ghi bằng chữ",
        "the day in figures differs from the day in words",
    ),
}


def remark(note: Note, language: Language) -> str:
    """The sentence for a note; none for no note."""
    return WORDS[note][0 if language == "vi" else 1]

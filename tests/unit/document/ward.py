"""A made-up ward with everything a copy prints, and pages of scans with words on them."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
from PIL import Image

from certcopy.clock import VIETNAM
from certcopy.document.specimen import specimen_seal, specimen_signature
from certcopy.domain.certification import Certification
from certcopy.domain.office import Agency, Certifier, Clerk, Layout, Office, Pictures
from certcopy.domain.page import Box, Line, Page, PageImage, PageText, Turn, Word
from tests.copies import Unsigned, composed

AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=VIETNAM)
WARD = "ỦY BAN NHÂN DÂN PHƯỜNG THÍ DỤ"
DEPUTY = Certifier("Trần Thị Ví Dụ", "Phó Chủ tịch", "KT.", "Chủ tịch")
CLERK = Clerk("Lê Văn Mẫu", "Công chức Tư pháp - Hộ tịch")
BAND = Layout()
SEAL = specimen_seal(WARD)
SIGNATURE = specimen_signature()
CODE = "7K3M9QPX2DAB"
SIGNED_CODE = "CC1:" + "6BFOXN*TS0BI$ZD4N9" * 22
"""As long as a real one; its letters say nothing."""
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
LETTERS = VOWELS + "đ" + VOWELS.upper() + "Đ"
"""The 73 Vietnamese letters that are a vowel with any mark or tone, or the barred d, in both cases."""


def office(
    certifier: Certifier = DEPUTY,
    agency: str = WARD,
    clerk: Clerk = CLERK,
    layout: Layout = BAND,
    verify_url: str = "https://xac-minh.thi-du.example",
    test: bool = False,
) -> Office:
    return Office(
        agency=Agency("H32.1", agency, "Ủy ban nhân dân tỉnh Thí Dụ", "Thí Dụ"),
        certifier=certifier,
        clerk=clerk,
        verify_url=verify_url,
        layout=layout,
        pictures=Pictures(SIGNATURE, SEAL),
        test=test,
    )


def certification(of: Office, pages: int = 1) -> Certification:
    return Certification(
        number=7,
        year=2026,
        book=of.book,
        at=AT,
        requester="Phạm Thị Thử",
        title="Bằng tốt nghiệp <đại học> & phụ lục\x0b",
        certifier=of.certifier,
        converter=of.clerk,
        pages=pages,
        fee=2_000,
        code=CODE,
    )


def copy_of(*pages: Page, of: Office | None = None, code: str = SIGNED_CODE) -> Unsigned:
    ward = of or office()
    return composed(pages, certification(ward, len(pages)), ward, AT, code)


def page(*lines: str, size: tuple[int, int] = (1240, 1754), dpi: float = 150, turn: Turn = 0) -> Page:
    """A page of white paper with a dark corner at the upright top left; its words stand in rows below each other."""
    upright = Image.new("RGB", size, "white")
    upright.paste((40, 80, 120), (0, 0, size[0] // 3, size[1] // 5))
    stored = upright.rotate(turn, expand=True)
    out = io.BytesIO()
    stored.save(out, "JPEG", quality=90)
    image = PageImage(out.getvalue(), stored.width, stored.height, dpi, turn=turn)
    return Page(image, PageText(tuple(_line(text, 60 + 40 * row) for row, text in enumerate(lines))))


def _line(text: str, top: float) -> Line:
    words, left = [], 80.0
    for word in text.split():
        width = 14.0 * len(word)
        words.append(Word(word, Box(left, top, left + width, top + 26), 95.0))
        left += width + 12
    return Line(tuple(words))


def text_of(pdf: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_bounded())

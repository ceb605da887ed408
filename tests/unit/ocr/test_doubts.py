"""What speaks against a paper's being an original: words with boxes in, doubts out."""

from __future__ import annotations

import pytest

from certcopy.domain.originality import STRONG, Suspicion
from certcopy.domain.page import (
    Box,
    Code,
    Doubt,
    Field,
    Line,
    Page,
    PageImage,
    PageText,
    Reading,
    Trace,
    TraceKind,
    Word,
)
from certcopy.domain.refusal import Ground
from certcopy.ocr.understanding.understand import understand

LETTER = 300
TITLE = (900, 300, "GIẤY KHAI SINH")
STAMP = (
    (300, 2700, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH"),
    (300, 2760, "Số: 99   Quyển số: 01/2024 - SCT/BS"),
    (300, 2820, "Ví Dụ, ngày 23 tháng 11 năm 2024"),
    (350, 2880, "PHÓ CHỦ TỊCH"),
    (350, 3200, "Lê Thị Minh Chứng"),
)


def line(left: float, top: float, text: str) -> Line:
    """Words of letters 20 pixels wide and 40 high."""
    words: list[Word] = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 20 * len(part), top + 40), 90.0))
        left += 20 * len(part) + 15
    return Line(tuple(words))


def read(
    *texts: tuple[float, float, str], traces: tuple[Trace, ...] = (), code: str = "", grey: bool = False
) -> Reading:
    """One page with these lines."""
    image = PageImage(b"", 2480, 3508, LETTER, grey)
    codes = (Code(code, Box(2000, 100, 2300, 400)),) if code else ()
    return understand([Page(image, PageText(tuple(line(*each) for each in texts)), codes=codes, traces=traces)])


def strong(reading: Reading) -> list[Suspicion]:
    return [doubt.suspicion for doubt in reading.doubts if doubt.confidence >= STRONG]


def value(reading: Reading, name: str) -> Field | None:
    return next((field for field in reading.fields if field.name == name), None)


def test_an_earlier_certification_is_boxed_and_its_number_and_date_are_not_taken_for_those_of_the_paper() -> None:
    own = ((1400, 450, "Số: 000245/2015"), (1300, 2300, "Ví Dụ, ngày 15 tháng 9 năm 2015"))
    reading = read(TITLE, *own, *STAMP)
    (doubt,) = reading.doubts
    assert (doubt.suspicion, doubt.page, doubt.confidence) == (Suspicion.CERTIFIED_COPY, 1, 95.0)
    assert (doubt.box.left, doubt.box.top, doubt.box.bottom) == (300, 2700, 2800)
    assert doubt.text.startswith("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH")
    values = {field.name: field.value for field in reading.fields}
    assert values == {"number": "000245/2015", "date": "2015-09-15"}


def test_a_paper_whose_only_number_stands_in_the_stamp_has_none() -> None:
    reading = read(TITLE, *STAMP)
    assert value(reading, "number") is None
    assert value(reading, "date") is None


def test_tone_marks_read_wrongly_do_not_hide_the_statement() -> None:
    assert strong(read((300, 2700, "Chưng thưc ban sao đung vơi ban chinh"))) == [Suspicion.CERTIFIED_COPY]


@pytest.mark.parametrize(
    ("text", "suspicion"),
    [
        ("BẢN SAO", Suspicion.COPY_MARK),
        ("SAO Y BẢN CHÍNH", Suspicion.COPY_MARK),
        ("TRÍCH LỤC KẾT HÔN (BẢN SAO)", Suspicion.COPY_MARK),
        ("TRÍCH LỤC KHAI SINH", Suspicion.EXTRACT),
        ("MẬT", Suspicion.SECRET),
        ("TỐI MẬT", Suspicion.SECRET),
    ],
)
def test_a_mark_that_stands_alone_is_a_warning(text: str, suspicion: Suspicion) -> None:
    assert strong(read((900, 100, text))) == [suspicion]


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ hồ sơ gồm bản sao giấy khai sinh và bản sao căn cước công dân;",
        "Hướng dẫn chứng thực bản sao đúng với bản chính theo Nghị định số 23/2015/NĐ-CP",
        "Công tác hộ tịch, chứng thực bản sao, trích lục",
        "QUY CHẾ VỀ CẤP BẢN SAO TỪ SỔ GỐC VÀ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH",
        "Giữ bí mật nhà nước",
        "02 bản sao",
    ],
)
def test_a_text_that_only_speaks_of_copies_is_none(text: str) -> None:
    assert strong(read((300, 900, text))) == []


def test_the_extract_that_is_given_as_the_original_is_only_a_hint() -> None:
    (doubt,) = read((900, 300, "TRÍCH LỤC KHAI TỬ")).doubts
    assert doubt.suspicion is Suspicion.EXTRACT
    assert doubt.confidence < STRONG


def trace(kind: TraceKind, confidence: float = 90.0) -> Trace:
    return Trace(kind, Box(100, 100, 400, 400), confidence)


@pytest.mark.parametrize(
    ("kinds", "grey", "expected"),
    [
        (("red_seal",), False, []),
        (("black_seal",), False, [Suspicion.BLACK_SEAL]),
        (("black_seal",), True, [Suspicion.GREY_SCAN]),
        (("colourless",), True, []),
        (("colourless", "black_seal"), True, [Suspicion.GREY_SCAN]),
        (("colourless", "specks", "dark_edge"), True, [Suspicion.GREY_SCAN]),
        (("colourless", "specks", "dark_edge"), False, [Suspicion.PHOTOCOPY]),
        (("colourless", "black_seal"), False, [Suspicion.BLACK_SEAL, Suspicion.PHOTOCOPY]),
    ],
)
def test_what_the_pixels_show(kinds: tuple[TraceKind, ...], grey: bool, expected: list[Suspicion]) -> None:
    assert strong(read(TITLE, traces=tuple(map(trace, kinds)), grey=grey)) == expected


def test_a_scan_in_grey_accuses_no_paper_and_asks_for_colour_beside_the_seal() -> None:
    reading = read(TITLE, traces=(trace("colourless"), trace("black_seal"), trace("specks")), grey=True)
    asked, hint = reading.doubts
    assert (asked.suspicion, asked.box) == (Suspicion.GREY_SCAN, Box(100, 100, 400, 400))
    assert (hint.suspicion, hint.confidence < STRONG) == (Suspicion.PHOTOCOPY, True)


def test_a_scan_in_grey_of_a_paper_without_seal_is_only_a_hint() -> None:
    (doubt,) = read(TITLE, traces=(trace("colourless"),), grey=True).doubts
    assert (doubt.suspicion, doubt.confidence < STRONG) == (Suspicion.GREY_SCAN, True)


def test_a_page_without_colour_among_others_with_is_nothing_strange() -> None:
    image = PageImage(b"", 2480, 3508, LETTER)
    pages = [Page(image, PageText(()), traces=(trace("colourless"), trace("specks"))), Page(image, PageText(()))]
    assert understand(pages).doubts == ()


CARD = (
    (900, 100, "CĂN CƯỚC"),
    (900, 300, "Số / No.: 001188000005"),
    (900, 500, "Họ, chữ đệm và tên khai sinh / Full name:"),
    (900, 560, "ĐẶNG THỊ MINH HỌA"),
    (900, 640, "Ngày, tháng, năm sinh / Date of birth: 30/8/1988"),
)
CODE = "001188000005|012345678|Đặng Thị Minh Họa|30081988|Nữ|Số 00, đường Hư Cấu|15062024|thêm|nữa"


def test_a_qr_code_says_what_the_print_says_and_more() -> None:
    reading = read(*CARD, code=CODE)
    values = {field.name: (field.value, field.rule, field.note) for field in reading.fields}
    assert values["personal_number"] == ("001188000005", "qr", "")
    assert values["person_name"] == ("ĐẶNG THỊ MINH HỌA", "qr", "")
    assert values["birth_date"] == ("1988-08-30", "qr", "")
    assert values["date"] == ("2024-06-15", "qr", "")
    assert values["old_number"] == ("012345678", "qr", "")
    assert reading.doubts == ()


def test_where_code_and_print_differ_the_code_is_shown_beside_the_print() -> None:
    reading = read(*CARD[:3], (900, 560, "ĐẶNG THỊ MÔ PHỎNG"), code=CODE)
    name = value(reading, "person_name")
    assert name is not None
    assert (name.value, name.printed, name.note) == ("ĐẶNG THỊ MINH HỌA", "ĐẶNG THỊ MÔ PHỎNG", "differs_from_code")
    assert name.box == Box(900, 560, 900 + 20 * 17 - 60 + 45, 600)
    (doubt,) = reading.doubts
    assert (doubt.suspicion, doubt.suspicion.ground) == (Suspicion.CODE_DIFFERS, Ground.ALTERED)


@pytest.mark.parametrize("code", ["https://vidu.example/x", "|||", "099|x", "001188000005|a", "1" * 5000])
def test_a_code_that_says_something_else_gives_nothing(code: str) -> None:
    assert read(*CARD[:1], code=code).fields == ()


def test_a_code_alone_tells_an_identity_card() -> None:
    reading = read((100, 100, "không đọc được"), code=CODE)
    assert (reading.kind, reading.kind_confidence) == ("id_card", 95.0)


def test_every_suspicion_has_words_and_a_ground_but_the_one_that_asks_for_another_scan() -> None:
    for suspicion in Suspicion:
        assert suspicion.words("vi") != suspicion.words("en")
    assert [each for each in Suspicion if each.ground is None] == [Suspicion.GREY_SCAN]


def test_a_doubt_says_where_it_stands() -> None:
    (doubt,) = read((900, 100, "BẢN SAO")).doubts
    assert doubt == Doubt(Suspicion.COPY_MARK, 1, Box(900, 100, 900 + 60 + 15 + 60, 140), 75.0, "BẢN SAO")


@pytest.mark.parametrize(
    ("text", "doubted"), [("BẢN SAU", True), ("BAN SA0", True), ("BẢN SAo", True), ("BẢN SẮC", False)]
)
def test_a_copy_mark_is_known_in_spite_of_its_last_letter(text: str, doubted: bool) -> None:
    assert (strong(read(TITLE, (200, 100, text))) == [Suspicion.COPY_MARK]) is doubted

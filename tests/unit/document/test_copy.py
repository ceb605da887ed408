from __future__ import annotations

import dataclasses
import io
import itertools
import unicodedata
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from certcopy.document.canvas import Rectangle
from certcopy.domain.layers import Stencil, joined
from certcopy.domain.office import Certifier, Clerk, Layout, Office, Pictures
from certcopy.domain.page import Line, PageText, Turn
from certcopy.domain.signature import SignatureSlot
from certcopy.domain.signed_code import images_digest, scan_digest
from certcopy.errors import BadProfile, NoPages
from tests.copies import Unsigned, composed
from tests.unit.document import ward
from tests.unit.document.ward import LETTERS, copy_of, office, page, text_of

STATEMENT = (
    "Chứng thực bản sao đúng với bản chính",
    "Số chứng thực: 07 quyển số: 01/2026 - SCT/BS",
    "Ngày 23 tháng 11 năm 2026",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Trần Thị Ví Dụ",
)
CARD = (505, 319)
LONG_ADDRESS = "https://" + "rat-dai." * 60 + "example/"
LONG_CLERK = Clerk("Nguyễn" + "Thử" * 70, "Công chức Tư pháp - Hộ tịch")
LONG_CERTIFIER = Certifier(
    "Công Tằng Tôn Nữ " + "Thị Ví Dụ " * 30, "Phó Chủ tịch " + "phụ trách " * 12, "KT.", "Chủ tịch"
)
OFFICES = {
    "usual": office(),
    "long on the left": office(clerk=LONG_CLERK, verify_url=LONG_ADDRESS, test=True),
    "long on the right": office(agency="ỦY BAN NHÂN DÂN " + "THÍ DỤ RẤT DÀI " * 12, certifier=LONG_CERTIFIER),
}


def words(text: str) -> list[str]:
    return text.split()


def drawn(pdf: bytes, number: int = 0) -> Iterator[Rectangle]:
    """The rectangles (left, bottom, right, top) of all runs of text on a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[number].get_textpage()
        for index in range(text.count_rects()):
            yield text.get_rect(index)


def scan_on(pdf: bytes) -> Rectangle:
    """Where the scan, which is the first image drawn, stands on the first page."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        steps = pikepdf.parse_content_stream(opened.pages[0])
    matrix = next(step.operands for step in steps if str(step.operator) == "cm")
    width, _, _, height, left, bottom = map(float, matrix)
    return left, bottom, left + width, bottom + height


def meet(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def size_of(pdf: bytes, number: int = 0) -> tuple[float, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[number].get_size()
        return width, height


def slots(copy: Unsigned) -> tuple[SignatureSlot, SignatureSlot]:
    return copy.slots.certifier, copy.slots.agency


def test_no_pages_are_refused() -> None:
    with pytest.raises(NoPages):
        composed((), ward.certification(office()), office(), ward.AT, ward.SIGNED_CODE)


@pytest.mark.parametrize("picture", [b"", b"%PDF-1.7", ward.SEAL[:2000]], ids=["empty", "a PDF", "cut short"])
def test_a_picture_that_is_no_png_is_named_as_the_profiles_fault(picture: bytes) -> None:
    of = dataclasses.replace(office(), pictures=Pictures(seal=picture))
    with pytest.raises(BadProfile):
        copy_of(page(), of=of)


def test_an_office_without_pictures_gets_its_copy() -> None:
    copy = copy_of(page(), of=dataclasses.replace(office(), pictures=Pictures()))
    assert STATEMENT[-1] in text_of(copy.pdf)


def test_the_scan_stands_in_the_copy_byte_for_byte() -> None:
    one, two = page("một"), page("hai", size=CARD, turn=90)
    with pikepdf.open(io.BytesIO(copy_of(one, two).pdf)) as pdf:
        for source, leaf in zip((one, two), pdf.pages, strict=True):
            assert source.image.jpeg in [image.read_raw_bytes() for image in leaf.Resources.XObject.values()]


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert copy_of(page("một", "hai")) == copy_of(page("một", "hai"))


def test_another_signing_time_gives_another_document_id() -> None:
    ids = []
    for second in (1, 2):
        at = ward.AT.replace(second=second)
        copy = composed((page(),), ward.certification(office()), office(), at, ward.SIGNED_CODE)
        with pikepdf.open(io.BytesIO(copy.pdf)) as pdf:
            ids.append(bytes(pdf.trailer.ID[0]))
    assert ids[0] != ids[1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_stands_upright_at_its_size_with_nothing_drawn_over_it(turn: Turn) -> None:
    scan = page("chữ", size=(1240, 900), turn=turn)
    copy = copy_of(scan, page())
    with pypdfium2.PdfDocument(copy.pdf) as document:
        shown = document[0].render(scale=scan.image.dpi / 72).to_pil().convert("RGB")
    upright = Image.open(io.BytesIO(scan.image.jpeg)).rotate(-turn, expand=True)
    standing = shown.crop((0, shown.height - upright.height, upright.width, shown.height))
    inside = (2, 2, upright.width - 2, upright.height - 2)
    difference = ImageChops.difference(standing.crop(inside), upright.crop(inside))
    assert ImageStat.Stat(difference).mean == pytest.approx([0, 0, 0], abs=0.5)


def test_a_small_card_is_centred_at_its_size_on_a_wider_page() -> None:
    card = page(size=CARD)
    copy = copy_of(card, page())
    left, bottom, right, top = scan_on(copy.pdf)
    assert (right - left, top - bottom) == pytest.approx(card.image.size_points, abs=0.001)
    assert (left + right) / 2 == pytest.approx(size_of(copy.pdf)[0] / 2, abs=0.001)
    assert size_of(copy.pdf)[0] == pytest.approx(Layout().min_width * 72 / 25.4, abs=0.01)
    assert bottom == 0


def test_every_vietnamese_letter_read_on_a_scan_is_extracted_in_nfc() -> None:
    assert len(set(LETTERS)) == 2 * (12 * 6 + 1)
    lines = [" ".join(letter + "n" + letter for letter in LETTERS[i : i + 12]) for i in range(0, len(LETTERS), 12)]
    copy = copy_of(page(*(unicodedata.normalize("NFD", line) for line in lines)), page())
    extracted = words(text_of(copy.pdf))
    assert [word for line in lines for word in line.split() if word not in extracted] == []


def test_every_vietnamese_letter_is_printed_with_an_embedded_glyph() -> None:
    letters = " ".join(LETTERS[i : i + 20] for i in range(0, len(LETTERS), 20))
    copy = copy_of(page(), of=office(clerk=Clerk(letters, "")))
    assert set(LETTERS) <= set(text_of(copy.pdf))


def test_a_letter_that_the_fonts_lack_is_shown_as_missing() -> None:
    assert "Mẫu □" in text_of(copy_of(page(), of=office(clerk=Clerk("Mẫu 漢", ""))).pdf)


def test_words_are_found_where_they_stand_on_the_scan() -> None:
    scan = page("Họ và tên: Nguyễn Thị Thử")
    copy = copy_of(scan, page())
    scale = 72 / scan.image.dpi
    first, last = scan.text.words[0].box, scan.text.words[-1].box
    with pypdfium2.PdfDocument(copy.pdf) as document:
        text = document[0].get_textpage()
        start, count = text.search("Họ và tên: Nguyễn Thị Thử").get_next()
        left, bottom, _, top = text.get_charbox(start)
        _, _, right, _ = text.get_charbox(start + count - 1)
    height = scan.image.size_points[1]
    assert left == pytest.approx(first.left * scale, abs=1)
    assert right == pytest.approx(last.right * scale, abs=1)
    assert bottom <= height - first.bottom * scale + 6
    assert top >= height - first.bottom * scale


def test_columns_of_print_are_not_run_together() -> None:
    scan = page("trái")
    (left,) = scan.text.words
    right = dataclasses.replace(left, text="phải", box=dataclasses.replace(left.box, left=900, right=960))
    two_columns = dataclasses.replace(scan, text=PageText((Line((left, right)),)))
    with pikepdf.open(io.BytesIO(copy_of(two_columns, page()).pdf)) as pdf:
        steps = pikepdf.parse_content_stream(pdf.pages[0])
    shown = list(itertools.dropwhile(lambda step: str(step.operator) != "Tr", steps))
    assert sum(str(step.operator) == "Tj" for step in shown) == 2


def test_only_the_last_page_carries_the_statement() -> None:
    copy = copy_of(page("trang một"), page("trang hai"))
    assert copy.slots.certifier.page == 1
    assert copy.slots.agency.page == 0
    last = text_of(copy.pdf, 1).splitlines()
    assert [line for line in STATEMENT if line not in last] == []
    assert STATEMENT[0] not in text_of(copy.pdf, 0)


def test_the_statement_may_have_a_page_of_its_own() -> None:
    copy = copy_of(page("trang một"), of=office(layout=Layout(statement="page")))
    assert copy.slots.certifier.page == 1
    assert STATEMENT[0] in text_of(copy.pdf, 1)
    assert size_of(copy.pdf, 1) == pytest.approx((595.28, 841.89), abs=0.01)


def test_the_first_page_says_that_it_was_converted_from_paper_and_by_whom() -> None:
    first = " ".join(words(text_of(copy_of(page(), page()).pdf)))
    assert "BẢN SAO CHỨNG THỰC ĐIỆN TỬ" in first
    assert "Chuyển đổi từ bản giấy · Người chuyển đổi: Lê Văn Mẫu, Công chức Tư pháp - Hộ tịch" in first


def test_only_a_test_office_marks_its_copies_as_worthless() -> None:
    mark = "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    tried = copy_of(page(), page(), of=office(test=True)).pdf
    assert [mark in text_of(tried, number) for number in (0, 1)] == [True, True]
    assert mark not in text_of(copy_of(page()).pdf)


def test_the_agency_signature_shows_form_name_and_time_at_the_top_right() -> None:
    copy = copy_of(page())
    lines = text_of(copy.slots.agency.appearance).splitlines()
    assert lines == ["Bản sao chứng thực điện tử", ward.WARD, "Thời gian ký: 2026-11-23T09:15:42+07:00"]
    width, height = size_of(copy.pdf)
    assert copy.slots.agency.rectangle[2] > width - 40
    assert copy.slots.agency.rectangle[3] > height - 10


def test_the_certifier_signature_shows_who_signed_and_when() -> None:
    lines = text_of(copy_of(page()).slots.certifier.appearance).splitlines()
    assert lines == ["Ký bởi: Trần Thị Ví Dụ", "Thời gian ký: 2026-11-23T09:15:42+07:00"]


@pytest.mark.parametrize("of", OFFICES.values(), ids=OFFICES)
@pytest.mark.parametrize("size", [(1240, 1754), CARD], ids=["A4", "card"])
def test_no_text_leaves_the_page_or_meets_other_text_a_signature_or_the_scan(of: Office, size: tuple[int, int]) -> None:
    copy = copy_of(page(size=size), of=of)
    width, height = size_of(copy.pdf)
    boxes = [*drawn(copy.pdf), *(slot.rectangle for slot in slots(copy)), scan_on(copy.pdf)]
    assert [box for box in boxes if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height] == []
    assert [pair for pair in itertools.combinations(boxes, 2) if meet(*pair)] == []


@pytest.mark.parametrize("of", OFFICES.values(), ids=OFFICES)
def test_an_appearance_is_of_its_fields_size_and_holds_its_text(of: Office) -> None:
    for slot in slots(copy_of(page(size=CARD), of=of)):
        left, bottom, right, top = slot.rectangle
        width, height = size_of(slot.appearance)
        assert (width, height) == pytest.approx((right - left, top - bottom), abs=0.001)
        assert [t for t in drawn(slot.appearance) if t[0] < 0 or t[1] < 0 or t[2] > width or t[3] > height] == []


def test_every_font_is_embedded_and_names_its_letters() -> None:
    copy = copy_of(page("chữ"))
    for pdf in (copy.pdf, copy.slots.certifier.appearance, copy.slots.agency.appearance):
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            fonts = list(opened.pages[0].Resources.Font.values())
            assert fonts
            for font in fonts:
                assert "/ToUnicode" in font
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_the_file_claims_pdf_a_in_xmp_alone() -> None:
    with pikepdf.open(io.BytesIO(copy_of(page()).pdf)) as pdf:
        assert "/Info" not in pdf.trailer
        assert b"\x0b" not in pdf.Root.Metadata.read_bytes()
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "U")
        assert metadata["dc:title"] == "BẢN SAO CHỨNG THỰC ĐIỆN TỬ: Bằng tốt nghiệp <đại học> & phụ lục"
        assert pdf.Root.Lang == "vi-VN"


def test_the_signed_code_s_digest_is_that_of_the_streams_in_the_file() -> None:
    """As docs/signed-code.md lets any reader compute it, of a plain page and of one in two layers."""
    plain = page("chữ")
    layered = joined(plain.image.jpeg, Stencil(b"\x26\xa0\x01", 8, 4, 30))
    pages = plain, dataclasses.replace(plain, image=dataclasses.replace(plain.image, jpeg=layered))
    with pikepdf.open(io.BytesIO(copy_of(*pages).pdf)) as pdf:
        streams = [
            [
                bytes(sheet.resources.XObject[name].read_raw_bytes())
                for name in ("/Scan0", "/Scan1")
                if name in sheet.resources.XObject
            ]
            for sheet in pdf.pages
        ]
    assert [len(each) for each in streams] == [1, 2]
    assert images_digest(streams) == scan_digest(page.image for page in pages)

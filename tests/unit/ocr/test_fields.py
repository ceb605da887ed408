from __future__ import annotations

import pytest

from certcopy.domain.page import Box, Field, Line, Page, PageImage, PageText, Word
from certcopy.ocr.understanding.checks import is_personal_number
from certcopy.ocr.understanding.rulebook import built_in
from certcopy.ocr.understanding.segments import folded, segments
from certcopy.ocr.understanding.understand import understand

Piece = tuple[float, float, str]


def line(*pieces: Piece, sure: float = 90.0) -> Line:
    """Pieces of text at their left and top, letters 20 pixels wide and 40 high."""
    words: list[Word] = []
    for left, top, text in pieces:
        for part in text.split():
            words.append(Word(part, Box(left, top, left + 20 * len(part), top + 40), sure))
            left += 20 * len(part) + 15
    return Line(tuple(words))


def page(*lines: Line) -> Page:
    return Page(PageImage(b"", 2480, 3508, 300), PageText(lines))


def found(kind: str, *lines: Line) -> dict[str, Field]:
    """The fields of a paper that carries the first title, or opening, of its kind."""
    known = built_in().kinds[kind]
    title = line((900, 20, (known.titles or known.openings)[0].upper()))
    return {field.name: field for field in understand([page(title, *lines)]).fields}


def kind_of(*lines: Line) -> str | None:
    return understand([page(*lines)]).kind


DECISION = (
    line((300, 100, "ỦY BAN NHÂN DÂN"), (1200, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    line((330, 160, "PHƯỜNG VÍ DỤ"), (1300, 160, "Độc lập - Tự do - Hạnh phúc")),
    line((350, 250, "Số: 12/QĐ-UBND"), (1300, 250, "Ví Dụ, ngày 05 tháng 3 năm 2026")),
    line((1000, 400, "QUYẾT ĐỊNH")),
    line((300, 600, "Căn cứ Luật ngày 16 tháng 6 năm 2025;")),
    line((300, 1800, "Nơi nhận:"), (1500, 1800, "KT. CHỦ TỊCH")),
    line((1460, 1860, "PHÓ CHỦ TỊCH")),
    line((1450, 2200, "TS. Trần Văn Ví Dụ")),
    line((1000, 3300, "MẪU THỬ")),
)


def test_a_decision_is_known_and_its_fields_are_read_across_columns() -> None:
    assert kind_of(*DECISION) == "decision"
    values = {field.name: field.value for field in understand([page(*DECISION)]).fields}
    assert values == {
        "number": "12/QĐ-UBND",
        "date": "2026-03-05",
        "issuing_authority": "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ",
        "signer": "Trần Văn Ví Dụ",
    }


def test_a_field_says_where_it_stands_and_which_rule_found_it() -> None:
    number = found("decision", *DECISION)["number"]
    assert (number.page, number.rule, number.confidence) == (1, "number", 90)
    assert number.box == Box(350 + 60 + 15, 250, 350 + 75 + 10 * 20, 290)


def test_wrong_tone_marks_hide_neither_title_nor_label() -> None:
    paper = (line((900, 300, "GIÂY KHAI SINH")), line((200, 500, "Ho, chữ đệm, tên: LÊ THỊ THÍ DỤ")))
    assert kind_of(*paper) == "birth_certificate"
    assert found("birth_certificate", *paper)["person_name"].value == "LÊ THỊ THÍ DỤ"


def test_a_value_may_stand_on_the_line_below_its_label() -> None:
    card = (line((300, 100, "Họ và tên / Full name:")), line((300, 160, "TRẦN THỊ MẪU THỬ")))
    assert found("id_card", *card)["person_name"].value == "TRẦN THỊ MẪU THỬ"


def test_the_two_numbers_of_a_diploma_are_not_confused() -> None:
    diploma = (
        line((300, 100, "Số hiệu: MH 000123")),
        line((300, 200, "Số vào sổ gốc cấp bằng: 0007/ĐHMH-2019")),
    )
    values = found("diploma", *diploma)
    assert values["serial_number"].value == "MH 000123"
    assert values["register_number"].value == "0007/ĐHMH-2019"


def test_a_day_that_does_not_exist_is_kept_as_it_stands_and_doubted() -> None:
    wrong = found("birth_certificate", line((200, 500, "Ngày sinh: 31/02/2015")))["birth_date"]
    assert (wrong.value, wrong.confidence, wrong.note) == ("31/02/2015", 30.0, "not_a_date")
    assert found("birth_certificate", line((200, 500, "Ngày sinh: 02/9/2015")))["birth_date"].value == "2015-09-02"


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("099301000006", True), ("99301000006", False), ("099901000006", True), ("0993010000067", False)],
)
def test_a_personal_number_has_twelve_digits_in_its_structure(number: str, is_one: bool) -> None:
    assert is_personal_number(number) is is_one
    paper = line((200, 500, f"Số định danh cá nhân: {number}"))
    assert ("personal_number" in found("birth_certificate", paper)) is (len(number) == 12)


def test_a_paper_nobody_knows_has_neither_kind_nor_fields() -> None:
    reading = understand([page(line((100, 100, "Hóa đơn tiền nước")))])
    assert (reading.kind, reading.kind_confidence, reading.fields) == (None, 0.0, ())
    assert understand([]).kind is None


def test_a_passport_whose_title_was_not_read_is_told_from_a_card_by_the_number_of_its_words() -> None:
    labels = (
        "Số hộ chiếu / Passport N",
        "Số ĐDCN / Personal N",
        "Họ và tên / Full name",
        "Quốc tịch / Nationality",
        "Giới tính / Sex",
        "Ngày sinh / Date of birth",
        "Nơi sinh / Place of birth",
        "Nơi cấp / Place of issue",
        "Có giá trị đến / Date of expiry",
    )
    assert kind_of(*(line((300, 100 + 60 * number, label)) for number, label in enumerate(labels))) == "passport"


def test_every_kind_has_rules_and_a_way_to_be_known() -> None:
    kinds = built_in().kinds.values()
    assert len(kinds) >= 28
    assert all(kind.rules and (kind.titles or kind.openings) for kind in kinds)


def test_folding_keeps_each_letter_in_its_place() -> None:
    text = "Số ĐỊNH danh: Nguyễn Thị Ước"
    assert folded(text) == "so dinh danh: nguyen thi uoc"
    assert len(folded(text)) == len(text)


def test_a_line_is_cut_where_columns_part() -> None:
    pieces = segments(3, PageText(DECISION[:1]))
    assert [piece.text for piece in pieces] == ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert pieces[0].page == 3


BORN_IN_WORDS = line((200, 560, "Ghi bằng chữ: Ngày hai, tháng chín, năm hai nghìn không trăm mười lăm"))


def test_a_day_in_words_confirms_the_day_in_figures() -> None:
    born = found("birth_certificate", line((200, 500, "Ngày sinh: 02/9/2015")), BORN_IN_WORDS)["birth_date"]
    assert (born.value, born.rule, born.note) == ("2015-09-02", "birth", "")


def test_a_day_in_words_that_differs_from_the_figures_is_shown_with_them_and_doubted() -> None:
    born = found("birth_certificate", line((200, 500, "Ngày sinh: 03/9/2015")), BORN_IN_WORDS)["birth_date"]
    assert (born.value, born.printed, born.note) == ("2015-09-02", "2015-09-03", "differs_from_words")
    assert born.confidence < 80


def test_a_day_may_stand_in_words_alone_and_go_on_on_the_next_line() -> None:
    contract = (
        line((200, 500, "Hôm nay, ngày mười hai, tháng ba,")),
        line((200, 560, "năm hai nghìn không trăm hai mươi, chúng tôi gồm có:")),
    )
    assert found("contract", *contract)["date"].value == "2020-03-12"


def test_a_value_in_another_ink_may_stand_apart_to_the_right_of_its_label() -> None:
    diploma = (line((300, 100, "Số hiệu:")), line((520, 104, "MH 000123")), line((300, 160, "Năm tốt nghiệp: 2019")))
    assert found("diploma", *diploma)["serial_number"].value == "MH 000123"


def test_the_two_halves_of_a_head_may_stand_close_together() -> None:
    head = (
        line((100, 100, "ỦY BAN NHÂN DÂN TỈNH VÍ DỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        line((250, 160, "SỞ Y TẾ"), (1000, 160, "Độc lập - Tự do - Hạnh phúc")),
    )
    assert found("decision", *head)["issuing_authority"].value == "SỞ Y TẾ"


MACHINE = ("IDVNM0900000030099090000003<<2", "9003174M3003172VNM<<<<<<<<<<<0", "PHAM<<VAN<GIA<SU<<<<<<<<<<<<<<")


def card(*lines: str) -> dict[str, Field]:
    return found("id_card", *(line((100, 100 + 60 * number, text)) for number, text in enumerate(lines)))


def test_machine_readable_lines_give_what_is_not_read_in_print() -> None:
    values = {name: field.value for name, field in card(*MACHINE).items()}
    assert values == {
        "personal_number": "099090000003",
        "birth_date": "1990-03-17",
        "sex": "Nam",
        "expiry_date": "2030-03-17",
    }


def test_machine_readable_lines_outrank_the_print_and_both_are_shown() -> None:
    born = card("Ngày sinh: 18/3/1990", *MACHINE)["birth_date"]
    assert (born.value, born.printed, born.note) == ("1990-03-17", "1990-03-18", "differs_from_lines")


def test_the_name_of_machine_readable_lines_never_takes_the_place_of_the_name_with_its_marks() -> None:
    assert card("Họ và tên: PHẠM VĂN GIẢ SỬ", *MACHINE)["person_name"].value == "PHẠM VĂN GIẢ SỬ"
    other = card("Họ và tên: PHẠM VĂN GIẢ THỬ", *MACHINE)["person_name"]
    assert (other.value, other.note) == ("PHẠM VĂN GIẢ THỬ", "differs_from_lines")


@pytest.mark.parametrize("month", ["11", "I1", "!1", "TT", "1l"])
def test_the_strokes_of_a_small_eleven_are_a_number_in_a_day(month: str) -> None:
    day = found("decision", line((200, 500, f"Ví Dụ, ngày 25 tháng {month} năm 2020")))["date"]
    assert day.value == "2020-11-25"
    assert day.confidence == (90 if month == "11" else 60)


@pytest.mark.parametrize(
    "words",
    ["Giới tính: Nữ", "Giới tính Nữ", "3iới tính: Nữ", "Giới Nữ", "Giới tính / Sex: Nữ", "Ciới tịnh Sex: Nữ"],
)
def test_sex_is_found_without_a_colon_and_in_spite_of_a_misread_letter(words: str) -> None:
    assert found("birth_certificate", line((200, 500, words)))["sex"].value == "Nữ"


@pytest.mark.parametrize(
    "label", ["Date, month, year:", "Date, month, vear:", "Dare, month, year;:", "Date of issue;", "[2ofe of issue:"]
)
def test_the_small_label_of_the_day_on_a_card_may_lack_a_letter(label: str) -> None:
    assert card(f"{label} 21/01/2019")["date"].value == "2019-01-21"


@pytest.mark.parametrize("label", ["Hạng/Class:", "Hạng", "Hạng/C'lass:"])
def test_the_class_of_a_licence_is_found_beside_a_misread_label(label: str) -> None:
    assert found("driving_licence", line((200, 500, f"{label} B")))["class"].value == "B"


def signed(title: str, name: str, *others: Line, sure: float = 90.0) -> Field | None:
    """The signer of a decision with this title of office and this name in the right half, among other lines."""
    text = line((300, 600, "Căn cứ Luật ngày 16 tháng 6 năm 2025;"))
    place = (line((1500, 1800, title)), line((1450, 2200, name), sure=sure))
    return found("decision", text, *others, *place).get("signer")


@pytest.mark.parametrize("title", ["GIÁM ĐỐC", "'GIÁM ĐỐC", "___ GIÁM ĐỐC", "KT.GIÁM ĐỐC", "HÓ GIÁM ĐỐC"])
def test_a_scrap_before_the_title_of_office_hides_no_signer(title: str) -> None:
    signer = signed(title, "Trần Văn Ví Dụ")
    assert signer
    assert (signer.value, signer.confidence) == ("Trần Văn Ví Dụ", 90)


@pytest.mark.parametrize("before", ["~““", "po$%,", "BS.CẤI.", "BSCKII. TS."])
def test_a_scrap_or_a_degree_before_the_name_is_no_part_of_it(before: str) -> None:
    signer = signed("GIÁM ĐỐC", f"{before} Lê Văn Mẫu", sure=70)
    assert signer
    assert signer.value == "Lê Văn Mẫu"


def test_scraps_of_a_signature_are_not_taken_for_the_name_below_them() -> None:
    scrap = line((1500, 2000, "Nu Z"), sure=12)
    signer = signed("GIÁM ĐỐC", "Lê Văn Mẫu", scrap)
    assert signer
    assert signer.value == "Lê Văn Mẫu"
    assert signed("GIÁM ĐỐC", "~~", scrap) is None


def test_a_name_that_has_lost_its_family_name_is_doubted() -> None:
    signer = signed("GIÁM ĐỐC", "Văn Ước Lệ")
    assert signer
    assert (signer.value, signer.confidence, signer.note) == ("Văn Ước Lệ", 60, "unlikely_name")


def test_a_signer_whose_title_is_hidden_is_found_below_the_room_for_the_signature_and_doubted() -> None:
    signer = signed("GUẦM ĐỘC", "Lê Văn Mẫu")
    assert signer
    assert (signer.value, signer.confidence) == ("Lê Văn Mẫu", 60)
    assert signed("GUẦM ĐỘC", "Văn Ước Lệ") is None


def test_a_name_in_a_list_or_on_the_left_or_beside_another_is_no_signer_without_a_title() -> None:
    assert signed("GUẦM ĐỘC", "Lê Văn Mẫu", line((1450, 2140, "Phạm Thị Thí Dụ"))) is None
    assert signed("GUẦM ĐỘC", "Lê Văn Mẫu", line((300, 2200, "Phạm Thị Thí Dụ"))) is None
    left = (line((300, 600, "Căn cứ Luật ngày 16 tháng 6 năm 2025;")), line((300, 2200, "Lê Văn Mẫu")))
    assert "signer" not in found("decision", *left)


@pytest.mark.parametrize("label", ["Số CCCD:", "CCCD số:", "ŒCŒCD số:", "Giấy tờ tùy thân: Căn cước công dân _ Số:"])
def test_a_personal_number_is_found_behind_a_misread_label_or_a_line_to_write_on(label: str) -> None:
    paper = line((200, 500, f"{label} 099075000078"))
    assert found("land_certificate", paper)["personal_number"].value == "099075000078"


def test_a_day_may_go_on_on_the_next_line() -> None:
    appointment = (
        line((200, 500, "Điều 1. Bổ nhiệm bà Lý Thị Ví Dụ, sinh ngày 11 tháng 09 năm")),
        line((200, 560, "1976, giữ chức vụ Phó Trưởng phòng.")),
    )
    assert found("decision", *appointment)["birth_date"].value == "1976-09-11"
    assert "birth_date" not in found("decision", appointment[0], line((200, 560, "Điều 2. Trưởng phòng, 11/9/1976")))


def test_the_front_of_a_card_is_known_without_its_title() -> None:
    front = (
        line((100, 100, "Họ, chữ đệm và tên khai sinh / Full name")),
        line((100, 160, "Ngày sinh Date of bính: 04/12/1987")),
        line((100, 220, "Giới tính Sex: Nữ")),
    )
    assert kind_of(*front[:2]) is None
    assert kind_of(*front) == "id_card"


def test_an_authority_may_reach_under_the_national_name_and_is_not_cut_short() -> None:
    head = (
        line((100, 100, "TÒA ÁN NHÂN DÂN"), (800, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        line((60, 160, "TÒA ÁN NHÂN DÂN KHU VỰC THÍ ĐIỂM 0 TỈNH GIẢ ĐỊNH")),
        line((800, 1000, "QUYẾT ĐỊNH")),
    )
    assert found("judgment", *head)["issuing_authority"].value == "TÒA ÁN NHÂN DÂN KHU VỰC THÍ ĐIỂM 0 TỈNH GIẢ ĐỊNH"


def test_the_title_of_a_paper_and_english_are_no_part_of_the_authority_above_them() -> None:
    nation = line((100, 100, "SỞ Y TẾ"), (900, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
    for below in ("GIẤY CHỨNG NHẬN", "DEPARTMENT OF HEALTH"):
        assert found("decision", nation, line((100, 160, below)))["issuing_authority"].value == "SỞ Y TẾ"


@pytest.mark.parametrize("title", ["GIÁM ĐỐC", "IÁM ĐỐC", "GIÁM ĐỐc"])
def test_a_title_of_office_may_lack_its_first_letter_or_hold_a_small_one(title: str) -> None:
    signer = signed(title, "Lê Văn Mẫu")
    assert signer
    assert signer.confidence == 90


def test_a_name_in_capitals_is_a_signer_and_an_office_in_capitals_is_none() -> None:
    signer = signed("KT. GIÁM ĐỐC", "ĐỖ VĂN MẪU", line((1500, 1860, "CHU TỊCH HỘI ĐỒNG")))
    assert signer
    assert signer.value == "ĐỖ VĂN MẪU"


@pytest.mark.parametrize("rank", ["Đại tá:", "Thượng tá", "Bác sĩ"])
def test_a_rank_before_the_name_is_no_part_of_it(rank: str) -> None:
    signer = signed("GIÁM ĐỐC", f"{rank} Lê Văn Mẫu")
    assert signer
    assert signer.value == "Lê Văn Mẫu"


@pytest.mark.parametrize(
    "words",
    [
        "Họ và tên: Lê Thị Thí Dụ Giới tính: Nữ",
        "Họ và tên: ....Lê Thị Thí Dụ....",
        "Họ và tên (chữ in hoa): Lê Thị Thí Dụ",
    ],
)
def test_a_name_in_small_letters_ends_where_the_next_label_or_the_dots_begin(words: str) -> None:
    assert found("birth_certificate", line((200, 500, words)))["person_name"].value == "Lê Thị Thí Dụ"


@pytest.mark.parametrize(
    "day",
    ["ngày 05 tháng 3 năm 2026", "ngày ..05.. tháng ..3.. năm 20.26", "ngày (date) 05 tháng (month) 3 năm (year) 2026"],
)
def test_a_day_may_be_written_over_dots_and_in_two_languages(day: str) -> None:
    assert found("decision", line((200, 500, f"Ví Dụ, {day}")))["date"].value == "2026-03-05"


def test_a_day_may_stand_apart_to_the_right_of_its_label() -> None:
    licence = line((200, 500, "Ngày sinh / Date of birth:"), (1200, 500, "23/12/1979"))
    assert found("driving_licence", licence)["birth_date"].value == "1979-12-23"


def test_sexes_to_tick_say_nothing_of_a_person() -> None:
    assert "sex" not in found("health_certificate", line((200, 500, "Giới: Nam □ Nữ □")))


def test_the_digits_of_a_number_in_boxes_are_put_together() -> None:
    paper = line((200, 500, "Số định danh cá nhân: 0 9 9 3 1 5 0 0 0 0 0 1"))
    assert found("birth_certificate", paper)["personal_number"].value == "099315000001"


def test_the_parties_of_a_contract_are_no_signers_without_a_notary() -> None:
    contract = (line((300, 600, "Điều 1. Thời hạn hợp đồng")), line((1500, 1800, "GIÁM ĐỐC")))
    director = line((1500, 2200, "Lê Văn Mẫu"))
    assert "signer" not in found("contract", *contract, director)
    notary = (line((1500, 2400, "CÔNG CHỨNG VIÊN")), line((1500, 2800, "Bùi Quốc Phỏng Đoán")))
    assert found("contract", *contract, director, *notary)["signer"].value == "Bùi Quốc Phỏng Đoán"


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("Họ và tcn: LÊ THỊ THÍ DỤ", "person_name", "LÊ THỊ THÍ DỤ"),
        ("Ngàv sinh: 02/9/2015", "birth_date", "2015-09-02"),
        ("Glới tính: Nữ", "sex", "Nữ"),
        ("Số định danb cá nhân: 099315000001", "personal_number", "099315000001"),
        ("Ví Dụ, ngày 05 tbáng 3 năm 2026", "date", "2026-03-05"),
    ],
)
def test_a_label_word_that_is_no_syllable_may_have_a_wrong_letter(words: str, name: str, value: str) -> None:
    assert found("birth_certificate", line((200, 500, words)))[name].value == value


def test_a_word_that_is_a_syllable_is_never_taken_for_a_label() -> None:
    assert "birth_date" not in found("birth_certificate", line((200, 500, "Ngày tính: 02/9/2015")))


def test_a_day_that_a_line_of_text_was_broken_before_is_not_the_day_of_the_paper() -> None:
    paper = (
        line((200, 500, "Giấy tờ tùy thân: Căn cước công dân số 099195000003 cấp")),
        line((200, 560, "ngày 10/5/2021 tại Giả Định")),
    )
    assert "date" not in found("marital_status", *paper)


def test_a_value_goes_on_below_a_line_that_runs_askew() -> None:
    words = ["Tên", "công", "ty", "viết", "bằng", "tiếng", "Việt:", "CÔNG", "TY", "TNHH", "GỐM", "SỨ"]
    boxes = [Box(200 + 100 * place, 600 + 5 * place, 290 + 100 * place, 640 + 5 * place) for place in range(len(words))]
    askew = Line(tuple(Word(word, box, 90.0) for word, box in zip(words, boxes, strict=True)))
    below = Line((Word("TƯỞNG", Box(200, 645, 290, 685), 90.0), Word("TƯỢNG", Box(300, 647, 390, 687), 90.0)))
    name = found("business_registration", askew, below)["company_name"]
    assert name.value == "CÔNG TY TNHH GỐM SỨ TƯỞNG TƯỢNG"

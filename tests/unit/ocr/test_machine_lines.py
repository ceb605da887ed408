"""Machine-readable lines: what the generator prints is read back; the examples of ICAO Doc 9303 hold."""

from __future__ import annotations

import pytest

from certcopy.domain.page import Box, Word
from certcopy.ocr.understanding.machine_lines import MachineLines, check_digit, machine_lines
from certcopy.ocr.understanding.segments import Segment
from fixtures.generator.machine import identity_card, passport

CARD = identity_card("099090000003", "PHẠM VĂN GIẢ SỬ", "17/3/1990", "17/3/2030")
PASSPORT = passport("C0000123", "HỒ THỊ THÍ DỤ", "09/4/1993", "F", "21/02/2033", "099193000004")


def read(*lines: str) -> MachineLines | None:
    return machine_lines(
        [Segment(1, (Word(text, Box(0, 50 * row, 900, 50 * row + 40), 80.0),)) for row, text in enumerate(lines)]
    )


def test_check_digits_are_those_of_the_standard() -> None:
    assert [check_digit(text) for text in ("D23145890", "740812", "120415", "520727")] == ["7", "2", "9", "3"]


def test_a_passport_says_number_days_sex_and_personal_number() -> None:
    found = read(*PASSPORT)
    assert found is not None
    assert (found.kind, found.proved, found.name) == ("passport", True, "HO THI THI DU")
    assert found.values == {
        "number": "C0000123",
        "personal_number": "099193000004",
        "birth_date": "1993-04-09",
        "sex": "Nữ",
        "expiry_date": "2033-02-21",
    }


def test_an_identity_card_says_its_number_twice() -> None:
    found = read(*CARD)
    assert found is not None
    assert (found.kind, found.proved, found.name) == ("id_card", True, "PHAM VAN GIA SU")
    assert found.values == {
        "personal_number": "099090000003",
        "birth_date": "1990-03-17",
        "sex": "Nam",
        "expiry_date": "2030-03-17",
    }


@pytest.mark.parametrize(("digit", "like"), [("0", "O"), ("6", "ó"), ("2", "¿"), ("3", "5")])
def test_letters_that_look_like_digits_are_read_as_digits_where_the_check_digits_prove_it(
    digit: str, like: str
) -> None:
    whole = passport("C0000126", "HỒ THỊ THÍ DỤ", "26/2/1966", "F", "23/02/2032", "099166000006")
    assert digit in whole[1]
    spoilt = whole[1][:13] + whole[1][13:19].replace(digit, like) + whole[1][19:]
    found, right = read(whole[0], spoilt), read(*whole)
    assert found is not None
    assert right is not None
    assert found.values == right.values


def test_a_three_that_became_two_digits_is_one() -> None:
    upper, lower = PASSPORT
    found, right = read(upper, lower.replace("F33", "F353")), read(upper, lower)
    assert found is not None
    assert right is not None
    assert (found.values, found.proved) == (right.values, True)


def test_a_digit_read_wrongly_proves_nothing() -> None:
    upper, lower = PASSPORT
    assert read(upper, lower.replace("930409", "930408")) is None
    found = read(upper, f"{lower[:-1]}{(int(lower[-1]) + 1) % 10}")
    assert found is not None
    assert not found.proved


def test_a_card_that_never_expires_says_no_day() -> None:
    found = read(*identity_card("099150000003", "PHẠM VĂN GIẢ SỬ", "17/3/1950", "31/12/2099"))
    assert found is not None
    assert "expiry_date" not in found.values


def test_the_century_of_a_birth_is_told_by_the_expiry_where_there_is_no_personal_number() -> None:
    child = read(*_without_personal_number("09/4/2018", "21/02/2033"))
    elder = read(*_without_personal_number("09/4/1928", "21/02/2033"))
    assert child is not None
    assert elder is not None
    assert (child.values["birth_date"], elder.values["birth_date"]) == ("2018-04-09", "1928-04-09")


def _without_personal_number(born: str, expires: str) -> tuple[str, str]:
    upper, lower = passport("C0000123", "HỒ THỊ THÍ DỤ", born, "F", expires, "099193000004")
    return upper, lower[:28] + "<<<<<<<<<<<<<<<0"


def test_print_that_has_no_such_lines_says_nothing() -> None:
    assert read("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Quốc tịch / Nationality: VNM") is None


def test_the_f_of_a_woman_may_be_read_as_an_e() -> None:
    found = read(PASSPORT[0], PASSPORT[1].replace("F", "E"))
    assert found is not None
    assert found.values["sex"] == "Nữ"

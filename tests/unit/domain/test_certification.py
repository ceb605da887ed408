"""The number, the fee, the code and the statement of a certification."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certcopy import clock
from certcopy.domain import certification as c
from certcopy.domain.office import Agency, Book, Certifier, Clerk, Office, Tariff, Wording

OFFICE = Office(
    agency=Agency(code="H99.01", name="ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ", parent="TỈNH GIẢ ĐỊNH", place="Ví Dụ"),
    certifier=Certifier(name="Trần Thị Mẫu", title="CHỦ TỊCH"),
    clerk=Clerk(name="Lê Văn Thử", title="Công chức Tư pháp - Hộ tịch"),
    verify_url="https://kiemtra.example/",
)


def certified(number: int) -> c.Certification:
    return c.Certification(
        number=number,
        year=2026,
        book=Book(),
        at=dt.datetime(2026, 11, 3, 9, 15, tzinfo=clock.VIETNAM),
        requester="Nguyễn Văn Mẫu",
        title="Bằng tốt nghiệp",
        certifier=OFFICE.certifier,
        converter=OFFICE.clerk,
        pages=1,
        fee=2000,
        code="7K3M9QPX2DAB",
    )


def test_the_statement_reads_as_on_a_real_stamp() -> None:
    assert c.statement(certified(99), OFFICE) == (
        "Chứng thực bản sao đúng với bản chính",
        "Số chứng thực: 99 quyển số: 01/2026 - SCT/BS",
        "Ngày 03 tháng 11 năm 2026",
    )


def test_a_number_has_at_least_two_digits() -> None:
    assert [certified(n).printed_number for n in (1, 99, 1234)] == ["01", "99", "1234"]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [(1, 2_000), (2, 4_000), (3, 5_000), (197, 199_000), (198, 200_000), (500, 200_000)],
)
def test_the_fee_follows_the_circular(pages: int, expected: int) -> None:
    assert c.fee(pages, dt.date(2026, 11, 23), (Tariff(),)) == expected


def test_a_new_tariff_counts_from_its_day() -> None:
    tariffs = (Tariff(), Tariff(since=dt.date(2027, 1, 1), first_rate=3_000))
    assert c.fee(1, dt.date(2026, 12, 31), tariffs) == 2_000
    assert c.fee(1, dt.date(2027, 1, 1), tariffs) == 3_000


def test_no_tariff_means_no_fee_can_be_named() -> None:
    with pytest.raises(ValueError, match="no tariff"):
        c.fee(1, dt.date(2000, 1, 1), (Tariff(),))


@given(st.text(alphabet=c.CODE_ALPHABET, min_size=c.CODE_LENGTH, max_size=c.CODE_LENGTH))
def test_a_code_survives_being_printed_and_typed_back(code: str) -> None:
    assert c.plain_code(c.grouped(code).lower()) == code


def test_letters_that_people_confuse_are_put_right() -> None:
    assert c.plain_code("oOiI lL") == "001111"


def test_codes_do_not_repeat() -> None:
    assert len({c.new_code() for _ in range(1000)}) == 1000


def test_an_unknown_brace_in_the_wording_is_found() -> None:
    assert c.check_wording(Wording()) is None
    wrong = dataclasses.replace(Wording(), statement=("Số {numero}",))
    assert "numero" in (c.check_wording(wrong) or "")

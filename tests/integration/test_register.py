"""The register as a clerk uses it: on the counter, at a terminal, on paper and in a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import pathlib
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.settings import Settings
from certcopy.storage.home import Home
from certcopy.storage.schema import journal
from certcopy.workflow import books
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.house import House, open_house
from tests.registered import AT, WHO, certify

CertCopy = Callable[..., Any]
KEY = "counter-key-for-tests"


@pytest.fixture
def house(office_home: Home) -> Iterator[House]:
    """An office with three lines: one corrected later."""
    house = open_house(office_home, now=lambda: AT + dt.timedelta(days=1))
    certify(house.database)
    certify(house.database, "Trần Thị Yến", '=HYPERLINK("http://x")')
    certify(house.database, "Công ty trách nhiệm hữu hạn một thành viên Ví Dụ " * 6, "Giấy đăng ký doanh nghiệp")
    books.correct(house, 2026, 2, {"requester": "Trần Thị Én"}, "nhập sai tên", WHO)
    yield house
    house.close()


@pytest.fixture
def clerk(house: House) -> TestClient:
    app = create_app(house, EmbeddedEngine(house), KEY, Settings(), hosts=["testserver"])
    client = TestClient(app, headers={"Authorization": f"Bearer {KEY}"}, follow_redirects=False)
    client.headers["Sec-Fetch-Site"] = "same-origin"
    return client


def looks(house: House) -> list[Any]:
    with house.database.read() as connection:
        lines = sa.select(journal.c.dossier, journal.c.facts).where(journal.c.event == "looked")
        return [tuple(row) for row in connection.execute(lines.order_by(journal.c.seq))]


def words_of(pdf: bytes) -> list[str]:
    """The text of each page, its spaces single."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_a_clerk_finds_a_person_without_tones_and_the_look_is_journalled(house: House, clerk: TestClient) -> None:
    found = clerk.get("/counter/register", params={"words": "duc nguyen"})
    assert "Nguyễn Văn Đức" in found.text
    assert "Trần Thị Yến" not in found.text
    assert looks(house) == [(None, {"what": "search", "lines": 1})]


def test_one_line_shows_what_was_said_of_it_later(house: House, clerk: TestClient) -> None:
    line = clerk.get("/counter/register/2026/2")
    assert all(text in line.text for text in ("Trần Thị Yến", "Trần Thị Én", "nhập sai tên", "Đính chính"))
    assert [facts["number"] for _, facts in looks(house)] == [2]
    assert clerk.get("/counter/register/2026/9").status_code == 404


def test_a_clerk_corrects_a_line_on_its_page(house: House, clerk: TestClient) -> None:
    form = {"requester": "Nguyễn Văn Đức", "title": "Bằng thạc sĩ", "note": "", "reason": "nhầm tên bản chính"}
    assert clerk.post("/counter/register/2026/1/correct", data=form).status_code == 303
    assert clerk.post("/counter/register/2026/1/correct", data=form | {"title": " "}).status_code == 422
    line = books.look(house, 2026, 1, WHO)
    assert [each.changes for each in line.amendments] == [{"title": "Bằng thạc sĩ"}]
    assert line.title == "Bằng tốt nghiệp đại học"


@pytest.mark.parametrize(
    "asked",
    [
        {"number": "x"},
        {"since": "yesterday"},
        {"before": "x"},
        {"number": str(2**40)},
        {"since": "9999-12-31"},
        {"until": "9999-12-31"},
    ],
)
def test_what_cannot_be_asked_is_said_on_the_page(clerk: TestClient, asked: dict[str, str]) -> None:
    assert clerk.get("/counter/register", params=asked).status_code == 422
    refused = clerk.get("/api/v1/register", params=asked)
    assert (refused.status_code, refused.json()["facts"]) == (422, {"name": next(iter(asked))})


@pytest.mark.parametrize("year", ["0", "9999", str(2**31), str(2**63), "9" * 5000, "-2026", "x"])
def test_a_year_beyond_the_calendar_has_no_page(clerk: TestClient, year: str) -> None:
    for place in (f"{year}/1", f"print/{year}", f"print/{year}/11", f"export/{year}.csv"):
        assert clerk.get(f"/counter/register/{place}").status_code == 404, place


@pytest.mark.parametrize("number", ["0", "13", str(2**31), str(2**63), "9" * 5000, "-1", "x"])
def test_a_number_beyond_the_book_has_no_page(clerk: TestClient, number: str) -> None:
    for place in (f"2026/{number}", f"print/2026/{number}"):
        assert clerk.get(f"/counter/register/{place}").status_code == 404, place
    assert clerk.post(f"/counter/register/2026/{number}/correct").status_code == 404


def test_the_onestop_software_reads_the_register(clerk: TestClient) -> None:
    page = clerk.get("/api/v1/register", params={"limit": 2}).json()
    assert ([line["number"] for line in page["lines"]], page["next"]) == ([3, 2], "2026/2")
    rest = clerk.get("/api/v1/register", params={"limit": 2, "before": page["next"]}).json()
    assert ([line["number"] for line in rest["lines"]], rest["next"]) == ([1], None)
    assert clerk.get("/api/v1/register/2026/2").json()["amendments"][0]["changes"] == {"requester": "Trần Thị Én"}


def test_nobody_looks_without_the_key(clerk: TestClient) -> None:
    del clerk.headers["Authorization"]
    for address in (
        "/api/v1/register",
        "/counter/register",
        "/counter/register/2026/1",
        "/counter/register/print/2026",
    ):
        assert clerk.get(address).status_code == 401, address


def test_the_month_is_printed_with_its_corrections_and_the_closed_year_with_its_certification(house: House) -> None:
    (month,) = words_of(books.print_month(house, 2026, 11, WHO))
    assert "SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH Quyển số: 01/2026 - SCT/BS · Tháng 11 năm 2026" in month
    assert "[ĐC] 24/11/2026; người yêu cầu: “Trần Thị Én”" in month
    assert "Cộng trang này: 3 số chứng thực · 3 bản sao · phí 6.000 đồng." in month
    assert "Khóa sổ:" not in month
    books.close_volume(house, 2026, WHO)
    certify(house.database)
    year = " ".join(words_of(books.print_year(house, 2026, WHO)))
    assert "Khóa sổ: quyển số 01/2026 - SCT/BS có tổng số 3 số chứng thực, từ số 01 đến số 03" in year
    assert "Quyển số: 02/2026 - SCT/BS · Năm 2026" in year
    assert books.print_year(house, 2026, WHO) == books.print_year(house, 2026, WHO)


def test_a_month_without_lines_says_so(house: House) -> None:
    (page,) = words_of(books.print_month(house, 2026, 1, WHO))
    assert "Không có số chứng thực nào" in page


def test_a_spreadsheet_gets_every_line_and_no_formula(house: House) -> None:
    plain, workbook = io.BytesIO(), io.BytesIO()
    for kind, file in (("csv", plain), ("xlsx", workbook)):
        books.export(house, file, dt.date(2026, 1, 1), dt.date(2026, 12, 31), kind, WHO)
    assert plain.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(plain.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["01", "02", "03"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    sheet = zipfile.ZipFile(workbook).read("xl/worksheets/sheet1.xml").decode()
    assert "Nguyễn Văn Đức" in sheet
    assert "<f>" not in sheet


def test_a_clerk_does_it_all_at_a_terminal(certcopy: CertCopy, house: House, tmp_path: pathlib.Path) -> None:
    office = ("--home", house.home.root)
    found = json.loads(certcopy("register", "search", "yen", "tran", "--json", *office).out)
    assert [line["number"] for line in found["lines"]] == [2]
    said = ("--year", 2026, "--note", "đã trả", "--reason", "bổ sung")
    assert "Đính chính" in certcopy("register", "correct", 1, *said, *office).out
    assert "đã trả" in certcopy("register", "show", 1, "--year", 2026, *office).out
    assert "tổng số 3" in certcopy("register", "close", "--year", 2026, *office).out
    assert "Quyển 02/2026 - SCT/BS" in certcopy("register", "open", "--year", 2026, *office).out
    assert len(certcopy("register", "list", *office).out.splitlines()) == 2
    for verb, name in (("print", "so.pdf"), ("export", "so.xlsx"), ("export", "so.csv")):
        line = ("register", verb, "--year", 2026, "--out", tmp_path / name, *office)
        assert certcopy(*line).code == 0, line
        assert certcopy(*line).code == 4, line
    assert certcopy("register", "show", 99, "--year", 2026, *office).code == 4
    assert certcopy("register", "export", "--out", tmp_path / "so.doc", *office).code == 4
    assert certcopy("register", "export", "--until", "31/12/9999", "--out", tmp_path / "b.csv", *office).code == 4
    assert certcopy("register", "search", "--since", "9999-12-31", *office).code == 4
    assert certcopy("register", "print", "--year", 9999, "--out", tmp_path / "b.pdf", *office).code == 64


def test_a_very_long_correction_goes_on_over_pages_and_nothing_is_lost(house: House) -> None:
    reason = " ".join(f"chữ{index}" for index in range(80))
    for _ in range(10):
        books.correct(house, 2026, 1, {"note": "x" * 300}, reason, WHO)
    pages = words_of(books.print_month(house, 2026, 11, WHO))
    assert len(pages) > 2
    assert sum(page.count("chữ79") for page in pages) == 10
    assert "Cộng dồn: 3 số chứng thực" in pages[-1]


def test_an_office_names_its_own_book(house: House) -> None:
    named = dataclasses.replace(house.office.book, name="SỔ CHỨNG THỰC ĐIỆN TỬ")
    office = dataclasses.replace(house.office, book=named)
    renamed = dataclasses.replace(house, profile=dataclasses.replace(house.profile, office=office))
    assert "SỔ CHỨNG THỰC ĐIỆN TỬ" in words_of(books.print_month(renamed, 2026, 11, WHO))[0]

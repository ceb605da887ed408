"""A file is checked where it is: what leaves the browser is watched, byte by byte."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser import IN_A_BROWSER, PATIENCE, Served, changed, drop

pytestmark = IN_A_BROWSER

PIECE = 64
MOST_SENT = 64 * 1024


@pytest.fixture
def sent(page: Page) -> list[Request]:
    """Every request that carries a body."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request) if request.method != "GET" else None)
    return requests


def appended(copy: bytes) -> bytes:
    """The copy with an empty revision after it: its signatures still hold."""
    start = copy.rindex(b"startxref") + len(b"startxref")
    table = copy[start : copy.rindex(b"%%EOF")].strip()
    return (
        copy
        + b"xref\n0 0\ntrailer\n<< /Size 1 /Root 1 0 R /Prev "
        + table
        + b" >>\nstartxref\n%d\n%%%%EOF\n" % len(copy)
    )


def unsigned() -> bytes:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


def only_signatures_left(sent: list[Request], file: bytes) -> None:
    """One request went out; it is small, and no piece of the document is in it, raw or in hexadecimal."""
    assert [request.url.rsplit("/", 1)[-1] for request in sent] == ["check"]
    body = sent[0].post_data_buffer or b""
    assert len(body) < MOST_SENT
    said = json.loads(body)
    assert set(said) == {"size", "sha256", "signatures"}
    assert all(set(each) == {"byte_range", "cms", "digests"} for each in said["signatures"])
    document = file[: min((each["byte_range"][1] for each in said["signatures"]), default=len(file))]
    for start in range(0, len(document) - PIECE, PIECE):
        piece = document[start : start + PIECE]
        assert piece not in body
        assert piece.hex().encode() not in body


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_genuine_copy_is_valid_and_stays_where_it_is(page: Page, served: Served, sent: list[Request]) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", served.copy)
    heading(page, "Hợp lệ")
    expect(page.get_by_text("Tệp vẫn ở máy của bạn")).to_be_visible()
    expect(page.get_by_text("Chính tệp này do cơ quan này cấp.")).to_be_visible()
    only_signatures_left(sent, served.copy)
    page.get_by_text("Chứng cứ kỹ thuật, dành cho người có chuyên môn").click()
    expect(page.locator("[data-steps] li.good")).to_have_count(4)


def test_a_tampered_copy_is_invalid_and_stays_where_it_is(page: Page, served: Served, sent: list[Request]) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", changed(served.copy))
    heading(page, "Không hợp lệ")
    expect(page.get_by_role("heading", name="Lý do và việc cần làm")).to_be_visible()
    only_signatures_left(sent, changed(served.copy))


def test_a_copy_with_something_after_it_is_sent_whole_only_when_its_holder_agrees(
    page: Page, served: Served, sent: list[Request]
) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", appended(served.copy))
    heading(page, "Không thể kết luận")
    only_signatures_left(sent, appended(served.copy))
    page.get_by_role("button", name="Đồng ý, gửi cả tệp").click()
    expect(page.get_by_text("Tệp vẫn ở máy của bạn")).to_be_hidden(timeout=PATIENCE)
    assert [request.headers["content-type"].split(";")[0] for request in sent[1:]] == ["multipart/form-data"]


def test_a_foreign_file_asks_for_consent(page: Page, served: Served, sent: list[Request]) -> None:
    page.goto(f"{served.public}en/")
    drop(page, "other.pdf", "application/pdf", unsigned())
    heading(page, "Inconclusive")
    expect(page.get_by_role("button", name="Yes, send the whole file")).to_be_visible()
    only_signatures_left(sent, unsigned())


def test_without_the_office_the_browser_says_what_it_found(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(served.public)
    page.route("**/check", lambda route: route.abort())
    drop(page, "ban-sao.pdf", "application/pdf", served.copy)
    expect(page.get_by_role("alert")).to_contain_text("Chưa liên lạc được với cơ quan", timeout=PATIENCE)
    expect(page.get_by_text("3 chữ ký, đều khớp với nội dung")).to_be_visible()


def test_a_browser_that_cannot_check_asks_before_it_sends(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", served.copy)
    expect(page.get_by_role("alert")).to_contain_text("Trình duyệt không tự kiểm tra được")
    page.get_by_role("button", name="Gửi cả tệp để kiểm tra").click()
    heading(page, "Hợp lệ")
    expect(page.get_by_text("Tệp vẫn ở máy của bạn")).to_be_hidden()

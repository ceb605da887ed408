"""The signed code of a print is checked with the server stopped, and judged as known when there was one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from certcopy.storage.home import Home
from tests.browser import CHROMIUM, IN_A_BROWSER, PATIENCE, photo, serving, show, stop
from tests.vectors.signed import AT, ROOT_PEM, TEXTS

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def offline(served_home: Home) -> Iterator[Page]:
    """The page that scans, opened once while the office answered; now its server is stopped."""
    (served_home.trust / "vectors.pem").write_text(ROOT_PEM, encoding="ascii")
    with (
        sync_playwright() as playwright,
        serving(served_home, ("tests.e2e.vector_office", str(served_home.root))) as at,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        server, public, _ = at
        page = opened(browser.new_context(), public)
        stop(server)
        server.wait()
        yield page
        browser.close()


def opened(context: BrowserContext, public: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.clock.install(time=AT)
    page.goto(f"{public}scan")
    expect(page.get_by_text("không có mạng vẫn kiểm tra được")).to_be_visible(timeout=PATIENCE)
    return page


def answer(page: Page, name: str) -> None:
    page.reload()
    show(page, photo(TEXTS[name], tilt=2))
    expect(page.locator("#code-answer")).to_be_focused(timeout=PATIENCE)


def test_a_good_code_is_valid_and_its_facts_are_shown_as_known_on_a_date(offline: Page) -> None:
    answer(offline, "good")
    expect(offline.locator("#code-answer")).to_have_text("Hợp lệ")
    facts = offline.locator("[data-ours]")
    for fact in (
        "05",
        "01/2026 - SCT/BS",
        "23/11/2026",
        "Bằng tốt nghiệp đại học (bản mẫu)",
        "N. T. T. Dụ",
        "Trần Thị Mẫu",
    ):
        expect(facts).to_contain_text(fact)
    expect(offline.locator("[data-reasons]")).to_contain_text("Theo thông tin đến")
    expect(offline.locator("[data-test]")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("revoked copy", "thu hồi bản sao"),
        ("signature flipped", "Chữ ký trong mã sai"),
        ("fact altered", "mã đã bị sửa"),
    ],
)
def test_a_bad_code_is_not_valid_and_no_fact_of_it_is_shown(offline: Page, name: str, words: str) -> None:
    answer(offline, name)
    expect(offline.locator("#code-answer")).to_have_text("Không hợp lệ")
    expect(offline.locator("[data-reasons]")).to_contain_text(words)
    expect(offline.locator("[data-ours]")).to_be_hidden()


def test_a_key_that_is_not_known_leaves_the_question_open(offline: Page) -> None:
    answer(offline, "stranger's key")
    expect(offline.locator("#code-answer")).to_have_text("Không thể kết luận")


def test_the_first_page_and_english_work_too(offline: Page) -> None:
    start = offline.url.removesuffix("scan")
    offline.goto(start)
    expect(offline.get_by_role("heading", level=1)).to_have_text("Quét mã trên bản in")
    offline.goto(f"{start}en/scan")
    expect(offline.get_by_role("heading", level=1)).to_have_text("Scan a printed copy")
    show(offline, photo(TEXTS["good"]))
    expect(offline.locator("#code-answer")).to_have_text("Valid", timeout=PATIENCE)
    offline.goto(f"{start}scan")

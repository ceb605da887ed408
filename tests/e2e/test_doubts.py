"""A clerk before a paper that may be no original: boxes, title, warnings, refusal; in a real Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from fixtures.generator.drawn import copy_scan
from fixtures.generator.layouts.forms import form
from tests.browser import IN_A_BROWSER, PATIENCE, Served, drop

pytestmark = IN_A_BROWSER
PHONE = {"width": 390, "height": 844}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def certified_copy() -> bytes:
    return copy_scan(form("confirmation"), "certified_copy")


def test_a_clerk_sees_the_evidence_sets_the_title_and_refuses(
    page: Page, served: Served, certified_copy: bytes
) -> None:
    page.goto(served.counter)
    drop(page, "giay.jpg", "image/jpeg", certified_copy)
    page.get_by_label("Họ và tên người yêu cầu").fill("Nguyễn Văn Mẫu")
    page.get_by_label("Tên bản chính").fill("Giấy tờ")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/counter/dossiers/*")
    warning = page.get_by_role("heading", name="Giấy này có phải bản chính không?")
    expect(warning).to_be_visible(timeout=PATIENCE)

    expect(page.locator("#mark-A")).to_have_class("mark evidence")
    page.locator("li[data-mark='A']").hover()
    expect(page.locator("#mark-A")).to_have_class("mark evidence lit")
    page.locator("li[data-mark='1'] a").focus()
    expect(page.locator("#mark-1")).to_have_class("mark lit")
    page.locator("li[data-mark='2'] a").press("Enter")
    assert page.url.endswith("#mark-2")

    page.get_by_role("button", name="Dùng làm tên: Giấy xác nhận số 0144/GXN-UBND").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy xác nhận số 0144/GXN-UBND")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tờ")

    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_label("Tôi đã đối chiếu bản quét với bản chính giấy").check()
    page.get_by_role("button", name="Duyệt và cấp bản sao").click()
    expect(page.get_by_role("button", name="Duyệt và cấp bản sao")).to_be_visible()
    page.get_by_role("link", name="Từ chối vì lý do này").first.click()
    expect(page.get_by_label("Giấy tờ xuất trình không phải là bản chính")).to_be_checked()
    page.get_by_role("button", name="Từ chối chứng thực").click()
    expect(page.locator(".standing")).to_contain_text("Từ chối")
    expect(page.locator(".said")).to_contain_text("Giấy tờ xuất trình không phải là bản chính")

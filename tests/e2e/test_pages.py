"""A visitor and a clerk in a real Chromium, before the real server."""

from __future__ import annotations

import io
import pathlib

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser import IN_A_BROWSER, PATIENCE, Served, changed, drop

PHONE: ViewportSize = {"width": 390, "height": 844}

pytestmark = IN_A_BROWSER


def second_page(scan: bytes) -> bytes:
    out = io.BytesIO()
    ImageOps.expand(Image.open(io.BytesIO(scan)), 40, (252, 250, 245)).save(out, "JPEG", dpi=(200, 200))
    return out.getvalue()


def test_a_visitor_drops_a_copy_and_reads_that_it_is_valid(page: Page, served: Served) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", served.copy)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hợp lệ", timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Chính tệp này do cơ quan này cấp.")).to_be_visible()
    expect(page.get_by_text("Chứng thư THỬ NGHIỆM.")).to_be_visible()


def test_a_visitor_drops_a_changed_copy_and_reads_why_not_to_use_it(page: Page, served: Served) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", changed(served.copy))
    expect(page.get_by_role("heading", level=1)).to_have_text("Không hợp lệ", timeout=PATIENCE)
    expect(page.get_by_role("heading", name="Lý do và việc cần làm")).to_be_visible()


def test_the_check_works_without_javascript(chromium: Browser, served: Served, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "ban-sao.pdf"
    file.write_bytes(served.copy)
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(served.public)
    page.set_input_files("#file", file)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Hợp lệ", timeout=PATIENCE)
    page.context.close()


def test_a_visitor_types_the_code_and_is_told_to_check_the_file(page: Page, served: Served) -> None:
    page.goto(served.public)
    page.get_by_label("Mã xác minh in cạnh ô vuông QR").fill(served.code.lower())
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sổ chứng thực có bản sao này")
    expect(page.get_by_role("button", name="Kiểm tra tệp")).to_be_visible()


def test_a_clerk_orders_pages_by_keyboard_compares_and_gets_the_copy(
    page: Page, served: Served, small_scan: bytes
) -> None:
    page.goto(served.counter)
    assert "key=" not in page.url
    drop(page, "sau.jpg", "image/jpeg", second_page(small_scan))
    drop(page, "truoc.jpg", "image/jpeg", small_scan)
    page.get_by_role("button", name="Chuyển truoc.jpg lên").press("Enter")
    expect(page.locator("[data-list] .name")).to_have_text(["truoc.jpg", "sau.jpg"])
    page.get_by_label("Họ và tên người yêu cầu").fill("Nguyễn Văn Mẫu")
    page.get_by_label("Tên bản chính").fill("Giấy xác nhận hai trang")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    compared = page.get_by_label("Tôi đã đối chiếu bản quét với bản chính giấy")
    page.wait_for_url("**/counter/dossiers/*")
    expect(page.get_by_role("img", name="Trang 2")).to_be_visible()
    expect(page.get_by_role("button", name="Duyệt và cấp bản sao")).to_be_visible(timeout=PATIENCE)
    compared.check()
    page.get_by_role("button", name="Duyệt và cấp bản sao").click()
    expect(page.locator("#live")).to_contain_text("Đã cấp bản sao", timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as downloading:
        page.get_by_role("link", name="Tải bản sao chứng thực").click()
    assert downloading.value.suggested_filename.startswith("Bản sao chứng thực số 02-")
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")


def test_a_refused_form_keeps_the_chosen_files_and_says_what_to_do(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(served.counter)
    drop(page, "khong-phai-anh.jpg", "image/jpeg", b"khong phai anh")
    page.get_by_label("Họ và tên người yêu cầu").fill("Nguyễn Văn Mẫu")
    page.get_by_label("Tên bản chính").fill("Giấy xác nhận")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("alert")).to_contain_text("scan.unknown_format")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[data-list] .name")).to_have_text(["khong-phai-anh.jpg"])
    expect(page.get_by_label("Họ và tên người yêu cầu")).to_have_value("Nguyễn Văn Mẫu")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_scrolls_sideways_on_a_phone(page: Page, served: Served, language: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(served.counter)
    prefix = "en/" if language == "en" else ""
    for address in (prefix, f"counter?lang={language}", f"{prefix}c/{served.code}"):
        page.goto(f"{served.public}{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert float(page.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)")) >= 1.5 * 16

"""A clerk scans, pairs a telephone, pastes and finds the scan folder's pages: a real Chromium, the real server, and the
scanner a process of its own."""

from __future__ import annotations

import base64
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from certcopy.storage.home import Home
from fixtures import SCANS
from tests.escl_device import Job, page_jpeg

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 30_000
PHONE: ViewportSize = {"width": 390, "height": 844}
CAMERA = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SAID = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
PASTE = """data => {
  const carrier = new DataTransfer();
  carrier.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], "image.png", { type: "image/jpeg" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true, cancelable: true }));
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TYPED = "Máy quét Ví Dụ 100"
"""What the made-up scanner calls itself; the saved one has a name of the office's."""

WIDE = "document.documentElement.scrollWidth <= innerWidth"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@dataclasses.dataclass
class Office:
    """A running server with a saved scanner and a scan folder."""

    counter: str
    folder: pathlib.Path


def photo(number: int) -> bytes:
    return page_jpeg(Job(1, True, False, 100, "RGB24", (2480, 3508), 1), number)


@contextmanager
def running(module: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-m", module, *words]
    environment = {**os.environ, "CERTCOPY_MDNS": "off"}
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", env=environment
    ) as process:
        try:
            yield process
        finally:
            process.terminate() if sys.platform == "win32" else process.send_signal(signal.SIGINT)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    match = re.search(r"http://\S+", process.stdout.readline())
    assert match is not None
    return match.group()


@pytest.fixture(scope="module")
def office(_fresh_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    parent = tmp_path_factory.mktemp("scanning")
    home, folder = Home(pathlib.Path(shutil.copytree(_fresh_office.root, parent / "home"))), parent / "quet"
    folder.mkdir()
    with running("tests.escl_server", "--sheets", "2") as scanner:
        scan = f'\n[scan]\ndiscover = false\nfolder = "{folder}"\nsettle_seconds = 0.3\n'
        saved = f'[[scan.scanners]]\nname = "Máy một cửa"\nurl = "{said(scanner)}"\n'
        with home.profile.open("a", encoding="utf-8") as profile:
            profile.write(scan + saved)
        with running("certcopy.cli.main", "serve", "--port", "0", "--home", str(home.root)) as server:
            said(server)
            yield Office(said(server), folder)
        scanner.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CAMERA)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(SAID)
    yield context
    context.close()


@pytest.fixture
def desk(context: BrowserContext, office: Office) -> Page:
    page = context.new_page()
    page.goto(office.counter)
    return page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="vi-VN", viewport=PHONE, permissions=["camera"])
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def rows(page: Page) -> list[str]:
    return page.locator("[data-list] .name").all_inner_texts()


def start_scan(desk: Page, address: str = "") -> None:
    """With the saved scanner, or with one whose address is typed."""
    desk.get_by_role("button", name="Quét", exact=True).click()
    expect(desk.get_by_role("button", name="Bắt đầu quét")).to_be_enabled(timeout=PATIENCE)
    if address:
        desk.get_by_text("Máy quét không có trong danh sách").click()
        desk.get_by_label("Địa chỉ máy quét mạng").fill(address)
        desk.get_by_label("Địa chỉ máy quét mạng").press("Enter")
        expect(desk.get_by_label("Máy quét", exact=True)).to_contain_text(TYPED)
    start = desk.get_by_role("button", name="Bắt đầu quét")
    expect(start).to_be_enabled(timeout=PATIENCE)
    desk.get_by_label("Độ phân giải").select_option("150")
    start.press("Enter")


def code_address(desk: Page) -> str:
    link = desk.locator("[data-phone] [data-url]")
    expect(link).to_contain_text("/phone/", timeout=PATIENCE)
    return link.inner_text()


def submit(desk: Page) -> None:
    desk.get_by_label("Họ và tên người yêu cầu").fill("Nguyễn Văn Mẫu")
    desk.get_by_label("Tên bản chính").fill("Giấy xác nhận")
    desk.get_by_role("button", name="Nộp hồ sơ").click()
    desk.wait_for_url("**/counter/dossiers/*")


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()


def test_a_clerk_scans_pastes_orders_and_submits(desk: Page, office: Office) -> None:
    start_scan(desk)
    expect(desk.locator("[data-scan] [data-status]")).to_have_text("Đã quét xong. Số trang: 2.", timeout=PATIENCE)
    assert rows(desk) == ["Máy một cửa, trang 1", "Máy một cửa, trang 2"]
    desk.evaluate(PASTE, base64.b64encode(photo(9)).decode())
    expect(desk.locator("[data-list] li")).to_have_count(3)
    desk.get_by_role("button", name="Chuyển image.png lên").press("Enter")
    in_order = ["Máy một cửa, trang 1", "image.png", "Máy một cửa, trang 2"]
    assert rows(desk) == in_order
    for page in ("Máy một cửa, trang 1", "image.png"):
        desk.get_by_role("button", name=f"Bỏ {page}").press("Enter")
    assert rows(desk) == ["Máy một cửa, trang 2"]
    assert_accessible(desk)
    for _ in range(2):
        desk.get_by_role("button", name="Hoàn tác").press("Enter")
    assert rows(desk) == in_order
    expect(desk.get_by_role("button", name="Hoàn tác")).to_be_hidden()
    assert_accessible(desk)
    submit(desk)
    expect(desk.get_by_role("img", name="Trang 3")).to_be_visible(timeout=PATIENCE)
    desk.goto(office.counter)
    expect(desk.get_by_role("heading", name="Hồ sơ mới")).to_be_visible()
    expect(desk.locator("[data-tray] li", has_text="Máy một cửa")).to_have_count(0)


def test_a_scanner_unplugged_in_mid_page_leaves_the_whole_pages_and_says_so(desk: Page) -> None:
    with running("tests.escl_server", "--sheets", "3", "--trouble", "hang", "--trouble-at", "2") as scanner:
        start_scan(desk, said(scanner))
        expect(desk.locator("[data-list] li")).to_have_count(1, timeout=PATIENCE)
        expect(desk.locator("[data-scan] [data-status]")).to_have_text("Đang quét trang 2 …", timeout=PATIENCE)
        scanner.kill()
        expect(desk.get_by_role("alert")).to_contain_text("được giữ: 1", timeout=PATIENCE)
    expect(desk.get_by_role("alert")).to_contain_text("scanner.lost")
    assert rows(desk) == [f"{TYPED}, trang 1"]
    desk.reload()
    expect(desk.locator("[data-tray] li", has_text=TYPED)).to_have_count(1)


def test_a_clerk_cancels(desk: Page) -> None:
    with running("tests.escl_server", "--sheets", "9", "--seconds", "1") as scanner:
        start_scan(desk, said(scanner))
        expect(desk.locator("[data-list] li")).to_have_count(1, timeout=PATIENCE)
        desk.get_by_role("button", name="Hủy").click()
        expect(desk.locator("[data-scan] [data-status]")).to_contain_text("Đã hủy. Số trang đã giữ: ", timeout=PATIENCE)
        scanner.kill()
    assert 1 <= len(rows(desk)) <= 2


def test_a_paired_phone_sends_photos_that_appear_at_the_counter(
    desk: Page, office: Office, phone: BrowserContext
) -> None:
    desk.get_by_role("button", name="Chụp bằng điện thoại").click()
    address = code_address(desk)
    assert desk.get_by_role("img", name=address).is_visible()
    expect(desk.locator("[data-unreachable]")).to_be_visible()
    page = phone.new_page()
    page.goto(address)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("button", name="Máy ảnh trực tiếp")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(WIDE)
    page.set_input_files("#photo", SCANS / "birth_certificate-phone.heic")
    expect(page.get_by_role("status")).to_have_text("Đã gửi hết ảnh. Có thể cất điện thoại.", timeout=PATIENCE)
    expect(page.locator("[data-photos] img")).to_have_attribute("src", "/phone/pages/1", timeout=PATIENCE)
    page.get_by_role("button", name="Máy ảnh trực tiếp").click()
    page.get_by_role("button", name="Chụp trang này").click()
    expect(page.locator("[data-photos] li")).to_have_count(2)
    expect(desk.locator("[data-list] li")).to_have_count(2, timeout=PATIENCE)
    assert rows(desk) == ["Điện thoại, ảnh 1", "Điện thoại, ảnh 2"]
    assert_accessible(page)
    page.locator("[data-photos] li").last.get_by_role("button", name="Bỏ ảnh").click()
    expect(desk.locator("[data-list] li")).to_have_count(1, timeout=PATIENCE)
    desk.get_by_role("button", name="Ngắt ghép điện thoại").click()
    expect(desk.locator("[data-phone] [data-status]")).to_contain_text("Đã ngắt ghép", timeout=PATIENCE)
    page.set_input_files("#photo", {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo(2)})
    expect(page.get_by_role("status")).to_contain_text("Đã hết phiên ghép", timeout=PATIENCE)
    submit(desk)


def test_a_phone_without_network_sends_when_it_is_back_and_each_photo_once(
    desk: Page, office: Office, phone: BrowserContext
) -> None:
    desk.get_by_role("button", name="Chụp bằng điện thoại").click()
    page = phone.new_page()
    page.goto(code_address(desk))
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("button", name="Máy ảnh trực tiếp")).to_be_visible(timeout=PATIENCE)
    page.wait_for_selector("[data-handheld]")
    phone.set_offline(True)
    for number in (1, 2):
        page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(number)})
    expect(page.locator("[data-photos] li").first).to_contain_text("mất mạng; sẽ gửi lại", timeout=PATIENCE)
    phone.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("Đã gửi hết ảnh. Có thể cất điện thoại.", timeout=PATIENCE)
    expect(desk.locator("[data-list] li")).to_have_count(2, timeout=PATIENCE)
    page.reload()
    expect(page.locator("[data-photos] li")).to_have_count(2)


def test_what_a_scanners_own_program_saves_shows_up_by_itself(desk: Page, office: Office) -> None:
    for number in (1, 2):
        draft = office.folder / f"Scan_{number}.jpg.part"
        draft.write_bytes(photo(number))
        draft.rename(office.folder / f"Scan_{number}.jpg")
    offer = desk.locator("[data-tray] li", has_text="Thư mục quét")
    expect(offer.locator("img")).to_have_count(2, timeout=PATIENCE)
    desk.route("**/api/v1/tray", lambda route: route.abort())
    desk.route("**/api/v1/tray", lambda route: route.continue_(), times=1)
    desk.reload()
    offer.get_by_role("button", name="Dùng các trang này").click()
    assert rows(desk) == ["Thư mục quét, tệp 1", "Thư mục quét, tệp 2"]
    submit(desk)


def test_what_is_no_scan_is_told_of_at_the_counter_until_a_clerk_has_read_of_it(
    desk: Page, office: Office, chromium: Browser
) -> None:
    told = desk.get_by_role("region", name="Thư mục quét: tệp không đọc được")
    expect(told).to_be_hidden()
    for name in ("thư mời.docx", "bảng.xlsx"):
        (office.folder / name).write_bytes(b"PK\x03\x04 no scan")
    expect(told).to_contain_text("Thư mục quét: 2 tệp không đọc được", timeout=PATIENCE)
    expect(told).to_contain_text("Tệp “thư mời.docx” không phải ảnh JPEG, PNG, TIFF, HEIC hay PDF ảnh.")
    assert_accessible(desk)
    told.get_by_role("button", name="Đã biết về thư mời.docx").press("Enter")
    expect(told).to_contain_text("Thư mục quét: 1 tệp không đọc được")
    assert (office.folder / "khong-doc-duoc" / "thư mời.docx").exists()
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(office.counter)
    page.get_by_role("button", name="Đã biết về bảng.xlsx").click()
    expect(page.get_by_text("bảng.xlsx")).to_have_count(0)
    expect(told).to_be_hidden(timeout=PATIENCE)
    context.close()


def test_scanning_works_without_javascript(chromium: Browser, office: Office) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(office.counter)
    page.get_by_role("link", name="Quét", exact=True).click()
    page.get_by_label("Giấy đặt ở").select_option("flatbed")
    page.get_by_label("Độ phân giải").select_option("200")
    page.get_by_role("button", name="Bắt đầu quét").click()
    expect(page.get_by_role("status")).to_contain_text("Đã quét xong. Số trang: 1.", timeout=PATIENCE)
    page.get_by_role("link", name="Về lập hồ sơ").click()
    page.locator("input[name=place]").first.check()
    submit(page)
    context.close()

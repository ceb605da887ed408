"""Who holds a print: the square code by picture or camera, the letters typed, at home, at the kiosk, in a frame."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from certcopy.storage.home import Home
from tests.browser import CHROMIUM, IN_A_BROWSER, PATIENCE, Served, issue_one, photo, serving, show

pytestmark = IN_A_BROWSER

FRAMES = 30
KIOSK: ViewportSize = {"width": 1080, "height": 1920}


@pytest.fixture(scope="module")
def served(served_home: Home, small_scan: bytes) -> Iterator[Served]:
    """An office whose widget the site at 127.0.0.1 may frame."""
    profile = served_home.profile
    profile.write_text(
        profile.read_text(encoding="utf-8") + '\n[public]\nframed_by = ["http://127.0.0.1:*"]\n', encoding="utf-8"
    )
    copy, code = issue_one(served_home, small_scan)
    with serving(served_home) as (_, public, counter):
        yield Served(public, counter, copy, code)


def test_a_picture_of_the_address_code_leads_to_the_page_of_the_copy(page: Page, served: Served) -> None:
    page.goto(f"{served.public}scan")
    show(page, photo(f"http://127.0.0.1:8000/c/{served.code}"))
    page.wait_for_url(f"**/c/{served.code}", timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sổ chứng thực có bản sao này")
    expect(page.get_by_text("N. V. Mẫu")).to_be_visible()
    expect(page.get_by_text("Nguyễn Văn Mẫu")).to_have_count(0)


def test_a_picture_without_or_with_a_foreign_code_is_explained_and_never_followed(page: Page, served: Served) -> None:
    page.goto(f"{served.public}scan")
    heard = page.locator("[data-said]")
    show(page, photo("https://evil.example/c/../login"))
    expect(heard).to_contain_text("không phải của bản sao chứng thực", timeout=PATIENCE)
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(blank, "JPEG")
    show(page, blank.getvalue())
    expect(heard).to_contain_text("Không đọc được mã vuông", timeout=PATIENCE)
    show(page, b"no picture")
    expect(heard).to_contain_text("Không mở được ảnh này", timeout=PATIENCE)
    assert page.url == f"{served.public}scan"


def test_the_camera_reads_the_code(chromium: Browser, served: Served, tmp_path: pathlib.Path) -> None:
    film = tmp_path / "film.mjpeg"
    film.write_bytes(photo(f"{served.public}c/{served.code}") * FRAMES)
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with_film = [*camera, f"--use-file-for-fake-video-capture={film}", "--no-sandbox"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=with_film)
    page = browser.new_page()
    page.goto(f"{served.public}scan")
    page.get_by_role("button", name="Mở máy ảnh").click()
    page.wait_for_url(f"**/c/{served.code}", timeout=PATIENCE)
    browser.close()


def test_only_the_pages_that_scan_may_use_camera_and_wasm(page: Page, served: Served) -> None:
    for address, allowed in (
        ("scan", True),
        ("kiosk", True),
        ("", False),
        (f"c/{served.code}", False),
        ("widget", False),
    ):
        headers = page.request.get(f"{served.public}{address}").headers
        assert ("camera=(self)" in headers["permissions-policy"]) is allowed
        assert ("wasm-unsafe-eval" in headers["content-security-policy"]) is allowed
        assert "unsafe-inline" not in headers["content-security-policy"]


def test_number_and_date_are_compared_with_the_register(page: Page, served: Served) -> None:
    page.goto(served.public)
    page.get_by_label("Mã xác minh in cạnh ô vuông QR").fill(served.code)
    page.get_by_label("Số chứng thực").fill("77")
    page.get_by_label("Ngày ghi trên bản sao").fill("01/02/2020")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Không khớp với sổ chứng thực")
    expect(page.get_by_role("alert")).to_contain_text("Số bạn nhập: 77. Trong sổ chứng thực: 01.")
    expect(page.get_by_role("alert")).to_contain_text("Ngày bạn nhập: 01/02/2020")


def test_who_holds_the_code_sees_small_pictures_that_nobody_keeps(page: Page, served: Served) -> None:
    page.goto(f"{served.public}c/{served.code}")
    with page.expect_response("**/pages/1") as answering:
        page.get_by_text("Ảnh nhỏ các trang, để đối chiếu").click()
    assert answering.value.headers["cache-control"] == "no-store"
    picture = page.get_by_role("img", name="Trang 1, ảnh nhỏ")
    expect(picture).to_be_visible()
    assert page.request.get(f"{served.public}c/{served.code}/pages/9").status == 404
    assert page.request.get(f"{served.public}c/AAAABBBBCCCC/pages/1").status == 404


def test_the_kiosk_needs_no_keyboard(page: Page, served: Served) -> None:
    page.set_viewport_size(KIOSK)
    page.goto(f"{served.public}kiosk")
    for letter in served.code:
        page.get_by_role("button", name=letter, exact=True).click()
    expect(page.locator("#code")).to_have_value("-".join(served.code[at : at + 4] for at in (0, 4, 8)))
    sizes = page.locator("button:visible").evaluate_all("all => all.map(b => Math.min(b.offsetWidth, b.offsetHeight))")
    assert min(sizes) >= 44
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sổ chứng thực có bản sao này")
    assert page.url.startswith(f"{served.public}kiosk/c/")
    page.get_by_role("link", name="Kiểm tra bản khác").click()
    expect(page.locator("#code")).to_have_value("")


def test_the_kiosk_forgets_the_last_visitor(page: Page, served: Served) -> None:
    page.clock.install()
    page.goto(f"{served.public}kiosk/c/{served.code}")
    page.clock.run_for(61_000)
    expect(page.get_by_role("dialog")).to_contain_text("Bạn còn ở đó không?")
    page.get_by_role("button", name="Tôi vẫn ở đây").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.run_for(61_000)
    page.clock.run_for(21_000)
    page.wait_for_url(f"{served.public}kiosk")


def test_the_widget_is_framed_where_the_profile_says_and_nothing_else_is(page: Page, served: Served) -> None:
    other = f"{served.public}static/icon.svg"
    page.route(other, lambda route: route.fulfill(content_type="text/html", body=OUTSIDE.format(served=served.public)))
    page.goto(other)
    framed = page.frame_locator("iframe")
    expect(framed.get_by_role("heading", name="Kiểm tra bản sao chứng thực")).to_be_visible()
    expect(page.locator("iframe")).not_to_have_css("height", "150px")
    with page.context.expect_page() as opening:
        framed.get_by_label("Mã xác minh").fill(served.code)
        framed.get_by_role("button", name="Tra cứu").click()
    expect(opening.value.get_by_role("heading", level=1)).to_have_text("Sổ chứng thực có bản sao này")
    headers = page.request.get(f"{served.public}widget").headers
    assert "frame-ancestors http://127.0.0.1:*" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert page.request.get(served.public).headers["x-frame-options"] == "DENY"


OUTSIDE = """<!doctype html><html lang="vi"><title>Trang của phường</title>
<iframe src="{served}widget" title="Kiểm tra bản sao" width="400"></iframe>
<script>
addEventListener("message", (event) => {{
  if (event.origin === new URL("{served}").origin && event.data.certcopy === "height")
    document.querySelector("iframe").style.height = event.data.height + "px";
}});
</script></html>"""

"""A clerk at the page desk in a real Chromium: with keys only, with a mouse, without scripts."""

from __future__ import annotations

import io
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

import fixtures
from certcopy.storage.home import Home
from certcopy.workflow import steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import open_house
from certcopy.workflow.receive import Request, receive

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60_000
SCANS = pathlib.Path(fixtures.__file__).parent / "scans"

expect.set_options(timeout=PATIENCE)

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


class Served(NamedTuple):
    """A running server: the counter with its key, and the dossiers there are."""

    counter: str
    root: str
    photos: str
    spare: str


@pytest.fixture(scope="module")
def served(_fresh_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("desk") / "home")))
    photos = [
        HandedIn.of(name, (SCANS / name).read_bytes()) for name in ("official_letter-phone.jpg", "decision-skew.jpg")
    ]
    photos.append(HandedIn.of("trang.png", blank()))
    cards = [
        HandedIn.of(name, (SCANS / name).read_bytes()) for name in ("id_card-clean-p1.png", "id_card-clean-p2.png")
    ]
    house = open_house(home)
    ids = [
        steps.drive(house, receive(house, Request("Nguyễn Văn Mẫu", "Giấy", tuple(each)), "clerk").id).id
        for each in (photos, cards)
    ]
    house.close()
    line = [sys.executable, "-m", "certcopy.cli.main", "serve", "--port", "0", "--home", str(home.root)]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        root, counter = (found(server.stdout.readline()) for _ in range(2))
        yield Served(counter, root.rstrip("/"), *ids)
        server.terminate() if sys.platform == "win32" else server.send_signal(signal.SIGINT)


def scans(*names: str) -> list[HandedIn]:
    return [HandedIn.of(name, (SCANS / name).read_bytes()) for name in names]


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1654, 2339), 250).save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def found(line: str) -> str:
    match = re.search(r"http://\S+", line)
    assert match, line
    return match.group()


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


REFUSALS = ("status of 409", "status of 422")
"""Chromium tells of them now and then, when the page that says why has long been shown."""


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """A page at the counter that may say nothing on the console, but that a form was refused."""
    said: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(served.counter)
    yield page
    context.close()
    assert [words for words in said if not any(refusal in words for refusal in REFUSALS)] == []


def desk(page: Page, served: Served, dossier: str, scan: int = 1) -> None:
    page.goto(f"{served.root}/counter/dossiers/{dossier}/desk?scan={scan}")


def picture(page: Page, name: str) -> None:
    """Kept where somebody wants to look: CERTCOPY_PICTURES names the folder."""
    if folder := os.environ.get("CERTCOPY_PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=pathlib.Path(folder) / f"{name}.png", full_page=True)


def order(page: Page) -> list[str]:
    return [row.get_attribute("data-scan") or "" for row in page.locator("[data-strip] li").all()]


def read_again(page: Page) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-moving", "0")


def test_proposals_are_shown_and_taken_with_keys_only(page: Page, served: Served) -> None:
    desk(page, served, served.photos)
    expect(page.get_by_text("Cắt theo mép giấy và nắn phẳng").first).to_be_visible()
    picture(page, "desk-photo")
    page.locator("#accept-outline").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stage polygon")).to_be_visible()
    expect(page.locator("#desk h1")).to_be_focused()
    read_again(page)
    expect(page.locator("#b-paper")).to_have_value("a4")
    picture(page, "desk-flat")
    page.keyboard.press("Control+z")
    expect(page.locator(".stage polygon")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator(".stage polygon")).to_be_visible()
    page.locator("#b-tlx").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".stage polygon")).to_be_visible()
    page.locator("#up-2").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-strip] li").first).to_have_attribute("data-scan", "2")
    assert order(page) == ["2", "1", "3"]


def test_a_mouse_drags_crop_and_pages_and_the_draft_is_seen_before_it_is_applied(page: Page, served: Served) -> None:
    desk(page, served, served.photos, 2)
    before = page.locator("[data-result-stage] img").get_attribute("src")
    handle = page.locator("[data-result-stage] .handle").nth(2)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] - 90, steps=4)
    page.mouse.up()
    expect(page.locator("[data-result-stage] img")).not_to_have_attribute("src", before or "")
    right = float(page.locator("#b-right").input_value())
    assert 50 < right < 95
    picture(page, "desk-crop")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.locator("#reset-all")).to_be_visible()
    assert float(page.locator("#b-right").input_value()) == pytest.approx(right, abs=0.1)
    read_again(page)
    first = page.locator("[data-strip] li").first.get_attribute("data-scan")
    page.set_viewport_size({"width": 1280, "height": 2000})
    start, end = (page.locator("[data-strip] li").nth(place).bounding_box() for place in (0, 1))
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 60, start["y"] + 50)
    page.mouse.down()
    page.mouse.move(start["x"] + 62, start["y"] + 80, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 10, steps=8)
    page.mouse.up()
    expect(page.locator("[data-strip] li").first).not_to_have_attribute("data-scan", first or "")


def test_a_blank_page_is_left_out_only_by_the_clerk(page: Page, served: Served) -> None:
    desk(page, served, served.photos, 3)
    expect(page.get_by_text("Bỏ trang: trang trắng").first).to_be_visible()
    page.locator("#accept-blank").click()
    expect(page.get_by_text("Trang này không có trong bản sao.")).to_be_visible()
    page.locator("#bring-back").click()
    expect(page.locator("#leave-out")).to_be_visible()


def test_two_sides_of_a_card_come_onto_one_page(page: Page, served: Served) -> None:
    desk(page, served, served.spare, 2)
    page.locator("#accept-all").click()
    expect(page.locator("[data-strip] li.joined")).to_have_count(1)
    read_again(page)
    page.goto(f"{served.root}/counter/dossiers/{served.spare}")
    expect(page.locator(".sheet")).to_have_count(1)
    picture(page, "card")


def test_the_gate_stops_until_a_reason_is_given(page: Page, served: Served) -> None:
    desk(page, served, served.photos)
    page.locator("#left").click()
    page.locator("#reset-all").click()
    read_again(page)
    expect(page.locator("#gate")).to_be_visible()
    page.goto(f"{served.root}/counter/dossiers/{served.photos}")
    page.get_by_label("Tôi đã đối chiếu bản quét với bản chính giấy").check()
    page.get_by_role("button", name="Duyệt và cấp bản sao").click()
    expect(page.get_by_role("alert")).to_contain_text("request.poor_pages")
    desk(page, served, served.photos)
    page.get_by_label("Lý do").fill("chỉ có ảnh chụp này")
    page.locator("#accept-poor").click()
    expect(page.get_by_text("chỉ có ảnh chụp này")).to_be_visible()


def test_everything_works_without_scripts(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.counter)
    desk(page, served, served.spare)
    page.locator("#left").click()
    expect(page.locator("#undo")).to_be_enabled()
    page.locator("#b-skew").fill("1.5")
    page.locator("#apply").click()
    expect(page.locator("#b-skew")).to_have_value("1.5")
    page.locator("#undo").click()
    page.locator("#undo").click()
    expect(page.locator("#b-skew")).to_have_value("0.0")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_desk_has_no_barriers_and_does_not_scroll_sideways(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    desk(page, served, served.photos)
    page.locator("#zoom").wait_for()
    picture(page, f"desk-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []

"""WCAG 2.2 AA on every page that can be reached: axe in both schemes, 320 pixels, large text, keyboard, no motion."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from certcopy.storage.home import Home
from certcopy.workflow import steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import open_house
from certcopy.workflow.receive import Request, receive
from tests.browser import IN_A_BROWSER, PATIENCE, Served, drop, issue_one, serving

pytestmark = IN_A_BROWSER

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
UNLINKED = ("kiosk", "en/kiosk", "widget", "en/widget", "c/AAAABBBBCCCC", "nowhere", "counter/enter?key=wrong")
PARTICULAR = re.compile(r"[0-9a-f]{32}|\d+")
MOST_PAGES = 60
LINKS = "[...document.links].filter(a => !a.hasAttribute('download')).map(a => a.href.split('#')[0])"


@pytest.fixture(scope="module")
def served(served_home: Home, small_scan: bytes) -> Iterator[Served]:
    """An office with one copy issued and one dossier that waits for comparison."""
    copy, code = issue_one(served_home, small_scan)
    house = open_house(served_home)
    steps.drive(
        house, receive(house, Request("Lê Thị Thử", "Giấy khai", (HandedIn.of("b.jpg", small_scan),)), "clerk").id
    )
    house.close()
    with serving(served_home) as (_, public, counter):
        yield Served(public, counter, copy, code)


@pytest.fixture(scope="module")
def clerk(chromium: Browser, served: Served) -> Iterator[Page]:
    """A browser that has entered the counter."""
    page = chromium.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(served.counter)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def addresses(clerk: Page, served: Served) -> list[str]:
    """Every page that links lead to, one of each kind, and those that nothing links to."""
    start = [served.public, clerk.url, f"{served.public}c/{served.code}"]
    waiting, seen = [*start, *(served.public + each for each in UNLINKED)], dict[str, str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        kind = PARTICULAR.sub("#", address.removeprefix(served.public).split("?")[0])
        if kind in seen or not address.startswith(served.public):
            continue
        answer = clerk.request.get(address)
        if answer.headers.get("content-type", "").startswith("text/html"):
            seen[kind] = address
            clerk.goto(address)
            waiting += clerk.evaluate(LINKS)
    return list(seen.values())


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def test_axe_finds_nothing_on_any_page_in_light_and_dark(clerk: Page, addresses: list[str]) -> None:
    faults = {}
    for address in addresses:
        clerk.goto(address)
        for scheme in ("light", "dark"):
            clerk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if found := violations(clerk):
                faults[f"{address} {scheme}"] = found
    assert faults == {}


def test_no_page_scrolls_sideways_at_320_pixels_or_with_text_twice_as_large(clerk: Page, addresses: list[str]) -> None:
    wide = []
    for address in addresses:
        clerk.goto(address)
        for width, size in ((320, "100%"), (640, "200%")):
            clerk.set_viewport_size({"width": width, "height": 800})
            clerk.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            if not clerk.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                wide.append(f"{address} {width} {size}")
    clerk.set_viewport_size({"width": 1280, "height": 800})
    assert wide == []


def test_axe_finds_nothing_on_the_answers(page: Page, served: Served) -> None:
    page.goto(served.public)
    drop(page, "ban-sao.pdf", "application/pdf", served.copy)
    expect(page.locator(".verdict")).to_be_visible(timeout=PATIENCE)
    assert violations(page) == []
    page.locator("details.card summary").click()
    assert violations(page) == []
    page.goto(f"{served.public}en/")
    drop(page, "other.pdf", "application/pdf", served.copy + b"\n")
    expect(page.locator("[data-consent]")).to_be_visible(timeout=PATIENCE)
    assert violations(page) == []


def test_the_keyboard_reaches_everything_in_reading_order(page: Page, served: Served) -> None:
    page.goto(served.public)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    stops = []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert stops == ["file", "Kiểm tra tệp", "Quét mã vuông", "code", "number", "day", "Tra cứu"]


def test_nothing_moves_for_who_wants_little_motion(page: Page, served: Served) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(served.public)
    moving = """[...document.querySelectorAll("*")].map(each => parseFloat(getComputedStyle(each).animationDuration))
      .filter(seconds => 0 < seconds && seconds < 5).length"""
    assert page.evaluate(moving) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"

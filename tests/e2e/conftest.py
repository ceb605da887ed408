"""A real server with an issued copy, and a real Chromium that may say nothing on its console."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from certcopy.storage.home import Home
from tests.browser import CHROMIUM, PATIENCE, TELL, Served, issue_one, serving


@pytest.fixture(scope="module")
def served_home(_fresh_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home of the office that is served."""
    return Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("served") / "home")))


@pytest.fixture(scope="module")
def served(served_home: Home, small_scan: bytes) -> Iterator[Served]:
    copy, code = issue_one(served_home, small_scan)
    with serving(served_home) as (_, public, counter):
        yield Served(public, counter, copy, code)


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    """Started after the server's copy was issued: signing needs the event loop that playwright then holds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that may say nothing on the console: no error, nothing the policy blocked."""
    said: list[str] = []
    page = context.new_page()
    page.add_init_script(TELL)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []

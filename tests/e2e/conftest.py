"""A real server with an issued copy, and a real Chromium that may say nothing on its console."""

from __future__ import annotations

import pathlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from certcopy.storage.home import Home
from tests.browser import CHROMIUM, PATIENCE, TELL, Served, found, issue_one


@pytest.fixture(scope="module")
def served(_fresh_office: Home, small_scan: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("served") / "home")))
    copy, code = issue_one(home, small_scan)
    line = [sys.executable, "-m", "certcopy.cli.main", "serve", "--port", "0", "--home", str(home.root)]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        public, counter = (found(server.stdout.readline()) for _ in range(2))
        yield Served(public, counter, copy, code)
        server.terminate() if sys.platform == "win32" else server.send_signal(signal.SIGINT)


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

"""What tests in a browser share: the browser's program, a served office, and how a file is dropped on a page."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page

from certcopy.storage.home import Home
from certcopy.workflow import steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import open_house
from certcopy.workflow.receive import Request, receive
from tests.copies import read_copy

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60_000
TELL = (
    "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + e.blockedURI))"
)
CARRY = """([name, type, data]) => {
  const carrier = new DataTransfer();
  carrier.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, { type }));
  return carrier;
}"""


IN_A_BROWSER = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
"""The marks of every test that needs one."""


class Served(NamedTuple):
    """A running server: where visitors and clerks go, and a copy it has issued."""

    public: str
    counter: str
    copy: bytes
    code: str


def issue_one(home: Home, scan: bytes) -> tuple[bytes, str]:
    house = open_house(home)
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("a.jpg", scan),), compared_by="Lê Văn Thử")
    done = steps.drive(house, receive(house, request, "clerk").id)
    copy = read_copy(house, done.id)
    house.close()
    assert done.entry is not None
    return copy, done.entry.certification.code


@contextlib.contextmanager
def serving(home: Home, program: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server of this office: its process, its public address, and the counter's with the key. ``program`` is another
    one that serves it."""
    usual = ("certcopy.cli.main", "serve", "--port", "0", "--home", str(home.root))
    line = [sys.executable, "-m", *(program or usual)]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        public, counter = (found(server.stdout.readline()) for _ in range(2))
        yield server, public, counter
        stop(server)


def stop(server: subprocess.Popen[str]) -> None:
    """Stop a server, as a person would."""
    if server.poll() is None:
        server.terminate() if sys.platform == "win32" else server.send_signal(signal.SIGINT)


def found(line: str) -> str:
    match = re.search(r"http://\S+", line)
    assert match, line
    return match.group()


def drop(page: Page, name: str, kind: str, data: bytes) -> None:
    carrier = page.evaluate_handle(CARRY, [name, kind, base64.b64encode(data).decode()])
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": carrier})


def changed(copy: bytes) -> bytes:
    """The copy with one bit in its middle turned over."""
    middle = len(copy) // 3
    return copy[:middle] + bytes([copy[middle] ^ 1]) + copy[middle + 1 :]


def photo(text: str, tilt: float = 4) -> bytes:
    """A JPEG as a phone takes it of a printed code: paper around it, turned a little."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="png", scale=8, border=4)
    code = Image.open(out).convert("RGB")
    paper = Image.new("RGB", (code.width + 400, code.height + 300), (246, 242, 232))
    paper.paste(code, (200, 150))
    turned = paper.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(246, 242, 232))
    taken = io.BytesIO()
    turned.save(taken, "JPEG", quality=80)
    return taken.getvalue()


def show(page: Page, picture: bytes) -> None:
    """Choose a picture on the page that scans."""
    page.set_input_files("#picture", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture})

"""Memory against the number of pages: ``python -m bench.pages_memory [PAGES...]``, as Markdown.

A PDF of 300-dpi A4 scans, each with its own page number, goes through ``certcopy issue`` and ``certcopy read``, whose
processes are watched: the parent's peak, that of its largest child, and the CPU time of all of them.
"""

from __future__ import annotations

import io
import pathlib
import subprocess
import sys
import tempfile

import pikepdf
from PIL import Image, ImageDraw

from bench.samples import add_page
from bench.usage import Usage
from certcopy import clock
from certcopy.cli.demo import ANSWERS
from certcopy.domain.page import PageImage
from certcopy.workflow.setup import set_up
from fixtures import SCANS

PAGES = (1, 50, 200)
SHEET = SCANS / "training_certificate-clean.jpg"
CORNER = (2180, 120)
QUALITY = 80


def main(counts: list[int]) -> None:
    """Print one row a command and count."""
    print("| command | pages | PDF, MiB | parent, MiB | largest child, MiB | CPU, s |\n|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        room = pathlib.Path(folder)
        set_up(room / "office", ANSWERS, clock.now(), test=True)
        for count in counts:
            scan = room / f"{count}.pdf"
            numbered(count, scan)
            _show("issue", count, scan, _issuing(room, scan))
            _show("read", count, scan, ["read", str(scan), "--json"])


def numbered(count: int, target: pathlib.Path) -> None:
    """A PDF of so many scans of one sheet, told apart by the number in the corner."""
    with Image.open(SHEET) as opened, pikepdf.new() as pdf:
        sheet = opened.convert("RGB")
        for number in range(1, count + 1):
            page, out = sheet.copy(), io.BytesIO()
            ImageDraw.Draw(page).text(CORNER, str(number), fill=(20, 20, 20), font_size=60)
            page.save(out, "JPEG", quality=QUALITY, dpi=(300, 300))
            add_page(pdf, PageImage(out.getvalue(), page.width, page.height, 300))
        pdf.save(target)


def _issuing(room: pathlib.Path, scan: pathlib.Path) -> list[str]:
    named = ["--requester", "Nguyễn Văn Mẫu", "--title", "Giấy tờ mẫu", "--home", str(room / "office")]
    return ["issue", str(scan), *named, "--out", str(scan.with_suffix(".copy.pdf")), "--despite", "đo bộ nhớ"]


def _show(command: str, count: int, scan: pathlib.Path, line: list[str]) -> None:
    with Usage() as usage:
        before = usage.cpu_seconds()
        process = subprocess.Popen([sys.executable, "-m", "certcopy.cli.main", *line], stdout=subprocess.DEVNULL)
        code = process.wait()
    if code:
        raise SystemExit(f"certcopy {command} ended with {code}")
    parent, child = usage.peaks_of(process.pid)
    size, cpu = scan.stat().st_size / 2**20, usage.cpu_seconds() - before
    print(f"| {command} | {count} | {size:.1f} | {parent:.0f} | {child:.0f} | {cpu:.0f} |", flush=True)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(PAGES))

"""What the main job costs: ``make bench``.

Issues every scan of ``fixtures/`` in a fresh TEST office, as ``certcopy issue`` does, and prints per group
of scans: wall seconds and CPU seconds a page, the character and word error of the text layer as PDFium extracts it, and
bytes a page of scan and of copy. At the end: the peak memory of the largest process. Quote medians; machines are noisy.
"""

from __future__ import annotations

import dataclasses
import pathlib
import statistics
import tempfile
import time
from collections import defaultdict

import pypdfium2
from pypdfium2 import raw

from bench.cer import character_error_rate, word_error_rate
from bench.usage import Usage
from certcopy import clock
from certcopy.cli.conduct import Grounds, issue_copy
from certcopy.workflow import issue
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.progress import silent
from certcopy.workflow.receive import Request
from certcopy.workflow.setup import Answers, set_up
from fixtures import Original, ScanSet, originals

ANSWERS = Answers(
    agency_code="H99.01",
    agency_name="ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ",
    parent="TỈNH GIẢ ĐỊNH",
    place="Ví Dụ",
    certifier_name="Trần Thị Mẫu",
    certifier_title="CHỦ TỊCH",
    clerk_name="Lê Văn Thử",
    clerk_title="Công chức",
    verify_url="https://kiemtra.example",
)
GOING_ON = Grounds("phép đo", "phép đo")
"""Photos, grey scans and poor pages are issued as well."""
HEADINGS = ("scans", "pages", "s/page", "CPU s", "CER %", "WER %", "scan KiB", "copy KiB")


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """What one scan of one original cost and gave."""

    group: str
    pages: int
    wall: float
    cpu: float
    cer: float
    wer: float
    scan_bytes: int
    copy_bytes: int


def main() -> None:
    """Issue every fixture and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(set_up(pathlib.Path(folder) / "office", ANSWERS, clock.now(), test=True))
        with Usage() as usage:
            figures = [measured(house, usage, each, scans) for each in originals() for scans in each.scans]
        house.close()
    print_table(figures)
    print(f"peak memory of the largest process: {usage.peak_mib():.0f} MiB")


def measured(house: House, usage: Usage, original: Original, scans: ScanSet) -> Figure:
    """Issue one scan of one original."""
    files = tuple(HandedIn.of(path.name, path.read_bytes()) for path in scans.files)
    request = Request("Nguyễn Văn Mẫu", original.id, files, again=True)
    wall, cpu = time.monotonic(), usage.cpu_seconds()
    dossier = issue_copy(house, request, "Lê Văn Thử", silent, GOING_ON)
    wall, cpu = time.monotonic() - wall, usage.cpu_seconds() - cpu
    with issue.copy_of(house, dossier.id) as file:
        copy = file.read()
    truth, read = " ".join(original.pages), text_of(copy)
    return Figure(
        group=scans.group,
        pages=dossier.pages,
        wall=wall,
        cpu=cpu,
        cer=character_error_rate(truth, read),
        wer=word_error_rate(truth, read),
        scan_bytes=sum(path.stat().st_size for path in scans.files),
        copy_bytes=len(copy),
    )


def text_of(pdf: bytes) -> str:
    """The invisible text: what stands over the scan, without the bands the office added."""
    return " ".join(text for page in pypdfium2.PdfDocument(pdf) for text in invisible(page))


def invisible(page: pypdfium2.PdfPage) -> list[str]:
    """The texts of a page that are there to be found and copied, not seen."""
    reader = page.get_textpage()
    return [
        text_of_object(reader, each)
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        if raw.FPDFTextObj_GetTextRenderMode(each) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    ]


def text_of_object(reader: pypdfium2.PdfTextPage, item: pypdfium2.PdfObject) -> str:
    """The Unicode text of one text object."""
    size = raw.FPDFTextObj_GetText(item, reader, None, 0)
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    raw.FPDFTextObj_GetText(item, reader, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def print_table(figures: list[Figure]) -> None:
    """A line per group, then all."""
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.group].append(figure)
    print(f"{'group':<10}" + "".join(f"{heading:>10}" for heading in HEADINGS))
    for name, members in [*sorted(groups.items()), ("all", figures)]:
        pages = sum(each.pages for each in members)
        print(
            f"{name:<10}{len(members):>10}{pages:>10}"
            f"{statistics.median(each.wall / each.pages for each in members):>10.2f}"
            f"{statistics.median(each.cpu / each.pages for each in members):>10.2f}"
            f"{100 * statistics.mean(each.cer for each in members):>10.2f}"
            f"{100 * statistics.mean(each.wer for each in members):>10.2f}"
            f"{sum(each.scan_bytes for each in members) / pages / 1024:>10.0f}"
            f"{sum(each.copy_bytes for each in members) / pages / 1024:>10.0f}"
        )


if __name__ == "__main__":
    main()

"""CertCopy's reading against OCRmyPDF and plain Tesseract, on the same pages in the same run: ``make bench-ocr``.

Prints Markdown. Character and word errors are of the text layer as PDFium finds it, against the exact text, the order
of words left aside. ``SAMPLE=n`` takes every n-th page only.
"""

from __future__ import annotations

import collections
import os
import pathlib
import statistics
import subprocess
import tempfile

from bench.cer import character_error_rate, word_error_rate
from bench.contest import OCRMYPDF, Run, ocrmypdf, ours, tesseract
from bench.samples import Sample, bundle, samples
from certcopy.domain.office import ImageProfile
from certcopy.ocr.compression import composite, compressed
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.reading import read_page

PROFILES: tuple[ImageProfile, ...] = ("scanned", "faithful", "compact")
READ_AGAIN = 8


def main() -> None:
    """Run the contest, then the sizes."""
    pages = samples()[:: int(os.environ.get("SAMPLE", "1"))]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = folder / "in.pdf"
        bundle(pages, source)
        runs = [
            ours(source, folder),
            ocrmypdf(source, folder, "OCRmyPDF"),
            ocrmypdf(source, folder, "OCRmyPDF `--deskew --rotate-pages`", "--deskew", "--rotate-pages"),
            tesseract(_written(pages, folder)),
        ]
        print(speed_table(pages, runs))
        print(error_table(pages, runs))
        print(size_table([page for page in pages if page.group == "clean" and page.image.dpi == 300], folder))


def speed_table(pages: list[Sample], runs: list[Run]) -> str:
    """Pages a minute, CPU, memory, words lost, bytes."""
    heading = "reader | pages/min | CPU s/page | peak MiB | lost in poppler % | in PDFium % | in MuPDF % | KiB/page"
    rows = [_speed_row(run, len(pages)) for run in runs]
    own, default, straight = runs[0].wall, runs[1].wall, runs[2].wall
    ratios = (
        f"\n{len(pages)} pages. CertCopy reads {default / own:.1f} times as many pages a minute as OCRmyPDF's default, "
        f"{straight / own:.1f} times as many as with `--deskew --rotate-pages`; CPU {runs[1].cpu / runs[0].cpu:.1f} "
        f"and {runs[2].cpu / runs[0].cpu:.1f} times less.\n"
    )
    return "\n".join([_heading(heading), *rows, ratios])


def _speed_row(run: Run, pages: int) -> str:
    lost = [f"{100 * run.lost[reader]:.2f}" if run.lost else "" for reader in ("poppler", "PDFium", "MuPDF")]
    figures = [f"{60 * pages / run.wall:.0f}", f"{run.cpu / pages:.2f}", f"{run.peak:.0f}" if run.peak else "", *lost]
    return _row([run.name, *figures, f"{run.size / pages / 1024:.0f}" if run.size else ""])


def error_table(pages: list[Sample], runs: list[Run]) -> str:
    """CER / WER by group of pages."""
    groups: dict[str, list[int]] = collections.defaultdict(list)
    for number, page in enumerate(pages):
        groups[page.group].append(number)
    lines = [_heading(" | ".join(["CER / WER %", "pages", *(run.name for run in runs)]))]
    for group, numbers in [*sorted(groups.items()), ("**all**", list(range(len(pages))))]:
        lines.append(_row([group, str(len(numbers)), *(_errors(pages, run, numbers) for run in runs)]))
    return "\n".join([*lines, ""])


def _errors(pages: list[Sample], run: Run, numbers: list[int]) -> str:
    cer = statistics.mean(character_error_rate(pages[n].truth, run.texts[n]) for n in numbers)
    wer = statistics.mean(word_error_rate(pages[n].truth, run.texts[n]) for n in numbers)
    return f"{100 * cer:.2f} / {100 * wer:.2f}"


def size_table(pages: list[Sample], folder: pathlib.Path) -> str:
    """KiB of the page image, and the error when the compressed page is read again."""
    lines = [_heading("page images, 300 dpi colour | KiB/page | largest | CER % read again")]
    for profile in PROFILES:
        images = [compressed(page.image, profile).jpeg for page in pages]
        seen = [composite(compressed(page.image, profile)) for page in pages[:READ_AGAIN]]
        lines.append(_size_row(f"*{profile}*", list(map(len, images)), pages, seen))
    lines += [_peer_row(level, pages, folder) for level in ("1", "3")]
    return "\n".join(lines)


def _peer_row(level: str, pages: list[Sample], folder: pathlib.Path) -> str:
    source, target = folder / "sizes.pdf", folder / f"sizes-{level}.pdf"
    bundle(pages, source)
    options = ["-q", "--tesseract-timeout", "0", "--optimize", level]
    subprocess.run([OCRMYPDF, *options, source, target], check=True)
    images = [image.jpeg for image in take_in([ScanFile("peer.pdf", target.read_bytes())])]
    sizes = [target.stat().st_size // len(pages)] * len(pages)
    return _size_row(f"OCRmyPDF `--optimize {level}`", sizes, pages, images[:READ_AGAIN])


def _size_row(name: str, sizes: list[int], pages: list[Sample], seen: list[bytes]) -> str:
    error = statistics.mean(_error_again(page, jpeg) for page, jpeg in zip(pages, seen, strict=False))
    return _row([name, f"{statistics.mean(sizes) / 1024:.0f}", f"{max(sizes) / 1024:.0f}", f"{100 * error:.2f}"])


def _error_again(page: Sample, jpeg: bytes) -> float:
    (image,) = take_in([ScanFile("again.jpg", jpeg)])
    return character_error_rate(page.truth, read_page(image, choose_engine("bundled")).text.text)


def _written(pages: list[Sample], folder: pathlib.Path) -> list[pathlib.Path]:
    paths = [folder / f"page-{number:03}.jpg" for number in range(len(pages))]
    for path, page in zip(paths, pages, strict=True):
        path.write_bytes(page.image.jpeg)
    return paths


def _heading(titles: str) -> str:
    return _row(titles.split(" | ")) + "\n" + "|---" * (titles.count(" | ") + 1) + "|"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()

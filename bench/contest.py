"""The readers in the contest: each is run as its own command over the same PDF, and its text layer taken out again."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import pypdfium2

from bench.issue import invisible

PAUSE = 0.2
OCRMYPDF = pathlib.Path(sys.executable).with_name("ocrmypdf")


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One reader over all pages: seconds, CPU seconds, peak memory of all its processes together in MiB, the text of
    each page as PDFium finds it, the share of the words read that each program loses, and bytes of the file."""

    name: str
    wall: float
    cpu: float
    peak: float
    texts: list[str]
    lost: dict[str, float]
    size: int


def ours(source: pathlib.Path, folder: pathlib.Path) -> Run:
    """CertCopy's own path."""
    target, words = folder / "own.pdf", folder / "own.json"
    wall, _, peak = _measured([sys.executable, "-m", "bench.own", str(source), str(target), str(words)])
    facts = json.loads(words.read_text(encoding="utf-8"))
    return _judged("CertCopy", wall, facts["cpu"], peak, target, facts["words"])


def ocrmypdf(source: pathlib.Path, folder: pathlib.Path, name: str, *options: str) -> Run:
    """OCRmyPDF with these options."""
    target, sidecar = folder / "peer.pdf", folder / "peer.txt"
    command = [str(OCRMYPDF), "-q", "-l", "vie", *options, "--sidecar", str(sidecar), str(source), str(target)]
    wall, cpu, peak = _measured(command)
    words = [page.split() for page in sidecar.read_text(encoding="utf-8").split("\f")]
    return _judged(name, wall, cpu, peak, target, words)


def tesseract(images: list[pathlib.Path]) -> Run:
    """Plain Tesseract, as many pages at once as there are cores."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def read(image: pathlib.Path) -> str:
        command = ["tesseract", str(image), "-", "-l", "vie"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    start, before = time.monotonic(), _children()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        texts = list(pool.map(read, images))
    return Run("plain Tesseract", time.monotonic() - start, _children() - before, 0.0, texts, {}, 0)


def _judged(name: str, wall: float, cpu: float, peak: float, pdf: pathlib.Path, words: list[list[str]]) -> Run:
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [" ".join(invisible(page)) for page in document]
    readers: dict[str, Callable[[pathlib.Path], str]] = {
        "PDFium": lambda _: " ".join(texts),
        "poppler": lambda path: _output("pdftotext", str(path), "-"),
        "MuPDF": lambda path: _output("mutool", "draw", "-q", "-F", "txt", str(path)),
    }
    read = Counter(word for page in words for word in page)
    lost = {reader: _lost(read, extract(pdf)) for reader, extract in readers.items()}
    return Run(name, wall, cpu, peak, texts, lost, pdf.stat().st_size)


def _lost(read: Counter[str], text: str) -> float:
    return (read - Counter(text.split())).total() / max(1, read.total())


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _measured(command: list[str]) -> tuple[float, float, float]:
    start, before, ended = time.monotonic(), _children(), threading.Event()
    process = subprocess.Popen(command)
    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, ended, peaks))
    watch.start()
    code = process.wait()
    wall = time.monotonic() - start
    ended.set()
    watch.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return wall, _children() - before, max(peaks)


def _watch(root: int, ended: threading.Event, peaks: list[float]) -> None:
    while not ended.wait(PAUSE):
        peaks.append(sum(map(_proportional_mib, _family(root))))


def _family(root: int) -> list[int]:
    parents = {}
    for path in pathlib.Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    family = [root]
    for member in family:
        family += [process for process, parent in parents.items() if parent == member]
    return family


def _proportional_mib(process: int) -> float:
    """The process's share of memory: what it shares with others is divided among them."""
    try:
        lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

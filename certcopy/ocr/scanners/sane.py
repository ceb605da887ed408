"""Scanners that SANE drives, through the program ``scanimage``: a driver that crashes takes only a child with it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator

from certcopy.errors import (
    CoverOpen,
    FeederEmpty,
    NoScanimage,
    PaperJam,
    ScannerBusy,
    ScannerDenied,
    ScannerError,
    ScannerLost,
    ScannerMisspoke,
    ScannerRefused,
    ScannerStopped,
    ScannerUnreachable,
)
from certcopy.ocr import png
from certcopy.ocr.scanners.sane_options import Dialect, read_dialect
from certcopy.ocr.scanners.scanner import Capabilities, Progress, ScanOptions, Source, Status, fitted, silent

PROGRAM = "scanimage"
ANSWER_SECONDS = 30.0
SILENCE = 120.0
"""Seconds without a word after which a program that scans is taken for hung; a cold lamp warms for less."""
ENDING_SECONDS = 5.0
"""In which it may let go of the scanner."""
PROGRESS = re.compile(rb"Progress: ([\d.]+)%")
LAST_WORD = b"Batch terminated"
LISTING = "%d%n%v %m%n"
PAGE = "page-%04d.png"
"""PNG loses nothing; our own intake codes the page once."""


@dataclasses.dataclass(frozen=True, slots=True)
class SaneDevice:
    """A device as ``scanimage --list-devices`` names it."""

    device: str
    model: str


def is_installed() -> bool:
    """Whether there is a ``scanimage`` on this machine."""
    return shutil.which(PROGRAM) is not None


def devices() -> tuple[SaneDevice, ...]:
    """What SANE finds attached or configured.

    Raises:
        NoScanimage: the program is not installed.
    """
    lines = _ask(f"--formatted-device-list={LISTING}").stdout.decode(errors="replace").splitlines()
    return tuple(SaneDevice(device, model.strip()) for device, model in zip(lines[::2], lines[1::2], strict=False))


class SaneScanner:
    """One SANE device. ``extra`` are further options of its backend, as ``scanimage`` takes them."""

    def __init__(self, name: str, device: str, extra: tuple[str, ...] = ()) -> None:
        self.name = name
        self.device = device
        self.extra = extra

    def capabilities(self) -> Capabilities:
        """What it can do; see ``scanner.Scanner``."""
        return self.dialect().capabilities(self.name)

    def status(self) -> Status:
        """Idle where it can be opened; SANE knows no more without scanning."""
        try:
            self.dialect()
        except ScannerBusy:
            return Status.BUSY
        return Status.IDLE

    def scan(self, options: ScanOptions, progress: Progress = silent) -> SaneJob:
        """A job, begun when it is iterated."""
        return SaneJob(self, options, progress)

    def dialect(self) -> Dialect:
        """Its options, asked for anew.

        Raises:
            ScannerError: it cannot be opened, or the program is not installed.
        """
        answer = _ask(f"--device-name={self.device}", "--all-options")
        dialect = read_dialect(answer.stdout.decode(errors="replace"))
        if answer.returncode != 0 or not dialect.options:
            raise trouble(answer.stderr, self.name, 0) or ScannerUnreachable(name=self.name)
        return dialect


class SaneJob:
    """One run of ``scanimage --batch``; pages are files in a folder of its own, removed at the end."""

    def __init__(self, scanner: SaneScanner, options: ScanOptions, progress: Progress) -> None:
        self._scanner = scanner
        self._options = options
        self._progress = progress
        self._cancelled = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._spoken, self._ended = threading.Event(), threading.Event()
        self._is_hung = False

    def cancel(self) -> None:
        """Stop the program, which lets go of the scanner."""
        self._cancelled.set()
        if self._process is not None:
            self._process.terminate()

    def __iter__(self) -> Iterator[bytes]:
        dialect = self._scanner.dialect()
        options, ability = fitted(self._scanner.name, self._options, dialect.capabilities(self._scanner.name))
        with tempfile.TemporaryDirectory(prefix="certcopy-scan-") as folder:
            words = [*self._words(folder, options), *dialect.arguments(options, ability), *self._scanner.extra]
            yield from self._pages(words, options.dpi)

    def _words(self, folder: str, options: ScanOptions) -> list[str]:
        count = ["--batch-count=1"] if options.source is Source.FLATBED else []
        batch = f"--batch={pathlib.Path(folder) / PAGE}"
        return [f"--device-name={self._scanner.device}", "--format=png", "--progress", "--batch-print", batch, *count]

    def _pages(self, words: list[str], dpi: int) -> Iterator[bytes]:
        pages = 0
        with _program(words) as self._process:
            listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
            watch = threading.Thread(target=self._watch, args=(self._process,), daemon=True)
            listener.start()
            watch.start()
            try:
                assert self._process.stdout is not None  # noqa: S101  (we asked for a pipe)
                for line in self._process.stdout:
                    file = pathlib.Path(os.fsdecode(line.rstrip(b"\n")))
                    data = file.read_bytes()
                    file.unlink()
                    pages += 1
                    yield png.with_resolution(data, dpi)
            finally:
                self._ended.set()
                self._spoken.set()
                watch.join()
                _stop(self._process)
                listener.join()
        self._insist_it_ended_well(pages)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Keep what the program says, and tell its progress on."""
        assert process.stderr is not None  # noqa: S101  (we asked for a pipe)
        page, last = 1, 0.0
        while said := os.read(process.stderr.fileno(), 4096):
            self._spoken.set()
            self._said = (self._said + said)[-8192:]
            for percent in PROGRESS.findall(said):
                part = float(percent) / 100
                page += part < last
                last = part
                self._progress(page, part)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a program that says nothing any more, or has said its last word and does not end: some drivers wait for
        themselves for ever."""
        while self._spoken.wait(ENDING_SECONDS if self._has_finished() else SILENCE):
            self._spoken.clear()
            if self._ended.is_set():
                return
        if process.poll() is None:
            self._is_hung = not self._has_finished()
            process.kill()

    def _has_finished(self) -> bool:
        return LAST_WORD in self._said

    def _insist_it_ended_well(self, pages: int) -> None:
        if self._cancelled.is_set():
            return
        found = trouble(self._said, self._scanner.name, pages)
        if isinstance(found, FeederEmpty) and pages:
            return
        if found is not None:
            raise found
        if self._is_hung:
            raise ScannerLost(name=self._scanner.name, pages=pages)
        if not pages:
            raise ScannerStopped(name=self._scanner.name, pages=0)


def trouble(said: bytes, name: str, pages: int) -> ScannerError | None:
    """What SANE's messages (``sane_strstatus``) mean to us; None where they tell of no trouble."""
    kinds: tuple[tuple[bytes, ScannerError], ...] = (
        (b"feeder jammed", PaperJam(name=name, pages=pages)),
        (b"cover is open", CoverOpen(name=name, pages=pages)),
        (b"out of documents", FeederEmpty(name=name)),
        (b"Device busy", ScannerBusy(name=name)),
        (b"Error during device I/O", ScannerLost(name=name, pages=pages)),
        (b"has been denied", ScannerDenied(name=name)),
        (b"Operation was cancelled", ScannerStopped(name=name, pages=pages)),
        (b"open of device", ScannerUnreachable(name=name)),
        (b"setting of option", ScannerRefused(name=name)),
        (b"unrecognized option", ScannerRefused(name=name)),
        (b"Out of memory", ScannerStopped(name=name, pages=pages)),
        (b"Operation not supported", ScannerRefused(name=name)),
        (b"Invalid argument", ScannerRefused(name=name)),
    )
    return next((error for words, error in kinds if words in said), None)


def _ask(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  (a list, no shell; device names come from SANE or the profile)
            [_path(), *words], capture_output=True, timeout=ANSWER_SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        raise ScannerMisspoke(name=PROGRAM) from None


@contextlib.contextmanager
def _program(words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(  # noqa: S603  (as above)
        [_path(), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as process:
        yield process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _path() -> str:
    found = shutil.which(PROGRAM)
    if found is None:
        raise NoScanimage
    return found


def _environment() -> dict[str, str]:
    """Ours, with the program's messages in English."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}

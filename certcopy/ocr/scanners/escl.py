"""A network scanner that speaks eSCL (AirScan, Mopria): plain HTTP and XML."""

from __future__ import annotations

import contextlib
import http
import threading
import time
from collections.abc import Iterator

import httpx2

from certcopy.errors import (
    CoverOpen,
    FeederEmpty,
    PaperJam,
    ScannerBusy,
    ScannerError,
    ScannerMisspoke,
    ScannerRefused,
    ScannerStopped,
)
from certcopy.ocr.scanners.escl_capabilities import Device, read_capabilities
from certcopy.ocr.scanners.escl_client import Address, Client
from certcopy.ocr.scanners.escl_settings import settings
from certcopy.ocr.scanners.escl_status import read_status
from certcopy.ocr.scanners.escl_xml import NotEscl
from certcopy.ocr.scanners.scanner import Capabilities, Progress, ScanOptions, Source, Status, fitted, silent

BUSY_SECONDS = 20.0
"""How long a busy scanner, or one that is warming up, is asked again before the clerk is told."""

PAGE_SECONDS = 180.0
"""How long a page that the scanner calls unfinished is waited for."""

PAUSE = 0.5
NO_MORE = (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE, http.HTTPStatus.CONFLICT)
"""How scanners say that there is no further page: 404 in the specification, 410 and 409 on some."""


class EsclScanner:
    """One eSCL device at a known address."""

    def __init__(
        self, name: str, address: Address, busy_seconds: float = BUSY_SECONDS, page_seconds: float = PAGE_SECONDS
    ) -> None:
        self.name = name
        self.address = address
        self.busy_seconds = busy_seconds
        self.page_seconds = page_seconds

    def capabilities(self) -> Capabilities:
        """What it can do; see ``scanner.Scanner``."""
        with contextlib.closing(self.client()) as client:
            return self.device(client).capabilities

    def status(self) -> Status:
        """How it stands now; see ``scanner.Scanner``."""
        with contextlib.closing(self.client()) as client:
            return self.standing(client)

    def scan(self, options: ScanOptions, progress: Progress = silent) -> EsclJob:
        """A job, begun when it is iterated."""
        return EsclJob(self, options, progress)

    def client(self) -> Client:
        return Client(self.name, self.address)

    def device(self, client: Client) -> Device:
        """Capabilities and protocol details, asked for anew.

        Raises:
            ScannerError: as ``Client.get_xml``; ScannerMisspoke where they are no eSCL.
        """
        with self._understood():
            return read_capabilities(client.get_xml("ScannerCapabilities"))

    def standing(self, client: Client, job: str | None = None) -> Status:
        """The scanner's state, its feeder's, and that of the job at this path, asked for anew.

        Raises:
            ScannerError: as above.
        """
        with self._understood():
            return read_status(client.get_xml("ScannerStatus"), job)

    @contextlib.contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except NotEscl:
            raise ScannerMisspoke(name=self.name) from None


class EsclJob:
    """One scan job: created by POST, emptied by NextDocument, ended by DELETE."""

    def __init__(self, scanner: EsclScanner, options: ScanOptions, progress: Progress) -> None:
        self._scanner = scanner
        self._options = options
        self._progress = progress
        self._cancelled = threading.Event()
        self._path: str | None = None
        self._client: Client | None = None
        self._patience_ends = 0.0

    def cancel(self) -> None:
        """End the job; a scanner that is drawing a page in gives it back first."""
        self._cancelled.set()
        if self._client is not None and self._path is not None:
            self._client.delete(self._path)

    def __iter__(self) -> Iterator[bytes]:
        self._patience_ends = time.monotonic() + self._scanner.busy_seconds
        with contextlib.closing(self._scanner.client()) as self._client:
            device = self._awake(self._client)
            options, ability = fitted(self._scanner.name, self._options, device.capabilities)
            self._refuse_empty_feeder(options)
            self._path = self._create(settings(options, ability, device))
            try:
                yield from self._pages(one=options.source is Source.FLATBED)
            finally:
                self._client.delete(self._path)

    def _awake(self, client: Client) -> Device:
        """Its capabilities, from a scanner that may have to wake up first."""
        while True:
            try:
                return self._scanner.device(client)
            except ScannerBusy:
                if time.monotonic() > self._patience_ends or self._cancelled.wait(PAUSE):
                    raise

    def _pages(self, *, one: bool) -> Iterator[bytes]:
        pages = 0
        while not self._cancelled.is_set():
            page = self._next(pages)
            if page is None:
                break
            pages += 1
            yield page
            if one:
                return
        if not self._cancelled.is_set():
            self._insist_it_ended_well(pages)

    def _refuse_empty_feeder(self, options: ScanOptions) -> None:
        standing = self._scanner.standing(self._asking())
        if options.source is Source.FEEDER and standing in (Status.FEEDER_EMPTY, Status.JAM, Status.COVER_OPEN):
            raise _trouble(standing, self._scanner.name, 0)

    def _create(self, xml: bytes) -> str:
        """The path of the new job."""
        client = self._asking()
        response = client.post("ScanJobs", xml)
        while response.status_code == http.HTTPStatus.SERVICE_UNAVAILABLE:
            if time.monotonic() > self._patience_ends or self._cancelled.wait(pause_asked(response)):
                raise ScannerBusy(name=self._scanner.name)
            response = client.post("ScanJobs", xml)
        if response.status_code == http.HTTPStatus.CONFLICT:
            raise _trouble(self._scanner.standing(client), self._scanner.name, 0)
        if response.status_code != http.HTTPStatus.CREATED:
            raise ScannerRefused(name=self._scanner.name)
        return client.path_of(response.headers.get("Location", ""))

    def _next(self, pages: int) -> bytes | None:
        """The next page, None where there is none. A scanner still at work is asked again."""
        end = time.monotonic() + self._scanner.page_seconds
        self._progress(pages + 1, None)
        while True:
            with self._asking().page(f"{self._path}/NextDocument", pages) as response:
                if response.status_code == http.HTTPStatus.OK:
                    return self._received(response, pages + 1)
                pause = self._pause_after(response, pages, end)
            if pause is None or self._cancelled.wait(pause):
                return None

    def _pause_after(self, response: httpx2.Response, pages: int, end: float) -> float | None:
        """Seconds until the page is asked for again, None where no more will come.

        Raises:
            ScannerError: the job has failed.
        """
        if self._cancelled.is_set():
            return None
        if response.status_code in NO_MORE:
            return PAUSE if not pages and self._is_warming_up() else None
        if response.status_code != http.HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > end:
            raise self._why_stopped(pages)
        return pause_asked(response)

    def _is_warming_up(self) -> bool:
        """Whether “no page” before the first one only means “not yet”, as on some devices."""
        if time.monotonic() > self._patience_ends:
            return False
        return self._scanner.standing(self._asking(), self._path) is Status.BUSY

    def _received(self, response: httpx2.Response, page: int) -> bytes | None:
        total = int(response.headers.get("Content-Length", 0))

        def watch(received: int) -> bool:
            self._progress(page, min(received / total, 1.0) if total else None)
            return not self._cancelled.is_set()

        return self._asking().body(response, watch)

    def _insist_it_ended_well(self, pages: int) -> None:
        """A jam, too, is told as “no further page”: only the status knows."""
        try:
            standing = self._scanner.standing(self._asking(), self._path)
        except ScannerError:
            if pages:
                return
            raise
        if standing in (Status.JAM, Status.COVER_OPEN, Status.STOPPED) or not pages:
            raise _trouble(standing, self._scanner.name, pages)

    def _why_stopped(self, pages: int) -> ScannerError:
        try:
            standing = self._scanner.standing(self._asking(), self._path)
        except ScannerError as unknown:
            return unknown
        return _trouble(standing, self._scanner.name, pages)

    def _asking(self) -> Client:
        assert self._client is not None  # noqa: S101  (set before the first request of the job)
        return self._client


def _trouble(standing: Status, name: str, pages: int) -> ScannerError:
    """A status that ended a job, as our refusal."""
    if standing is Status.JAM:
        return PaperJam(name=name, pages=pages)
    if standing is Status.COVER_OPEN:
        return CoverOpen(name=name, pages=pages)
    if standing is Status.FEEDER_EMPTY and not pages:
        return FeederEmpty(name=name)
    if standing is Status.BUSY and not pages:
        return ScannerBusy(name=name)
    return ScannerStopped(name=name, pages=pages)


def pause_asked(response: httpx2.Response) -> float:
    """Seconds until the next try, as the scanner asks for, within reason."""
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), 5.0) if asked.isdigit() and asked != "0" else PAUSE

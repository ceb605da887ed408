"""One job of an eSCL device: created by POST, emptied by NextDocument, ended by DELETE."""

from __future__ import annotations

import contextlib
import dataclasses
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
    ScannerRefused,
    ScannerStopped,
)
from certcopy.ocr.scanners.escl_answers import device_of, standing_of
from certcopy.ocr.scanners.escl_capabilities import Device
from certcopy.ocr.scanners.escl_client import Client
from certcopy.ocr.scanners.escl_faults import fault
from certcopy.ocr.scanners.escl_makes import job_host
from certcopy.ocr.scanners.escl_settings import settings
from certcopy.ocr.scanners.escl_status import Standing
from certcopy.ocr.scanners.page_file import is_whole
from certcopy.ocr.scanners.scanner import Progress, ScanOptions, Source, Status, fitted

NO_MORE = (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE, http.HTTPStatus.CONFLICT)
"""How scanners say that there is no further page: 404 in the specification, 410 and 409 on some."""

PLAIN = (Status.FEEDER_EMPTY, Status.JAM, Status.COVER_OPEN)
"""Troubles that need no further explanation."""

FEEDER_TROUBLE = (*PLAIN, Status.STOPPED)


@dataclasses.dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    ``busy``: for a scanner that is busy or warming up. ``page``: for a page it calls unfinished. ``end``: for a page it
    says there is none of, while the job goes on. ``pause``: between two questions. ``breath``: before the next page of
    a feeder is asked for, at most.
    """

    busy: float = 20.0
    page: float = 180.0
    end: float = 5.0
    pause: float = 0.5
    breath: float = 1.0

    def asked(self, response: httpx2.Response) -> float:
        """The pause that the scanner asks for, within reason."""
        after = response.headers.get("Retry-After", "")
        return min(float(after), 5.0) if after.isdigit() and after != "0" else self.pause


class EsclJob:
    """A running scan; see ``scanner.Job``."""

    def __init__(self, client: Client, options: ScanOptions, progress: Progress, patience: Patience) -> None:
        self._client = client
        self._options = options
        self._progress = progress
        self._patience = patience
        self._cancelled = threading.Event()
        self._path: str | None = None
        self._device: Device | None = None
        self._busy_until = 0.0

    def cancel(self) -> None:
        """End the job; a scanner that is drawing a page in gives it back first."""
        self._cancelled.set()
        if self._path is not None:
            self._client.delete(self._path)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._run()
        except ScannerError:
            if not self._cancelled.is_set():
                raise

    def _run(self) -> Iterator[bytes]:
        self._busy_until = time.monotonic() + self._patience.busy
        with contextlib.closing(self._client):
            self._device = self._awake()
            self._options, ability = fitted(self._client.name, self._options, self._device.capabilities)
            self._refuse_troubled_feeder()
            self._path = self._created(settings(self._options, ability, self._device))
            try:
                self._standing()  # Ricoh begins only when it has been asked how the job stands (sane-airscan #406)
                yield from self._pages()
            finally:
                self._client.delete(self._path)

    def _awake(self) -> Device:
        """Its capabilities, from a scanner that may have to wake up first."""
        while True:
            try:
                return device_of(self._client)
            except ScannerBusy:
                if time.monotonic() > self._busy_until or self._cancelled.wait(self._patience.pause):
                    raise

    def _refuse_troubled_feeder(self) -> None:
        """Before it moves: some Canons jam in earnest, or want a key pressed, when they feed from an empty feeder."""
        standing = self._standing()
        if standing is not None and standing.feeder in FEEDER_TROUBLE:
            raise self._trouble(standing.feeder, 0)

    def _created(self, xml: bytes) -> str:
        """The path of the new job."""
        client, device = self._client, self._known()
        host = job_host(client.base, device.capabilities.model, device.maker, client.server)
        while True:
            answer = client.post("ScanJobs", xml, host)
            if answer.is_success:
                return client.path_of(answer.headers.get("Location", ""))
            self._insist_it_may_be_asked_again(answer)
            if self._cancelled.wait(self._patience.asked(answer)):
                raise ScannerBusy(name=self._client.name)

    def _insist_it_may_be_asked_again(self, answer: httpx2.Response) -> None:
        """Devices refuse a job for an empty feeder by 409, 500 or 503: only the status tells that from “busy”."""
        standing = self._standing()
        status = Status.IDLE if standing is None else standing.status
        busy = answer.status_code == http.HTTPStatus.SERVICE_UNAVAILABLE
        if status in FEEDER_TROUBLE or (status is Status.BUSY and not busy):
            raise self._trouble(status, 0)
        if not busy:
            raise ScannerRefused(name=self._client.name)
        if time.monotonic() > self._busy_until:
            raise ScannerBusy(name=self._client.name)

    def _pages(self) -> Iterator[bytes]:
        pages = 0
        while not self._cancelled.is_set():
            began = time.monotonic()
            page = self._next(pages)
            took = time.monotonic() - began
            if page is None:
                return
            pages += 1
            yield page
            if self._options.source is Source.FLATBED:
                return
            self._cancelled.wait(min(took / 2, self._patience.breath))

    def _next(self, pages: int) -> bytes | None:
        """The next page, None where there is none. A scanner still at work is asked again."""
        began = time.monotonic()
        self._progress(pages + 1, None)
        while not self._cancelled.is_set():
            with self._client.page(f"{self._path}/NextDocument", pages) as response:
                if response.status_code == http.HTTPStatus.OK:
                    return self._received(response, pages)
            pause = self._pause_after(response, pages, time.monotonic() - began)
            if pause is None:
                return None
            self._cancelled.wait(pause)
        return None

    def _pause_after(self, response: httpx2.Response, pages: int, waited: float) -> float | None:
        """Seconds until the page is asked for again, None where all pages have come.

        Raises:
            ScannerError: the job has failed.
        """
        if self._cancelled.is_set():
            return None
        standing = self._standing()
        if response.status_code == http.HTTPStatus.SERVICE_UNAVAILABLE:
            if waited < self._patience.page and not (standing is not None and standing.failed):
                return self._patience.asked(response)
        elif response.status_code in NO_MORE:
            if self._may_come_yet(standing, pages, waited):
                return self._patience.pause
            if pages and (standing is None or not standing.failed):
                return None
        raise self._why_stopped(standing, pages)

    def _may_come_yet(self, standing: Standing | None, pages: int, waited: float) -> bool:
        """Whether “no page” only means “not yet”, as on some devices: before the first, and between two (Brother)."""
        if standing is None or standing.failed or not standing.at_work:
            return False
        return waited < self._patience.end if pages else time.monotonic() < self._busy_until

    def _received(self, response: httpx2.Response, pages: int) -> bytes | None:
        total = int(response.headers.get("Content-Length", 0))

        def watch(received: int) -> bool:
            self._progress(pages + 1, min(received / total, 1.0) if total else None)
            return not self._cancelled.is_set()

        page = self._client.body(response, watch)
        if page is not None and not is_whole(page):
            raise self._why_stopped(self._standing(), pages)
        return page

    def _standing(self) -> Standing | None:
        """How things stand for this job, asked once each time: AirSane tells a trouble to the first who asks only. None
        where the scanner does not say."""
        try:
            standing = standing_of(self._client, self._path)
        except ScannerError:
            return None
        return standing if self._options.source is Source.FEEDER else dataclasses.replace(standing, feeder=None)

    def _why_stopped(self, standing: Standing | None, pages: int) -> ScannerError:
        try:
            status = (standing or standing_of(self._client, self._path)).status
            if status not in PLAIN and self._known().explains:
                return fault(self._client.get_xml(f"{self._path}/ErrorDetails"), self._client.name, pages)
        except ScannerError as unknown:
            return unknown
        return self._trouble(status, pages)

    def _trouble(self, status: Status, pages: int) -> ScannerError:
        """A status that ended a job, as our refusal."""
        name = self._client.name
        if status is Status.JAM:
            return PaperJam(name=name, pages=pages)
        if status is Status.COVER_OPEN:
            return CoverOpen(name=name, pages=pages)
        if status is Status.FEEDER_EMPTY and not pages:
            return FeederEmpty(name=name)
        if status is Status.BUSY and not pages:
            return ScannerBusy(name=name)
        return ScannerStopped(name=name, pages=pages)

    def _known(self) -> Device:
        assert self._device is not None  # noqa: S101  (set before the job is created)
        return self._device

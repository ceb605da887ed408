"""Scan: a job on one scanner, whose pages go into the tray one by one. What has come stays, whatever happens next."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from typing import Literal

import structlog

from certcopy.errors import (
    CertCopyError,
    ScannerBusy,
    ScannerMisspoke,
    ScannerUnknown,
    ScannerUnreachable,
    Unexpected,
)
from certcopy.ocr.scanners.scanner import Job, ScanOptions
from certcopy.workflow.house import House
from certcopy.workflow.scanners import KnownScanner, known_scanners, over_https, told_apart, typed_scanner
from certcopy.workflow.tray import begin, lay_in

Standing = Literal["running", "done", "cancelled", "failed", "interrupted"]
KEPT = 50
"""How many jobs are remembered; their pages are in the tray, whether remembered or not."""

log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class ScanState:
    """How far a job is: the ``page`` at hand with the ``part`` of it that has come, and the pages that are kept.

    ``id`` is also the name of its batch in the tray.
    """

    id: str
    scanner: KnownScanner | None
    standing: Standing
    page: int = 0
    part: float | None = None
    pages: int = 0
    error: CertCopyError | None = None


class ScanDesk:
    """The scanners of one office and the jobs on them; entered with the server, left at its end."""

    def __init__(self, house: House, mdns: str = "all") -> None:
        self._house = house
        self._mdns = mdns
        self._lock = threading.Lock()
        self._known: dict[str, KnownScanner] = {}
        self._states: dict[str, ScanState] = {}
        self._jobs: dict[str, Job] = {}
        self._threads: list[threading.Thread] = []

    def close(self) -> None:
        """Cancel what runs, and wait for its end."""
        for job in list(self._jobs.values()):
            job.cancel()
        for thread in self._threads:
            thread.join(timeout=10)

    def look(self) -> tuple[KnownScanner, ...]:
        """Look for scanners anew; takes some seconds. Those whose address was typed are still there. No two are of one
        name."""
        found = known_scanners(self._house.profile.scan, self._mdns)
        with self._lock:
            typed = [each for each in self._known.values() if each.kind == "typed"]
            self._known = {each.id: each for each in (*found, *typed)}
            return told_apart(tuple(self._known.values()))

    def add(self, address: str) -> KnownScanner:
        """Take a scanner by its address, once it has answered.

        Raises:
            NotOurNetwork, ScannerError: it may not be called, or does not answer.
        """
        scanner = typed_scanner(address, self._house.profile.scan)
        try:
            named = _named(scanner)
        except (ScannerUnreachable, ScannerMisspoke):
            other = over_https(scanner, address)
            if other is None:
                raise
            named = _named(other)
        with self._lock:
            self._known[named.id] = named
        return named

    def scanner(self, id_: str) -> KnownScanner:
        """The scanner of that name.

        Raises:
            ScannerUnknown: there is none, not even after a new look.
        """
        if id_ not in self._known:
            self.look()
        try:
            return self._known[id_]
        except KeyError:
            raise ScannerUnknown(name=id_) from None

    def start(self, scanner_id: str, options: ScanOptions) -> ScanState:
        """Begin a job.

        Raises:
            ScannerUnknown: there is no such scanner.
            ScannerBusy: another job of ours is running on it.
        """
        known = self.scanner(scanner_id)
        with self._lock:
            if any(each.standing == "running" and each.scanner == known for each in self._states.values()):
                raise ScannerBusy(name=known.name)
            id_ = begin(self._house, "scanner", known.name).id
            job = known.open().scan(options, lambda page, part: self._note(id_, page=page, part=part))
            self._jobs[id_] = job
            state = self._states[id_] = ScanState(id_, known, "running", page=1)
            self._forget_old()
        thread = threading.Thread(target=self._run, args=(id_, job), name="certcopy-scan", daemon=True)
        self._threads = [*(each for each in self._threads if each.is_alive()), thread]
        thread.start()
        return state

    def state(self, id_: str) -> ScanState:
        """How far the job is; one that this process does not know was cut off with an earlier one.

        Raises:
            UnknownScan: there is no such batch.
        """
        known = self._states.get(id_)
        if known is not None:
            return known
        self._house.tray.batch(id_)
        return ScanState(id_, None, "interrupted", pages=len(self._house.tray.files(id_)))

    def cancel(self, id_: str) -> ScanState:
        """End a job; the pages that came are kept.

        Raises:
            UnknownScan: there is no such batch.
        """
        job = self._jobs.get(id_)
        if job is not None and self.state(id_).standing == "running":
            self._note(id_, standing="cancelled")
            job.cancel()
        return self.state(id_)

    def _run(self, id_: str, job: Job) -> None:
        with self._noting_the_end(id_):
            for page in job:
                lay_in(self._house, id_, page)
                self._note(id_, pages=self._states[id_].pages + 1)

    @contextlib.contextmanager
    def _noting_the_end(self, id_: str) -> Iterator[None]:
        try:
            yield
        except CertCopyError as refusal:
            log.warning("scan ended early", code=refusal.code)
            self._note(id_, standing="failed", error=refusal)
        except Exception as fault:  # noqa: BLE001  the clerk is told, whatever it was
            log.error("scan failed", fault=type(fault).__name__)  # noqa: TRY400
            self._note(id_, standing="failed", error=Unexpected(request=id_))
        else:
            self._note(id_, standing="done")
        finally:
            self._jobs.pop(id_, None)

    def _note(self, id_: str, **changes: object) -> None:
        """Write down how far a job is. A cancelled one stays so, whatever its end says."""
        with self._lock:
            state = self._states[id_]
            if state.standing != "running":
                changes = {name: value for name, value in changes.items() if name == "pages"}
            self._states[id_] = dataclasses.replace(state, **changes)  # type: ignore[arg-type]

    def _forget_old(self) -> None:
        ended = [id_ for id_, state in self._states.items() if state.standing != "running"]
        for id_ in ended[:-KEPT]:
            del self._states[id_]


def _named(scanner: KnownScanner) -> KnownScanner:
    """The scanner under the name of its model, once it has told it."""
    return dataclasses.replace(scanner, name=scanner.open().capabilities().model or scanner.name)

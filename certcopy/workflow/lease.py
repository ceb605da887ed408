"""The lease of a claimed step: kept while the step runs, gone soon after its process is."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator

import structlog

LEASE = dt.timedelta(seconds=15)
"""How long after the last sign of life another process takes a step over."""
RENEWAL = LEASE.total_seconds() / 3
SILENCE = 600.0
"""Seconds without progress after which a step that still seems alive is given up for hanging."""

log = structlog.get_logger(__name__)


class Kept:
    """A lease that is renewed. ``progress`` says that the step does not hang."""

    def __init__(self, renew: Callable[[], None]) -> None:
        self._renew = renew
        self._heard = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="certcopy-lease", daemon=True)

    def progress(self) -> None:
        """The step has come on."""
        self._heard = time.monotonic()

    def start(self) -> None:
        """Begin to renew."""
        self._thread.start()

    def end(self) -> None:
        """No renewal comes after this."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(RENEWAL) and time.monotonic() - self._heard < SILENCE:
            try:
                self._renew()
            except Exception as fault:  # noqa: BLE001  the step goes on; at worst another process does it, too
                log.error("lease not renewed", fault=type(fault).__name__)  # noqa: TRY400


@contextlib.contextmanager
def kept(renew: Callable[[], None]) -> Iterator[Kept]:
    """Renew a lease from time to time while the step runs in here."""
    lease = Kept(renew)
    lease.start()
    try:
        yield lease
    finally:
        lease.end()

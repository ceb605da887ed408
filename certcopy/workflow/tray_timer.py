"""The tray's timer: looks into the scan folder every second, and erases what has waited too long."""

from __future__ import annotations

import datetime as dt
import threading
import time
from types import TracebackType
from typing import Self

import structlog

from certcopy.errors import CertCopyError
from certcopy.workflow.house import House
from certcopy.workflow.scan_folder import ScanFolder
from certcopy.workflow.tray import erase_old

HEARTBEAT = 1.0
AFTER_FAILURE = 10.0
ERASING = 600.0
"""Seconds between looks into the folder, the same after one that failed, and between erasings."""

log = structlog.get_logger(__name__)


class TrayTimer:
    """Entered with the server, left at its end."""

    def __init__(self, house: House, limit_mib: int) -> None:
        self._house = house
        folder = house.profile.scan.folder
        self._folder = ScanFolder(house, house.home.root / folder, limit_mib) if folder else None
        self._erased_at: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="certcopy-tray", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = HEARTBEAT
            try:
                self._look()
            except CertCopyError as failure:
                log.error("scan folder not read", code=failure.code)  # noqa: TRY400  (codes only)
                pause = AFTER_FAILURE
            except Exception as fault:  # noqa: BLE001  the timer must live on
                log.error("scan folder not read", fault=type(fault).__name__)  # noqa: TRY400
                pause = AFTER_FAILURE

    def _look(self) -> None:
        if self._erased_at is None or time.monotonic() - self._erased_at > ERASING:
            self._erased_at = time.monotonic()
            self._erase()
        if self._folder is not None:
            self._folder.look()

    def _erase(self) -> None:
        erase_old(self._house)
        if self._folder is not None:
            keep = dt.timedelta(hours=self._house.profile.scan.keep_hours)
            self._folder.erase_old(self._house.clock() - keep)

"""The log's timer: what a killed process left unpublished, or a silent witness uncosigned, is made good in time."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import structlog

from certcopy.errors import CertCopyError
from certcopy.workflow.house import House
from certcopy.workflow.publish import publish_due

HEARTBEAT = 15.0
"""Seconds between looks; an event is logged at once by the engine, this is for what was missed."""

log = structlog.get_logger(__name__)


class LogTimer:
    """Entered with the server, left at its end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="certcopy-log", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                publish_due(self._house)
            except CertCopyError as failure:
                log.error("log not published", code=failure.code)  # noqa: TRY400  (codes only)
            except Exception as fault:  # noqa: BLE001  the timer must live on
                log.error("log not published", fault=type(fault).__name__)  # noqa: TRY400
            self._stopping.wait(HEARTBEAT)

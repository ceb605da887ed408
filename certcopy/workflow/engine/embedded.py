"""The embedded engine: threads of the server that run due steps, woken by new work and by time."""

from __future__ import annotations

import concurrent.futures
import os
import threading
from typing import Any

import sqlalchemy as sa
import structlog

from certcopy.workflow import bell
from certcopy.workflow.house import House
from certcopy.workflow.steps import due, run_step

HEARTBEAT = 2.0
"""Seconds between looks at the register; a lost wake-up costs no more."""
RUNG = "certcopy_rung"

log = structlog.get_logger(__name__)


class EmbeddedEngine:
    """A dispatcher and one thread more than there are cores: reading a long dossier leaves room to sign another.

    The threads only wait; the work is done in children of low priority, so pages stay fast.
    """

    def __init__(self, house: House, slots: int | None = None, heartbeat: float = HEARTBEAT) -> None:
        self._house = house
        self._heartbeat = heartbeat
        self._slots = slots or (os.cpu_count() or 1) + 1
        self._pool = concurrent.futures.ThreadPoolExecutor(self._slots, "certcopy-step")
        self._at_work: set[str] = set()
        self._wakened = threading.Event()
        self._stopping = threading.Event()
        self._dispatcher = threading.Thread(target=self._dispatch, name="certcopy-steps", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        sa.event.listen(self._house.database.engine, "checkin", self._listen)
        bell.hang(self._house.database.engine, self.wake)
        self._dispatcher.start()

    def stop(self) -> None:
        """Finish the steps at hand, then end."""
        self._stopping.set()
        self._wakened.set()
        self._dispatcher.join()
        self._pool.shutdown()
        bell.hang(self._house.database.engine, None)
        sa.event.remove(self._house.database.engine, "checkin", self._listen)

    def wake(self, connection: sa.Connection | None, dossier_id: str) -> None:  # noqa: ARG002  the register says which
        """Look at the register now, or as soon as the connection is given back and its work can be seen."""
        if connection is None:
            self._wakened.set()
        else:
            connection.info[RUNG] = True

    def _listen(self, _connection: object, record: Any) -> None:
        if record.info.pop(RUNG, False):
            self._wakened.set()

    def _dispatch(self) -> None:
        while not self._stopping.is_set():
            self._wakened.clear()
            try:
                self._hand_out()
            except Exception as fault:  # noqa: BLE001  the register may be out of reach for a while
                log.error("register out of reach", fault=type(fault).__name__)  # noqa: TRY400
            self._wakened.wait(self._heartbeat)

    def _hand_out(self) -> None:
        for dossier_id in due(self._house, 2 * self._slots):
            if self._stopping.is_set() or len(self._at_work) >= self._slots:
                return
            if dossier_id not in self._at_work:
                self._at_work.add(dossier_id)
                self._pool.submit(self._work, dossier_id)

    def _work(self, dossier_id: str) -> None:
        try:
            run_step(self._house, dossier_id)
        except Exception as fault:  # noqa: BLE001  as above; the step is due again when its lease ends
            log.error("step cut off", dossier=dossier_id, fault=type(fault).__name__)  # noqa: TRY400
        finally:
            self._at_work.discard(dossier_id)
            self._wakened.set()

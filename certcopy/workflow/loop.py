"""The embedded engine: a thread of the server that runs due steps, woken by new work and by time."""

from __future__ import annotations

import threading

from certcopy.workflow.house import House
from certcopy.workflow.steps import due, run_step

HEARTBEAT = 2.0
"""Seconds between looks at the register; a lost wake-up costs no more."""


class Loop:
    """Start it with the server, ``wake`` it when a request brings work, ``stop`` it at the end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._wakened = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="certcopy-steps", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """There may be work now."""
        self._wakened.set()

    def stop(self) -> None:
        """Finish the step at hand, then end."""
        self._stopping.set()
        self._wakened.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wakened.clear()
            for dossier_id in due(self._house):
                if self._stopping.is_set():
                    return
                run_step(self._house, dossier_id)
            if not due(self._house):
                self._wakened.wait(HEARTBEAT)

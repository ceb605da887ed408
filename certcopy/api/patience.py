"""How long a silent connection is kept. Only so many may be open at once (``server.CONNECTIONS``): without an end to
waiting, whoever opens as many and says nothing would shut the office's door to everybody."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SILENCE = 30.0
"""Seconds for the whole head of a request, and between two pieces of its body."""


class PatientProtocol(H11Protocol):
    """Uvicorn's HTTP/1.1; between requests its own ``timeout_keep_alive`` holds."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Begin to wait, or go on, for what the visitor still owes."""
        if self.conn.their_state is h11.IDLE and self._waiting is not None:
            return
        self._stop_waiting()
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._waiting = self.loop.call_later(SILENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self.flow.read_paused:
            self._wait()
        else:
            self.transport.close()

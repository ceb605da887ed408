"""How long a connection is kept on which a request does not come on. Only so many may be open at once
(``server.CONNECTIONS``): without an end to waiting, whoever opens as many and says nothing, or a byte now and then,
would shut the office's door to everybody."""

from __future__ import annotations

import asyncio
import math

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SILENCE = 30.0
"""Seconds for the whole head of a request, and how far its body may fall behind ``PACE``."""
PACE = 1024
"""Bytes a second, fewer than the worst telephone network carries."""


class PatientProtocol(H11Protocol):
    """Uvicorn's HTTP/1.1. Between requests its own ``timeout_keep_alive`` holds; answers take their time."""

    _waiting: asyncio.TimerHandle | None = None
    _until = math.inf

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        self._until += len(data) / PACE
        super().data_received(data)

    def handle_events(self) -> None:
        """What has come, and with it how long to wait for what is still owed; the time for a head goes on."""
        until = self._until if self.conn.their_state is h11.SEND_BODY else math.inf
        super().handle_events()
        if self.conn.their_state is h11.IDLE and self._waiting is not None:
            return
        self._stop_waiting()
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait(until)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self, until: float = math.inf) -> None:
        self._until = min(until, self.loop.time() + SILENCE)
        self._waiting = self.loop.call_at(self._until, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        """Hang up, unless it is we who do not read."""
        self._waiting = None
        if self.flow.read_paused:
            self._wait()
        else:
            self.transport.close()

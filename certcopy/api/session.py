"""The counter key, and the session it gives a browser. Nothing is stored: a session carries its end and a MAC."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import hmac

SESSION_LENGTH = dt.timedelta(hours=12)
"""One working day at the counter."""


@dataclasses.dataclass(frozen=True, slots=True)
class CounterKey:
    """What opens the counter's doors."""

    secret: str = dataclasses.field(repr=False)

    def opens(self, given: str) -> bool:
        """Whether this is the key, compared in constant time."""
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def begin(self, at: dt.datetime) -> str:
        """A session from that moment on."""
        until = str(int((at + SESSION_LENGTH).timestamp()))
        return f"{until}.{self._seal(until)}"

    def knows(self, session: str, at: dt.datetime) -> bool:
        """Whether this key began the session and it has not ended."""
        until, _, seal = session.partition(".")
        genuine = hmac.compare_digest(seal.encode(), self._seal(until).encode())
        return genuine and at.timestamp() < int(until)

    def _seal(self, until: str) -> str:
        return hmac.new(self.secret.encode(), f"counter session until {until}".encode(), hashlib.sha256).hexdigest()

"""How often one address may ask: so many at once, then one at a time."""

from __future__ import annotations

import dataclasses
import ipaddress
import math
import time
from collections.abc import Callable

from fastapi import Request

from certcopy.errors import TooManyRequests

REMEMBERED = 10_000
"""After so many addresses those that may ask freely again are forgotten."""


@dataclasses.dataclass(slots=True)
class Rate:
    """``burst`` requests at once, and one more each ``seconds`` (the generic cell rate algorithm, ITU-T I.371)."""

    burst: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _free_at: dict[str, float] = dataclasses.field(default_factory=dict)

    def take(self, visitor: str) -> None:
        """Count one request.

        Raises:
            TooManyRequests: the visitor has to wait; this one is not counted.
        """
        now = self.now()
        free_at = max(self._free_at.get(visitor, now), now) + self.seconds
        wait = free_at - now - self.burst * self.seconds
        if wait > 0:
            raise TooManyRequests(seconds=math.ceil(wait))
        self._free_at[visitor] = free_at
        if len(self._free_at) > REMEMBERED:
            self._free_at = {each: free for each, free in self._free_at.items() if free > now}


@dataclasses.dataclass(frozen=True, slots=True)
class Rates:
    """What visitors without a key may ask for, and how often."""

    checks: Rate = dataclasses.field(default_factory=lambda: Rate(burst=60, seconds=1))
    codes: Rate = dataclasses.field(default_factory=lambda: Rate(burst=60, seconds=2))
    pictures: Rate = dataclasses.field(default_factory=lambda: Rate(burst=60, seconds=5))


def visitor(request: Request) -> str:
    """Who asks, as far as a rate is concerned: the address; of IPv6 the network, which one household has to itself."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network(f"{host}/64", strict=False))

"""The time, always aware and injected: no room asks the machine for it behind the caller's back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

VIETNAM = dt.timezone(dt.timedelta(hours=7), "ICT")
"""Indochina Time: UTC+7 all year, the zone every printed time carries (NĐ 30/2020, Phụ lục I)."""

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """The present moment in Vietnamese time, to the whole second."""
    return dt.datetime.now(VIETNAM).replace(microsecond=0)

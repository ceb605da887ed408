"""The memory that a process gives back to the system: with glibc it may be told when; elsewhere nothing is done.

By itself glibc gives back what a large picture took as soon as that is done with; for the next it is handed over anew,
page by page, zeroed: a tenth of the time that reading takes.
"""

from __future__ import annotations

import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's ``malloc.h``."""
KEPT, LARGEST_KEPT = 1 << 30, 1 << 25
"""Bytes kept at most, and in one piece: more than 32 MiB glibc does not take."""


def keep() -> None:
    """Keep what was used for what comes next."""
    _tell("mallopt", M_TRIM_THRESHOLD, KEPT)
    _tell("mallopt", M_MMAP_THRESHOLD, LARGEST_KEPT)


def give_back() -> None:
    """Give back what is not in use, now."""
    _tell("malloc_trim", 0)


def _tell(function: str, *values: int) -> None:
    if sys.platform == "linux":
        import ctypes

        known = getattr(ctypes.CDLL(None), function, None)
        if known is not None:
            known(*values)

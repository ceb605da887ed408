from __future__ import annotations

import pathlib
import sys

import pytest

from certcopy import heap
from certcopy.confine import run

PIECES = 100


def resident_mib() -> float:
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) / 256


def used_kept_and_given_back() -> tuple[float, float]:
    """By how many mebibytes this process is larger after using a hundred, and after giving them back."""
    heap.keep()
    before = resident_mib()
    pieces = [b"x" * 2**20 for _ in range(PIECES)]
    del pieces
    kept = resident_mib()
    heap.give_back()
    return kept - before, resident_mib() - before


@pytest.mark.skipif(sys.platform != "linux", reason="glibc only")
def test_what_is_kept_is_given_back_when_told() -> None:
    kept, left = run(used_kept_and_given_back, returns=tuple[float, float])
    assert kept > 0.9 * PIECES
    assert left < 0.1 * PIECES

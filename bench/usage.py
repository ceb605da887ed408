"""CPU time and peak memory of this process and everything it starts, read off Linux's ``/proc``."""

from __future__ import annotations

import os
import pathlib
import threading
from typing import Self

PROC = pathlib.Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")
PAUSE = 0.02


class Usage:
    """Watches while its block runs. Children that a fork server started are grandchildren: they are counted too."""

    def __init__(self) -> None:
        self._peaks: dict[int, int] = {os.getpid(): 0}
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watch.join()

    def cpu_seconds(self) -> float:
        """User and system time so far, of all processes running and of all that have ended and been waited for."""
        return TICK * sum(sum(map(int, stat[11:15])) for stat in map(_stat, _family()) if stat)

    def peak_mib(self) -> float:
        """The largest resident size that any one process reached."""
        return max(self._peaks.values()) / 1024

    def peaks_of(self, process: int) -> tuple[float, float]:
        """Of one process that we started, and of the largest of all it started: mebibytes."""
        others = (peak for each, peak in self._peaks.items() if each not in (os.getpid(), process))
        return self._peaks[process] / 1024, max(others, default=0) / 1024

    def _look(self) -> None:
        while not self._ended.wait(PAUSE):
            for process in _family():
                self._peaks[process] = max(self._peaks.get(process, 0), _peak_kib(process))


def _family() -> list[int]:
    parents = {int(path.name): _stat(int(path.name)) for path in PROC.iterdir() if path.name.isdigit()}
    family = [os.getpid()]
    for member in family:
        family += [process for process, stat in parents.items() if stat and int(stat[1]) == member]
    return family


def _stat(process: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` from the third on, or none where the process has gone."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _peak_kib(process: int) -> int:
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)

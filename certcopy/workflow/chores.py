"""What every process of an office does from time to time: publish what the log lacks, back up, erase what is over.

Several processes may do so at once: the log has one sequencer at a time, and so has the back-up.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

import structlog

from certcopy.errors import CertCopyError
from certcopy.storage.objects import FolderStore
from certcopy.workflow.backup_plan import backup_if_due
from certcopy.workflow.house import House
from certcopy.workflow.publish import publish_due

GRACE = 5.0
"""Seconds that the work at hand gets to end with its process; cut off later it is begun anew by the next."""

log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Chore:
    """A piece of work, the seconds between two looks whether it is due, and those after a failure."""

    name: str
    work: Callable[[House], object]
    pause: float
    after_failure: float


def sweep_drafts(house: House) -> None:
    """Remove what killed processes left half-written among the objects."""
    if isinstance(house.objects, FolderStore):
        house.objects.sweep()


CHORES = (
    Chore("drafts", sweep_drafts, pause=3600, after_failure=3600),
    Chore("public log", publish_due, pause=15, after_failure=15),
    Chore("back-up", backup_if_due, pause=60, after_failure=900),
)


class Timer:
    """A thread for one chore; entered with the process, left at its end."""

    def __init__(self, house: House, chore: Chore) -> None:
        self._house = house
        self._chore = chore
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"certcopy-{chore.name}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(GRACE)

    def _run(self) -> None:
        while not self._stopping.wait(self._look()):
            pass

    def _look(self) -> float:
        """Do what is due; the seconds until the next look."""
        try:
            self._chore.work(self._house)
        except CertCopyError as failure:
            log.error("chore failed", chore=self._chore.name, code=failure.code)  # noqa: TRY400  (codes only)
        except Exception as fault:  # noqa: BLE001  the timer must live on
            log.error("chore failed", chore=self._chore.name, fault=type(fault).__name__)  # noqa: TRY400
        else:
            return self._chore.pause
        return self._chore.after_failure


@contextlib.contextmanager
def doing_chores(house: House, more: Sequence[Chore] = ()) -> Iterator[None]:
    """Do every chore in its time while the process is in here, and ``more`` that this process alone has."""
    with contextlib.ExitStack() as stack:
        for chore in (*CHORES, *more):
            stack.enter_context(Timer(house, chore))
        yield

"""What is being done, shown while it is done."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator

from certcopy.cli import streams
from certcopy.cli.words import N_
from certcopy.i18n import gettext as _
from certcopy.workflow.progress import Progress, silent

STEPS = {
    "scan": N_("Scanning"),
    "setup": N_("Setting up the TEST office"),
    "receive": N_("Checking the scan"),
    "read": N_("Reading the pages"),
    "compose": N_("Composing the copy"),
    "sign": N_("Signing twice"),
    "verify": N_("Verifying the copy"),
    "check": N_("Checking the files"),
    "audit.journal": N_("Checking the journal"),
    "audit.numbers": N_("Checking the numbers"),
    "audit.entries": N_("Checking the entries"),
    "audit.books": N_("Checking the books"),
    "audit.objects": N_("Reading the stored files"),
    "audit.log": N_("Computing the public log"),
    "audit.logged": N_("Checking the logged events"),
    "audit.code_keys": N_("Checking the code keys"),
}


@contextlib.contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(step: str, done: int, total: int) -> None:
            bars.update(task, description=_name(step), completed=done, total=total)

        yield show


class Timeline:
    """One line for each step, with its seconds: the way ``certcopy demo`` shows its work."""

    def __init__(self) -> None:
        self._step: str | None = None
        self._since = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:  # noqa: ARG002
        if step != self._step:
            self.close()
            self._step, self._since = step, time.monotonic()
            streams.answer(f"  {_name(step):<36}", end="")

    def close(self) -> None:
        """The step at hand is over."""
        if self._step is not None:
            streams.answer(f" {time.monotonic() - self._since:5.1f} s")
        self._step = None


def _name(step: str) -> str:
    return _(STEPS[step]) if step in STEPS else step

"""A module that is slow to import in a child, as much is on an old machine; what it does is quick."""

from __future__ import annotations

import multiprocessing
import time


def at_once() -> str:
    return "at once"


while multiprocessing.parent_process() is not None and time.process_time() < 3:
    pass

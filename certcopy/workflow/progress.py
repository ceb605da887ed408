"""How a long verb tells what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told the step's stable name and how much of it is done."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Nobody is watching."""

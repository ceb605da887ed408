"""Precision and recall of the values read off papers, and Markdown tables of them."""

from __future__ import annotations

import collections
import dataclasses
import unicodedata
from collections.abc import Iterable

SURE = 80.0
"""From this confidence on the counter does not ask to look twice."""
ALL = "**all**"


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """One value of one paper: the truth, what was found if anything, and how surely; ``seed``, of which sample."""

    kind: str
    field: str
    scan: str
    seed: int
    truth: str
    found: str | None
    confidence: float

    @property
    def is_right(self) -> bool:
        """Every character is, tone marks included."""
        return self.found is not None and nfc(self.found) == nfc(self.truth)


@dataclasses.dataclass
class Tally:
    """Of one field or kind: how many there are, and how many were found right, wrong, and wrong without a doubt."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    surely_right: int = 0
    surely_wrong: int = 0

    def add(self, value: Value) -> None:
        """One value more."""
        found, sure = value.found is not None, value.confidence >= SURE
        self.wanted += 1
        self.right += value.is_right
        self.wrong += found and not value.is_right
        self.surely_right += value.is_right and sure
        self.surely_wrong += found and sure and not value.is_right

    def row(self, *names: str) -> str:
        """A row of the Markdown table."""
        found, sure = self.right + self.wrong, self.surely_right + self.surely_wrong
        shares = (share(self.right, found), share(self.right, self.wanted), share(self.surely_right, sure))
        return f"| {' | '.join(names)} | {self.wanted} | {' | '.join(shares)} | {self.surely_wrong} |"


def table(values: Iterable[Value], *columns: str) -> str:
    """A Markdown table: a row for each combination of these attributes of values, and one for all."""
    tallies: dict[tuple[str, ...], Tally] = collections.defaultdict(Tally)
    for value in values:
        names = tuple(str(getattr(value, column)) for column in columns)
        for each in (tallies[names], tallies[(ALL, *[""] * (len(columns) - 1))]):
            each.add(value)
    head = f"| {' | '.join(columns)} | values | precision | recall | precision from {SURE:.0f} % on |"
    head += f" wrong from {SURE:.0f} % on |\n|{'---|' * (len(columns) + 5)}"
    return "\n".join([head, *(tally.row(*names) for names, tally in sorted(tallies.items())), ""])


def share(part: int, whole: int) -> str:
    """In per cent."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def nfc(text: str) -> str:
    """Composed characters, whichever way they were written."""
    return unicodedata.normalize("NFC", text)

"""The register book as people read it: its volumes, its lines, and what was said of a line later."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Literal

from certcopy.domain.office import Certifier

AmendmentKind = Literal["correction", "void", "revocation", "lost"]
"""``lost`` stands for a number whose line a restored back-up no longer had; it is never given again."""

TRAILING_DIGITS = re.compile(r"\d+$")


@dataclasses.dataclass(frozen=True, slots=True)
class Volume:
    """One volume (quyển) of one year; closed once ``closed_at`` is known, and then ``last_number`` is too."""

    symbol: str
    year: int
    name: str
    opened_at: dt.datetime
    opened_by: str
    first_number: int
    closed_at: dt.datetime | None = None
    closed_by: str | None = None
    last_number: int | None = None

    @property
    def label(self) -> str:
        """As on the cover: ``01/2026 - SCT/BS``."""
        return f"{self.name}/{self.year} - {self.symbol}"

    @property
    def total(self) -> int | None:
        """How many numbers it holds, once it is closed."""
        return None if self.last_number is None else self.last_number - self.first_number + 1


@dataclasses.dataclass(frozen=True, slots=True)
class Amendment:
    """What was said of a line later. ``changes`` gives the new value of each corrected column by its name."""

    kind: AmendmentKind
    at: dt.datetime
    actor: str
    reason: str
    changes: dict[str, str]

    @property
    def public(self) -> bool:
        """Whether whoever checks a copy is told of it: not of an office's own notes."""
        return self.kind != "correction" or bool(set(self.changes) - {"note"})


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line, its columns as they were entered (NĐ 23/2015/NĐ-CP, Điều 13), with its amendments in order.

    ``fee`` in đồng for all copies together.
    """

    number: int
    year: int
    symbol: str
    volume: str
    digits: int
    dossier: str
    at: dt.datetime
    requester: str
    title: str
    certifier: Certifier
    pages: int
    copies: int
    fee: int
    note: str
    code: str
    amendments: tuple[Amendment, ...] = ()

    @property
    def printed_number(self) -> str:
        return str(self.number).zfill(self.digits)

    @property
    def book(self) -> str:
        """The volume as on its cover."""
        return f"{self.volume}/{self.year} - {self.symbol}"

    @property
    def ended(self) -> AmendmentKind | None:
        """Whether the number was voided, its copy revoked, or its line lost."""
        ends = [each.kind for each in self.amendments if each.kind != "correction"]
        return ends[-1] if ends else None

    def corrected(self, column: str) -> str:
        """The value of a column as it stands after every correction."""
        values = [each.changes[column] for each in self.amendments if column in each.changes]
        return values[-1] if values else str(getattr(self, column))


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """The lines of one volume that are printed together. ``closing`` where the volume ends, closed, within them."""

    volume: Volume
    lines: tuple[Line, ...]
    closing: bool


def lost_line(symbol: str, year: int, number: int, volume: str, amendments: tuple[Amendment, ...]) -> Line:
    """What stands in the book for a number whose line is lost."""
    return Line(
        number=number,
        year=year,
        symbol=symbol,
        volume=volume,
        digits=2,
        dossier="",
        at=amendments[0].at,
        requester="",
        title="",
        certifier=Certifier("", ""),
        pages=0,
        copies=0,
        fee=0,
        note="",
        code="",
        amendments=amendments,
    )


def next_volume(name: str) -> str:
    """The name of the volume that follows: 01 → 02, 09 → 10, A → A-2."""
    digits = TRAILING_DIGITS.search(name)
    if digits is None:
        return f"{name}-2"
    return name[: digits.start()] + str(int(digits[0]) + 1).zfill(len(digits[0]))

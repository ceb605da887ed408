"""What a scanner is to us: what it can do, how it stands, and a job that gives one page after the other."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterator
from typing import Protocol

from certcopy.errors import ScannerLacks

USUAL_DPIS = (100, 150, 200, 240, 300, 400, 600, 1200)
"""What is offered of a continuous range."""


class Source(enum.StrEnum):
    """Where the paper lies: on the glass, or in the automatic feeder (ADF)."""

    FLATBED = "flatbed"
    FEEDER = "feeder"


class Colour(enum.StrEnum):
    """How the page is sampled."""

    COLOUR = "colour"
    GREY = "grey"
    BLACK_WHITE = "black_white"


class Paper(enum.StrEnum):
    """The size of the original; ``WHOLE`` is all the scanner can see."""

    A4 = "a4"
    A3 = "a3"
    A5 = "a5"
    CARD = "card"
    WHOLE = "whole"


SIZES_MM: dict[Paper, tuple[float, float]] = {
    Paper.A4: (210.0, 297.0),
    Paper.A3: (297.0, 420.0),
    Paper.A5: (148.0, 210.0),
    Paper.CARD: (85.6, 54.0),
}
"""Width and height, upright (ISO 216, ISO/IEC 7810 ID-1)."""


class Status(enum.StrEnum):
    """How a scanner stands when asked."""

    IDLE = "idle"
    BUSY = "busy"
    FEEDER_EMPTY = "feeder_empty"
    JAM = "jam"
    COVER_OPEN = "cover_open"
    STOPPED = "stopped"


@dataclasses.dataclass(frozen=True, slots=True)
class SourceAbility:
    """What one source can do: resolutions in dpi, ascending; colours; the largest area in millimetres."""

    dpis: tuple[int, ...]
    colours: tuple[Colour, ...]
    width_mm: float
    height_mm: float
    duplex: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Capabilities:
    """What a scanner says of itself; a device lacks a source that is not in ``sources``."""

    model: str
    sources: dict[Source, SourceAbility]


@dataclasses.dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to scan. ``duplex`` counts for the feeder only."""

    source: Source = Source.FEEDER
    duplex: bool = False
    dpi: int = 300
    colour: Colour = Colour.COLOUR
    paper: Paper = Paper.A4


Progress = Callable[[int, float | None], None]
"""Told the page at hand, from 1, and how much of it has come (0 to 1), or None where that is not known."""


def silent(_page: int, _part: float | None) -> None:
    """Nobody listens."""


class Job(Protocol):
    """A running scan. Iterated once, it gives the bytes of one page file after the other, unparsed."""

    def __iter__(self) -> Iterator[bytes]:
        """The pages.

        Raises:
            ScannerError: one of its leaves; every page given before is whole.
        """
        ...

    def cancel(self) -> None:
        """End the job soon, from any thread: the iteration then stops without an error."""
        ...


class Scanner(Protocol):
    """One scanner."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def capabilities(self) -> Capabilities:
        """What it can do.

        Raises:
            ScannerError: it does not answer, or not understandably.
        """
        ...

    def status(self) -> Status:
        """How it stands now.

        Raises:
            ScannerError: as above.
        """
        ...

    def scan(self, options: ScanOptions, progress: Progress = silent) -> Job:
        """Prepare a job; the scanner moves when it is iterated."""
        ...


def fitted(name: str, options: ScanOptions, capabilities: Capabilities) -> tuple[ScanOptions, SourceAbility]:
    """The options as this scanner can do them, and the ability: the resolution is the nearest it has that is not lower.

    Raises:
        ScannerLacks: source, colour or duplex are not to be had; they are never changed silently.
    """
    ability = capabilities.sources.get(options.source)
    if ability is None:
        raise ScannerLacks(name=name, option=options.source)
    if options.colour not in ability.colours:
        raise ScannerLacks(name=name, option=options.colour)
    duplex = options.duplex and options.source is Source.FEEDER
    if duplex and not ability.duplex:
        raise ScannerLacks(name=name, option="duplex")
    dpi = next((each for each in ability.dpis if each >= options.dpi), ability.dpis[-1])
    return dataclasses.replace(options, dpi=dpi, duplex=duplex), ability


def area_mm(paper: Paper, ability: SourceAbility) -> tuple[float, float]:
    """Width and height to scan in millimetres, never beyond what the ability can see."""
    width, height = SIZES_MM.get(paper, (ability.width_mm, ability.height_mm))
    return min(width, ability.width_mm), min(height, ability.height_mm)

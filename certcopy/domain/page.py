"""One page of an original: its image as scanned, and what was read on it.

Coordinates are pixels of the *upright* image (after ``turn``), origin at the top left, y downwards.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import operator
from collections.abc import Collection
from typing import Literal

from certcopy.domain.edit import Edits
from certcopy.domain.edit import Turn as Turn
from certcopy.domain.inspection import Inspection
from certcopy.domain.originality import Suspicion
from certcopy.domain.quality import Quality

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
A4_LONG_MM = 297.0


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in upright pixels; ``right`` and ``bottom`` are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """How far across and how far down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def outward(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the least rectangle of whole pixels around it."""
        return math.floor(self.left), math.floor(self.top), math.ceil(self.right), math.ceil(self.bottom)

    @classmethod
    def around(cls, boxes: Collection[Box]) -> Box:
        """The least rectangle that holds them all, one or more."""
        return cls(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    def overlaps_across(self, other: Box) -> bool:
        """Whether some column of pixels holds both."""
        return self.left < other.right and other.left < self.right

    def overlaps_down(self, other: Box) -> bool:
        """Whether some row of pixels holds both."""
        return self.top < other.bottom and other.top < self.bottom

    def moved(self, across: float, down: float) -> Box:
        """As large, elsewhere."""
        return Box(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def scaled(self, scale: float) -> Box:
        """The same part of a picture ``scale`` times as large."""
        return Box(self.left * scale, self.top * scale, self.right * scale, self.bottom * scale)


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: NFC text, where it stands, and the engine's confidence (0 to 100).

    ``read_as`` is what the engine read, where the word was put right after its neighbours, or parted from one.
    """

    text: str
    box: Box
    confidence: float
    read_as: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """What the engine read on a page, and the words that were made of it."""

    read_as: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """Words on one line of print, in reading order."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclasses.dataclass(frozen=True, slots=True)
class PageText:
    """All lines of a page, in reading order."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def one_line(self) -> Line:
        """All words, as on one line."""
        return Line(self.words)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What does not stand here as the engine read it, in reading order."""
        runs = itertools.groupby(self.words, key=operator.attrgetter("read_as"))
        return tuple(Correction(read_as, Line(tuple(words)).text) for read_as, words in runs if read_as)

    @property
    def confidence(self) -> float:
        """The mean confidence of the words, 0 where there is none."""
        words = self.words
        return sum(word.confidence for word in words) / len(words) if words else 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class PageImage:
    """The image that is certified: one baseline JPEG, sRGB or grey, exactly as it will stand in the PDF.

    ``width`` and ``height`` are the stored pixels; ``turn`` is the clockwise rotation that makes them upright, and
    ``settled`` says that a person has decided so. Where the bytes stand in an object store, ``digest`` names them there
    and ``jpeg`` is empty: an original of many pages is never held in memory as a whole.
    """

    jpeg: bytes
    width: int
    height: int
    dpi: float
    grey: bool = False
    turn: Turn = 0
    settled: bool = False
    digest: str = ""

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height in pixels after ``turn``."""
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)

    @property
    def is_dpi_guessed(self) -> bool:
        """Whether the file said nothing credible of its resolution, so that its longer side was taken for A4's."""
        return abs(max(self.width, self.height) * MM_PER_INCH / A4_LONG_MM - self.dpi) < 0.01

    @property
    def size_points(self) -> tuple[float, float]:
        """Upright width and height in PDF points, at scale 100 %."""
        width, height = self.upright_size
        return width * POINTS_PER_INCH / self.dpi, height * POINTS_PER_INCH / self.dpi


Note = Literal[
    "",
    "not_a_date",
    "not_a_number",
    "unknown_place",
    "disagrees",
    "unknown_authority",
    "unlikely_name",
    "differs_from_code",
    "differs_from_lines",
    "differs_from_words",
]
"""What a check found wrong with a value: see ``domain/remarks.py`` for the words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A value read off an original, with the rule that found it; never certified, only proposed to the clerk.

    ``note`` says which check it failed; a value from a QR code, from machine-readable lines, or a day in words keeps in
    ``printed`` what the print says instead.
    """

    name: str
    value: str
    page: int
    box: Box
    confidence: float
    rule: str
    note: Note = ""
    printed: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A QR code on a page: what it says and where it stands."""

    text: str
    box: Box


TraceKind = Literal["black_seal", "red_seal", "colourless", "specks", "dark_edge", "show_through"]


@dataclasses.dataclass(frozen=True, slots=True)
class Trace:
    """What the pixels of a page show besides words, and how surely (0 to 100)."""

    kind: TraceKind
    box: Box
    confidence: float


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """Evidence that a paper may not be certified; ``text`` are the words it rests on, where there are any."""

    suspicion: Suspicion
    page: int
    box: Box
    confidence: float
    text: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page as the machine read it: the image, its words, the skew that was removed for reading (degrees), its QR
    codes, what else its pixels show, how good the image is, and by which edits it was made of the scans. ``unread``:
    reading it failed, which says nothing of what stands on it."""

    image: PageImage
    text: PageText
    skew: float = 0.0
    codes: tuple[Code, ...] = ()
    traces: tuple[Trace, ...] = ()
    quality: Quality | None = None
    edits: Edits = ()
    unread: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class SheetRead:
    """A page of the copy as it was read, and what was seen of the scan on it where that stands as it was scanned."""

    page: Page
    inspections: tuple[Inspection, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """Everything the machine read off one original; ``inspections`` are of the pages as they were scanned."""

    pages: tuple[Page, ...]
    kind: str | None
    fields: tuple[Field, ...]
    kind_confidence: float = 0.0
    doubts: tuple[Doubt, ...] = ()
    inspections: tuple[Inspection, ...] = ()

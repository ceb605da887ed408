"""What one original may be at most, and how large its paper is."""

from __future__ import annotations

import dataclasses

from certcopy.domain.page import A4_LONG_MM, MM_PER_INCH
from certcopy.errors import ImageTooLarge

PLAUSIBLE_DPI = (100.0, 1200.0)
SMALLEST_MM = 40.0
LARGEST_MM = (329.0, 483.0)


@dataclasses.dataclass(frozen=True, slots=True)
class IntakeLimits:
    """At most ``pages`` pages, each at most ``side`` pixels long or high and ``pixels`` pixels in all.

    16,000 pixels are an A4 page at 1200 dpi, or A3 at 900.
    """

    pages: int = 200
    side: int = 16_000
    pixels: int = 200_000_000

    def check_size(self, name: str, width: int, height: int) -> None:
        """Called with the size in the header, before anything is decoded.

        Raises:
            ImageTooLarge: the picture is larger than allowed.
        """
        if max(width, height) > self.side or width * height > self.pixels:
            raise ImageTooLarge(name=name, width=width, height=height, limit=self.side)


DEFAULT_LIMITS = IntakeLimits()


def likely_dpi(width: int, height: int, stated: float | None) -> float:
    """The stated resolution where it makes a sheet of paper (40 mm to A3+), else the one that makes it A4."""
    if stated and _makes_paper(width, height, stated):
        return round(stated, 2)
    return round(max(width, height) * MM_PER_INCH / A4_LONG_MM, 2)


def _makes_paper(width: int, height: int, dpi: float) -> bool:
    short, long = sorted(side * MM_PER_INCH / dpi for side in (width, height))
    plausible = PLAUSIBLE_DPI[0] <= round(dpi) <= PLAUSIBLE_DPI[1]
    return plausible and short >= SMALLEST_MM and short <= LARGEST_MM[0] and long <= LARGEST_MM[1]

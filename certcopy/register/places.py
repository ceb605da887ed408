"""Places in the register as one word: what a page of lines is asked for by."""

from __future__ import annotations

from certcopy.errors import BadValue
from certcopy.register.search import BEYOND, LAST_NUMBER, Place


def place_of(written: str) -> Place | None:
    """A place as ``place_words`` writes it.

    Raises:
        BadValue: it is not of that form.
    """
    if not written:
        return None
    year, _, number = written.partition("/")
    if not (year.isdecimal() and number.isdecimal() and (int(year), int(number)) < BEYOND):
        raise BadValue(name="before")
    return int(year), min(int(number), LAST_NUMBER)


def place_words(place: Place | None) -> str | None:
    """Year and number: ``2026/118``."""
    return None if place is None else f"{place[0]}/{place[1]}"

"""Words: those written before a language is chosen, and those that people type."""

from __future__ import annotations

import unicodedata

from certcopy.errors import MissingValue

N_ = str
"""Marks a text for the catalogue and leaves it as it is."""


def needed(option: str, typed: str | None) -> str:
    """What a person typed: NFC, however the keyboard composes its letters, and single spaces.

    Raises:
        MissingValue: nothing, or nothing but spaces.
    """
    tidy = " ".join(unicodedata.normalize("NFC", typed or "").split())
    if not tidy:
        raise MissingValue(name=option)
    return tidy

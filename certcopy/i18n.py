"""The two languages people read: Vietnamese first, English second (gettext, message ids in English)."""

from __future__ import annotations

import contextvars
import gettext as gnu
import pathlib
from typing import cast, get_args

from certcopy.errors import Language

LOCALES = pathlib.Path(__file__).parent / "locale"
DEFAULT: Language = "vi"

_language: contextvars.ContextVar[Language] = contextvars.ContextVar("language", default=DEFAULT)
_catalogues: dict[Language, gnu.NullTranslations] = {
    "vi": gnu.translation("certcopy", LOCALES, languages=["vi"], fallback=True),
    "en": gnu.NullTranslations(),
}


def language() -> Language:
    """The language of the present context."""
    return _language.get()


def speak(tag: str | None) -> Language:
    """Choose the language by a tag such as ``en``, ``en-US`` or ``vi_VN``; anything unknown means Vietnamese."""
    short = (tag or "")[:2].lower()
    chosen = cast(Language, short) if short in get_args(Language) else DEFAULT
    _language.set(chosen)
    return chosen


def gettext(message: str) -> str:
    """The sentence in the language of the present context."""
    return _catalogues[_language.get()].gettext(message)

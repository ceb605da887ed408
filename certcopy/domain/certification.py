"""One certification: the register's facts that the copy prints."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets

from certcopy.clock import VIETNAM
from certcopy.domain.office import Book, Certifier, Clerk, Office, Tariff, Wording

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so a code survives being read aloud or copied by hand."""
CODE_LENGTH = 12
CODE_GROUP = 4

BRACES = (
    *("number", "volume", "symbol", "year", "day", "month", "day2", "month2", "title", "converter", "converter_title"),
    *("agency", "code", "url", "signer", "time"),
)
"""What an office's wording may put in braces."""


@dataclasses.dataclass(frozen=True, slots=True)
class Certification:
    """What the register holds of one issued copy. ``number`` is the ordinal of ``year``, without gaps."""

    number: int
    year: int
    book: Book
    at: dt.datetime
    requester: str
    title: str
    certifier: Certifier
    converter: Clerk
    pages: int
    fee: int
    code: str

    @property
    def printed_number(self) -> str:
        """The ordinal as printed: at least two digits (NĐ 23/2015/NĐ-CP, Điều 13)."""
        return str(self.number).zfill(self.book.digits)

    def facts(self, office: Office) -> dict[str, str]:
        """What the braces of the office's wording stand for; ``time`` is the certification's until there is a signing
        time to print."""
        at = self.at.astimezone(VIETNAM)
        return {
            "number": self.printed_number,
            "volume": self.book.volume,
            "symbol": self.book.symbol,
            "year": str(self.year),
            "day": str(at.day),
            "month": str(at.month),
            "day2": f"{at.day:02}",
            "month2": f"{at.month:02}",
            "title": self.title,
            "converter": self.converter.name,
            "converter_title": self.converter.title,
            "agency": office.agency.name,
            "signer": self.certifier.name,
            "time": at.isoformat(timespec="seconds"),
            "code": grouped(self.code),
            "url": copy_url(office.verify_url, self.code),
        }


def statement(certification: Certification, office: Office) -> tuple[str, ...]:
    """The lines of the certification statement (lời chứng), in the office's wording."""
    facts = certification.facts(office)
    return tuple(line.format(**facts) for line in office.wording.statement)


def check_wording(wording: Wording) -> str | None:
    """The name of the first unknown brace in the wording, or None where every brace is known."""
    known = dict.fromkeys(BRACES, "")
    lines = [
        *wording.statement,
        *wording.agency_block,
        *(v for f in dataclasses.fields(wording) if isinstance(v := getattr(wording, f.name), str)),
    ]
    for line in lines:
        try:
            line.format(**known)
        except (KeyError, ValueError, IndexError) as problem:
            return f"{line!r} ({problem})"
    return None


def new_code() -> str:
    """A fresh verification code: 60 random bits, so that nobody finds a copy by guessing."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """The code as printed: ``7K3M-9QPX-2DAB``."""
    return "-".join(code[i : i + CODE_GROUP] for i in range(0, len(code), CODE_GROUP))


def plain_code(typed: str) -> str:
    """The code a person typed, without hyphens and spaces, with the letters people confuse put right."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    return letters.translate(str.maketrans("OIL", "011"))


def copy_url(base: str, code: str) -> str:
    """The address of the public page about one copy."""
    return f"{base.rstrip('/')}/c/{code}"


def fee(pages: int, on: dt.date, tariffs: tuple[Tariff, ...]) -> int:
    """The fee in đồng for one copy of an original of so many pages (TT 226/2016/TT-BTC, Điều 4).

    Raises:
        ValueError: no tariff is in force on that day.
    """
    in_force = [tariff for tariff in tariffs if tariff.since <= on]
    if not in_force:
        raise ValueError(f"no tariff in force on {on}")
    tariff = max(in_force, key=lambda each: each.since)
    first = min(pages, tariff.first_pages)
    return min(first * tariff.first_rate + (pages - first) * tariff.further_rate, tariff.cap)

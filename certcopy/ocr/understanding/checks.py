"""What is known of values: a wrong one keeps what was read, with little confidence and a note, and is never mended."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import pathlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence

from certcopy.domain.page import Field, Note
from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.rulefile import Check

KNOWN = tomllib.loads(pathlib.Path(__file__).with_name("known.toml").read_text(encoding="utf-8"))
PROVINCES = frozenset(KNOWN["provinces"])
FAMILIES = frozenset(KNOWN["families"])
PLAIN_FAMILIES = frozenset(map(toneless, FAMILIES))
HEADLESS = frozenset(KNOWN["headless"])
MIDDLES: Mapping[str, Sequence[str]] = KNOWN["middles"]
AUTHORITY = re.compile(rf"\b(?:{'|'.join(KNOWN['authorities'])})\b")
PERSONAL_NUMBER = re.compile(r"(\d{3})(\d)(\d{2})\d{6}")
DOUBTFUL_NAME = 60.0
WRONG = 30.0
STRANGE = 70.0
"""Below what a clerk is asked to look at twice (80)."""
FIRST_YEAR = 1900
LAST_YEAR = 2100


def is_personal_number(number: str) -> bool:
    """Whether these are the 12 digits of a personal number: place, century and sex, birth year, random."""
    return bool(PERSONAL_NUMBER.fullmatch(number))


def is_usual(name: str) -> bool:
    """Whether a name begins with a usual family name, its marks aside."""
    family = name.split()[0]
    return toneless(family) in PLAIN_FAMILIES and family not in HEADLESS


def checked(field: Field, check: Check) -> Field:
    """The field as its own check leaves it."""
    if field.name == "date" or field.name.endswith("_date"):
        return field if _day(field.value) else _doubted(_as_read(field), "not_a_date", WRONG)
    note, cap = CHECKS[check](field.value)
    return _doubted(field, note, cap) if note else field


def agreeing(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields, doubted where they contradict each other: number against sex and birth, birth against issue."""
    values = {field.name: field.value for field in fields}
    wrong = set(_contradicting(values))
    return tuple(_doubted(field, "disagrees", WRONG) if field.name in wrong else field for field in fields)


def _contradicting(values: Mapping[str, str]) -> set[str]:
    number, birth = values.get("personal_number", ""), _day(values.get("birth_date", ""))
    issued = _day(values.get("date", ""))
    wrong: set[str] = set()
    if is_personal_number(number):
        wrong |= _against_number(number, birth, values.get("sex", ""))
    if birth and issued and issued < birth:
        wrong |= {"birth_date", "date"}
    return wrong


def _against_number(number: str, birth: dt.date | None, sex: str) -> set[str]:
    wrong: set[str] = set()
    if birth and birth_year(number) != birth.year:
        wrong |= {"personal_number", "birth_date"}
    if sex and (sex == "Nữ") != _is_female(number):
        wrong |= {"personal_number", "sex"}
    return wrong


def birth_year(number: str) -> int:
    """In which the person with this personal number was born."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def _is_female(number: str) -> bool:
    return int(number[3]) % 2 == 1


def _personal_number(value: str) -> tuple[Note, float]:
    if not is_personal_number(value):
        return "not_a_number", WRONG
    return ("", 100.0) if value[:3] in PROVINCES else ("unknown_place", STRANGE)


def _old_number(value: str) -> tuple[Note, float]:
    return ("", 100.0) if re.fullmatch(r"\d{9}", value) else ("not_a_number", WRONG)


def _authority(value: str) -> tuple[Note, float]:
    return ("", 100.0) if AUTHORITY.search(toneless(value)) else ("unknown_authority", STRANGE)


def _name(value: str) -> tuple[Note, float]:
    """A family or middle name that differs from a usual one by its marks alone was probably misread, and before a
    middle name the family name is missing."""
    family, *given = value.title().split()
    misread = family in HEADLESS or (family not in FAMILIES and is_usual(family))
    middle = given[0] if len(given) > 1 else ""
    misread = misread or (toneless(middle) in MIDDLES and middle not in MIDDLES[toneless(middle)])
    return ("unlikely_name", DOUBTFUL_NAME) if misread else ("", 100.0)


CHECKS: dict[Check, Callable[[str], tuple[Note, float]]] = {
    "none": lambda _value: ("", 100.0),
    "personal_number": _personal_number,
    "old_number": _old_number,
    "authority": _authority,
    "name": _name,
}
"""By the name a rule gives: what is wrong with a value, and how sure it may still be."""


def _day(value: str) -> dt.date | None:
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(value)
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def _as_read(field: Field) -> Field:
    """No day of the calendar is no ISO 8601: it is shown the way it stands on the paper."""
    return dataclasses.replace(field, value="/".join(reversed(field.value.split("-"))))


def _doubted(field: Field, note: Note, cap: float) -> Field:
    return dataclasses.replace(field, note=field.note or note, confidence=min(field.confidence, cap))

"""What QR codes say: on identity cards the person, on land certificates the code of the certificate."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from certcopy.domain.toneless import toneless

PERSONAL = re.compile(r"\d{12}")
OLD = re.compile(r"\d{9}|\d{12}")
DAY = re.compile(r"\d{8}")
NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,6}")
LAND_CODE = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*[0-9])[0-9A-Z]{12}(?![0-9A-Z])")
LONGEST = 1000
CARD = "id_card"
LAND = "land_certificate"

Values = dict[str, str]


def kind_of_payload(text: str) -> str | None:
    """The kind of paper that carries such a code, where the code alone says so."""
    return CARD if card_values(text) else None


def values_of(text: str, kind: str | None) -> Mapping[str, str]:
    """The fields that a code gives on a paper of this kind, by name; days as ISO 8601."""
    if kind == LAND:
        return land_values(text)
    return card_values(text)


def card_values(text: str) -> Values:
    """Of ``number|old number|name|ddmmyyyy|sex|address|ddmmyyyy``; newer cards append more, which is left alone."""
    parts = [part.strip() for part in text[:LONGEST].split("|")]
    if len(parts) < 4 or not PERSONAL.fullmatch(parts[0]):
        return {}
    values = {"personal_number": parts[0], **_named(parts)}
    days = list(_days(parts))
    values |= dict(zip(("birth_date", "date"), days, strict=False))
    return values if "person_name" in values and "birth_date" in values else {}


def land_values(text: str) -> Values:
    """Of a land certificate: the code of 12 characters, wherever it stands in the text or address."""
    found = LAND_CODE.search(text[:LONGEST])
    return {"certificate_code": found[0]} if found else {}


def _named(parts: list[str]) -> Values:
    values: Values = {}
    if OLD.fullmatch(parts[1]):
        values["old_number"] = parts[1]
    sex = next((part for part in parts[2:] if toneless(part) in ("nam", "nu")), None)
    name = next((part for part in parts[1:] if NAME.fullmatch(part)), None)
    if sex:
        values["sex"] = "Nữ" if toneless(sex) == "nu" else "Nam"
    if name:
        values["person_name"] = name.upper()
    return values


def _days(parts: list[str]) -> Iterator[str]:
    for part in parts[2:]:
        if DAY.fullmatch(part):
            try:
                yield dt.date(int(part[4:]), int(part[2:4]), int(part[:2])).isoformat()
            except ValueError:
                continue

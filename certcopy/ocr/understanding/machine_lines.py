"""The machine-readable lines of passports and identity cards (ICAO Doc 9303, parts 3 to 5), as far as check digits go.

Vietnamese cards repeat the twelve digits of the personal number on the upper line, after the last nine of them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from certcopy.ocr.understanding.checks import birth_year, is_personal_number
from certcopy.ocr.understanding.segments import Segment

WEIGHTS = (7, 3, 1)
LOOKALIKES = {
    "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "¿": "2", "?": "2", "5": "53", "S": "583",
    "Ó": "6", "Ò": "6", "Ô": "6", "G": "6", "T": "7", "B": "8",
}  # fmt: skip
"""What an engine trained on other letters makes of the digits of OCR-B; the likelier digit first."""
DOUBLES = {"35": "3", "53": "3"}
"""One digit of OCR-B may become two."""
DIGIT = f"(?:{'|'.join(DOUBLES)}|[0-9{re.escape(''.join(LOOKALIKES))}])"
FILLERS = str.maketrans({"«": "<<", "‹": "<", "≤": "<", "€": "<"})
HOLDER = rf"({DIGIT}{{6}})({DIGIT})([MFE<])({DIGIT}{{6}})({DIGIT})"
"""Birth, sex and expiry, each day with its check digit."""
CARD = re.compile(rf"VNM({DIGIT}{{9}})({DIGIT})({DIGIT}{{12}})")
CARD_HOLDER = re.compile(rf"{HOLDER}VNM[<A-Z]*({DIGIT})?")
PASSPORT = re.compile(rf"([A-Z])({DIGIT}{{7}})[<A-Z]?({DIGIT})VNM{HOLDER}(?:({DIGIT}{{12}})[<A-Z]*({DIGIT})({DIGIT}))?")
NAMES = re.compile(r"^(?:P[A-Z<]VNM)?([A-Z]+)<<([A-Z<]*[A-Z])(?:<|$)")
CARD_KIND, PASSPORT_KIND = "id_card", "passport"
NATION = "VNM"
LEAST = 24
"""Letters of a line; none is printed with fewer than 30, and an engine drops some."""
ABOVE = 4
"""Heights of a line: the names of a passport stand above its number."""
MOST_GUESSES = 256
LONGEST_VALID = 10
"""Years of a passport that is no child's."""
NEVER = "991231"
SEXES = {"F": "Nữ", "E": "Nữ", "M": "Nam"}
"""An engine trained on Vietnamese, which has no F, takes it for an E."""


@dataclasses.dataclass(frozen=True, slots=True)
class MachineLines:
    """What the lines say, by the names of fields, days as ISO 8601; the lines that say it, and the name beside.

    Every value has its own check digit right; ``proved``: the one over all of them is right too.
    """

    values: Mapping[str, str]
    line: Segment
    proved: bool
    name: str = ""

    @property
    def kind(self) -> str:
        """The kind of paper that carries them."""
        return PASSPORT_KIND if "number" in self.values else CARD_KIND


def machine_lines(pieces: Sequence[Segment]) -> MachineLines | None:
    """The first such lines on the pages; names there have lost their marks."""
    lines = [(piece, text) for piece in pieces if NATION in (text := _squeezed(piece.text)) and len(text) >= LEAST]
    for piece, text in lines:
        found = _passport(piece, text)
        if found:
            return dataclasses.replace(found, name=next(_names(piece, pieces), ""))
    for (upper, first), (_, second) in itertools.pairwise(lines):
        found = _card(upper, first, second)
        if found:
            return dataclasses.replace(found, name=next(_names(upper, pieces), ""))
    return None


def check_digit(text: str) -> str:
    """Of digits, letters and fillers: their values by the weights 7, 3, 1, modulo 10 (Doc 9303-3, 4.9)."""
    values = (0 if letter == "<" else int(letter, 36) for letter in text)
    return str(sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _squeezed(text: str) -> str:
    return "".join(text.upper().translate(FILLERS).split())


def _passport(line: Segment, text: str) -> MachineLines | None:
    """TD3: all of it stands on the lower line."""
    found = PASSPORT.search(text)
    if found is None:
        return None
    letter, digits, check, *holder, personal, personal_check, last = found.groups()
    numbers = _checked(digits, 7, check, letter, "<")
    people = _checked(personal, 12, personal_check, "", "<<") if personal else [""]
    best = _best([numbers, *_days(holder), people], last)
    if best is None:
        return None
    number, born, expires, person = best.parts
    values = {"number": number[:8], "personal_number": person[:12]}
    return MachineLines(_values(values, born, holder[2], expires), line, best.proved)


def _card(line: Segment, upper: str, lower: str) -> MachineLines | None:
    """TD1: the number on the upper line, its holder on the next."""
    found, below = CARD.search(upper), CARD_HOLDER.search(lower)
    if found is None or below is None:
        return None
    short, check, whole = found.groups()
    *holder, last = below.groups()
    numbers = [
        f"{number}{twelve}<<{check_digit(f'{number}{twelve}<<')}"
        for number, twelve in itertools.product(_checked(short, 9, check), _readings(whole, 12))
        if twelve[3:] == number[:9]
    ]
    best = _best([numbers, *_days(holder), ["<" * 11]], last)
    if best is None:
        return None
    number, born, expires, _ = best.parts
    return MachineLines(_values({"personal_number": number[10:22]}, born, holder[2], expires), line, best.proved)


def _values(numbers: Mapping[str, str], born: str, sex: str, expires: str) -> dict[str, str]:
    values = {name: number for name, number in numbers.items() if number}
    values |= {"sex": SEXES[sex]} if sex in SEXES else {}
    values |= {"expiry_date": f"20{_dashed(expires)}"} if not expires.startswith(NEVER) else {}
    return values | {"birth_date": f"{_century(born, values)}{_dashed(born)}"}


def _century(born: str, values: Mapping[str, str]) -> int:
    """That of the personal number, else the one in which the paper can have been issued to that person."""
    number, expires = values.get("personal_number", ""), values.get("expiry_date", "")
    if is_personal_number(number):
        return birth_year(number) // 100
    return 20 if expires and 2000 + int(born[:2]) + LONGEST_VALID <= int(expires[:4]) else 19


def _names(line: Segment, pieces: Sequence[Segment]) -> Iterator[str]:
    for piece in pieces:
        near = piece.page == line.page and piece.box.top > line.box.top - ABOVE * line.box.height
        found = NAMES.search(_squeezed(piece.text)) if near else None
        if found:
            yield " ".join(f"{found[1]}<{found[2]}".replace("<", " ").split())


@dataclasses.dataclass(frozen=True, slots=True)
class _Best:
    parts: tuple[str, ...]
    proved: bool


def _best(ways: Sequence[list[str]], last: str | None) -> _Best | None:
    """One reading of each part: the only one that the last check digit proves, else the likeliest."""
    wanted = _readings(last, 1) if last else []
    several = list(dict.fromkeys(itertools.islice(itertools.product(*ways), MOST_GUESSES)))
    proved = [parts for parts in several if check_digit("".join(parts)) in wanted]
    best = next(iter((*proved, *several)), None)
    return _Best(best, len(proved) == 1) if best else None


def _days(holder: Sequence[str]) -> tuple[list[str], list[str]]:
    """The readings of birth and of expiry that are days, each with its check digit."""
    born, born_check, _, expires, expires_check = holder
    return _only_days(_checked(born, 6, born_check)), _only_days(_checked(expires, 6, expires_check))


def _only_days(readings: list[str]) -> list[str]:
    return [each for each in readings if _is_day(each[:6])]


def _is_day(digits: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(dt.date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])))
    return False


def _dashed(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:4]}-{digits[4:6]}"


def _checked(digits: str, length: int, check: str, before: str = "", after: str = "") -> list[str]:
    """Every reading of so many digits that the check digit allows, with what stands around them and that digit."""
    whole = (f"{before}{reading}{after}" for reading in _readings(digits, length))
    return [f"{each}{digit}" for each in whole for digit in _readings(check, 1) if check_digit(each) == digit]


def _readings(text: str, length: int) -> list[str]:
    """So many digits for what looks like them, the likeliest reading first."""
    return list(itertools.islice(_digits(text, length), MOST_GUESSES))


def _digits(text: str, length: int) -> Iterator[str]:
    if not text:
        yield from [""] if length == 0 else []
    elif 0 < length <= len(text):
        ways = [(digit, text[1:]) for digit in LOOKALIKES.get(text[0], text[0])]
        ways += [(DOUBLES[text[:2]], text[2:])] if text[:2] in DOUBLES else []
        yield from (digit + rest for digit, after in ways for rest in _digits(after, length - 1))

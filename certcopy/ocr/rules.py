"""The rules of ``rules.toml``, which say what to look for on which paper."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re
import tomllib
import unicodedata
from typing import Any, Literal

from certcopy.ocr.segments import folded

FILE = pathlib.Path(__file__).with_name("rules.toml")
LATIN = [character for character in map(chr, range(0x41, 0x1F00)) if character.isalpha()]

Method = Literal["label", "date", "header", "signer"]


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """How one field is found; ``labels`` match folded text, ``form`` the text itself."""

    id: str
    field: str
    method: Method
    labels: tuple[re.Pattern[str], ...]
    form: re.Pattern[str]
    lines: int
    last: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of paper is known, and the rules for its fields; titles and openings are folded."""

    id: str
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    rules: tuple[Rule, ...]


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of paper, in the order of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rules = {id_: _rule(id_, entry) for id_, entry in data["rules"].items()}
    return tuple(_kind(id_, entry, rules) for id_, entry in data["kinds"].items())


def pattern(expression: str) -> re.Pattern[str]:
    r"""A regular expression in which ``\p{Lu}`` and ``\p{Ll}`` stand for Latin capital and small letters."""
    for category in ("Lu", "Ll"):
        letters = "".join(letter for letter in LATIN if unicodedata.category(letter) == category)
        expression = expression.replace(rf"\p{{{category}}}", f"[{letters}]")
    return re.compile(expression)


def _kind(id_: str, entry: dict[str, Any], rules: dict[str, Rule]) -> Kind:
    return Kind(
        id=id_,
        titles=tuple(map(folded, entry.get("titles", []))),
        openings=tuple(map(folded, entry.get("openings", []))),
        rules=tuple(rules[name] for name in entry["rules"]),
    )


def _rule(id_: str, entry: dict[str, Any]) -> Rule:
    return Rule(
        id=id_,
        field=entry["field"],
        method=entry["method"],
        labels=tuple(re.compile(label) for label in entry["labels"]),
        form=pattern(rf"(?:{entry.get('form', '.+')})(?!\w)"),
        lines=entry.get("lines", 1),
        last=entry.get("pick") == "last",
    )

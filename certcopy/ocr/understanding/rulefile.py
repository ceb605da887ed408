"""The shape of a rule file (TOML), and what is said of one that has not got it."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import tomllib
from typing import Annotated, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from certcopy.errors import BadRules

Method = Literal["label", "date", "words", "header", "signer"]
Check = Literal["personal_number", "old_number", "authority", "name", "none"]
Pick = Literal["first", "last"]
Phrase = Annotated[str, Field(min_length=2, max_length=200)]
Expression = Annotated[str, Field(max_length=400)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]

COMMON = "common"
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class RuleEntry:
    """``[rules.<id>]``: how one field is found."""

    field: Name
    method: Method
    labels: tuple[Expression, ...] = ("^",)
    form: Expression = ".+"
    lines: Annotated[int, Field(ge=1, le=6)] = 1
    pick: Pick = "first"
    check: Check = "none"
    keep_label: bool = False
    needs_title: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """What people call a kind or a field, in both languages."""

    vi: Phrase
    en: Phrase


@dataclasses.dataclass(frozen=True, slots=True)
class KindFile:
    """A file named after a kind of paper. In an office's file every key may be left out that ours already gives."""

    vi: str = ""
    en: str = ""
    title: str = ""
    replace: bool = False
    titles: tuple[Phrase, ...] = ()
    openings: tuple[Phrase, ...] = ()
    signs: tuple[Phrase, ...] = ()
    use: tuple[Name, ...] = ()
    rules: dict[Name, RuleEntry] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class CommonFile:
    """``common.toml``: what several kinds share."""

    fields: dict[Name, Naming] = dataclasses.field(default_factory=dict)
    forms: dict[Name, Expression] = dataclasses.field(default_factory=dict)
    rules: dict[Name, RuleEntry] = dataclasses.field(default_factory=dict)


_KINDS = TypeAdapter(tuple[KindFile], config=ConfigDict(extra="forbid"))
_COMMON = TypeAdapter(tuple[CommonFile], config=ConfigDict(extra="forbid"))
"""Of a tuple of one: pydantic takes no settings for a bare dataclass but hands them to a nested one."""


def read_common(folder: pathlib.Path) -> CommonFile:
    """What kinds share in this folder; nothing where there is no such file.

    Raises:
        BadRules: it cannot be read or has another shape.
    """
    path = folder / f"{COMMON}.toml"
    return _read(path, _COMMON) if path.is_file() else CommonFile()


def read_kinds(folder: pathlib.Path) -> dict[str, KindFile]:
    """The kinds of this folder by name, in alphabetical order.

    Raises:
        BadRules: a file cannot be read, is named wrongly, or has another shape.
    """
    paths = sorted(path for path in folder.glob("*.toml") if path.stem != COMMON)
    for path in paths:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", path.stem):
            raise BadRules(name=path.name, problem="file name: a-z, 0-9, _ / tên tệp: a-z, 0-9, _")
    return {path.stem: _read(path, _KINDS) for path in paths}


def _read(path: pathlib.Path, shape: TypeAdapter[tuple[T]]) -> T:
    try:
        (entry,) = shape.validate_python([tomllib.loads(path.read_text(encoding="utf-8"))])
    except ValidationError as problem:
        raise BadRules(name=path.name, problem=_first_line(problem)) from problem
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadRules(name=path.name, problem=str(problem)) from problem
    return entry


def _first_line(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'][1:])}: {first['msg']}"

"""Read and write ``office.toml``."""

from __future__ import annotations

import dataclasses
import pathlib
import tomllib
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from certcopy.domain.certification import check_wording
from certcopy.domain.office import Office
from certcopy.errors import BadProfile


@dataclasses.dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where the two PKCS#12 files are, relative to the home."""

    certifier: str = "keys/certifier.p12"
    agency: str = "keys/agency.p12"


@dataclasses.dataclass(frozen=True, slots=True)
class TimeStamping:
    """Where document time-stamps come from: nowhere, the TEST authority in this home, or an RFC 3161 server."""

    source: Literal["none", "test", "http"] = "none"
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """All of ``office.toml``."""

    office: Office
    keys: KeyFiles = KeyFiles()
    timestamp: TimeStamping = TimeStamping()


_PROFILES = TypeAdapter(tuple[Profile], config=ConfigDict(extra="forbid"))
"""Of a tuple of one: pydantic takes no settings for a bare dataclass but hands them to a nested one."""


def load_profile(path: pathlib.Path) -> Profile:
    """Read an office profile; pictures are read from beside it.

    Raises:
        BadProfile: no TOML, an unknown key, a wrong value, an unknown brace in the wording, or a missing picture.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        _read_pictures(raw, path.parent)
        rest = {name: raw.pop(name) for name in ("keys", "timestamp") if name in raw}
        (profile,) = _PROFILES.validate_python([{"office": raw, **rest}])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadProfile(name=path.name, problem=str(problem)) from problem
    except ValidationError as problem:
        raise BadProfile(name=path.name, problem=_first_line(problem)) from problem
    if (unknown := check_wording(profile.office.wording)) is not None:
        raise BadProfile(name=path.name, problem=unknown)
    return profile


def _read_pictures(raw: dict[str, Any], folder: pathlib.Path) -> None:
    pictures = raw.get("pictures", {})
    for name in ("signature", "seal"):
        if name in pictures:
            pictures[name] = (folder / str(pictures[name])).read_bytes()


def _first_line(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'][1:])}: {first['msg']}"

"""Read and write ``office.toml``."""

from __future__ import annotations

import dataclasses
import pathlib
import tomllib
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from certcopy.domain.certification import check_wording
from certcopy.domain.office import Office
from certcopy.errors import BadProfile

A_THOUSAND_YEARS = 365_000
"""In days: what lies further back is beyond the calendar."""


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
class WitnessOffice:
    """Who confirms that our log only grows: the address before ``/add-checkpoint``, and its verifier key."""

    url: str
    key: str


@dataclasses.dataclass(frozen=True, slots=True)
class PublicLog:
    """The public log: whom to ask for cosignatures, and the verifier keys of the logs we witness for others.

    ``origin`` names our log when its key is made; empty, it is the public address followed by ``/log``.
    """

    origin: str = ""
    witnesses: tuple[WitnessOffice, ...] = ()
    witnessed: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class BackupPlan:
    """The scheduled back-up: into which folder (none: no schedule), at which hour of the day, how many are kept.

    ``recipient`` is an age public key to encrypt to; ``objects`` is as ``certcopy backup --objects`` says.
    """

    folder: str = ""
    hour: Annotated[int, Field(ge=0, le=23)] = 1
    daily: Annotated[int, Field(ge=1)] = 7
    weekly: Annotated[int, Field(ge=0)] = 4
    monthly: Annotated[int, Field(ge=0)] = 12
    recipient: str = ""
    objects: Literal["copy", "manifest"] = "copy"


@dataclasses.dataclass(frozen=True, slots=True)
class Retention:
    """How many days after its certification or its end a dossier's scans, pages and reading are kept; 0: for ever."""

    scans_days: Annotated[int, Field(ge=0, le=A_THOUSAND_YEARS)] = 0


@dataclasses.dataclass(frozen=True, slots=True)
class SavedScanner:
    """A scanner of the office: its name, and the address of its eSCL service (``http://192.168.1.20/eSCL``) or its
    SANE device (``fujitsu:fi-7160:1234``) with further ``options`` of its backend.

    ``certificate`` is the SHA-256 of its HTTPS certificate where exactly that one is to be believed.
    """

    name: str
    url: Annotated[str, Field(pattern=r"^(https?://.+)?$")] = ""
    device: str = ""
    options: tuple[str, ...] = ()
    certificate: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Scanning:
    """Where scans come from. ``scanners`` stand beside those that are found, where ``discover`` is set.

    ``self_signed``: believe any HTTPS certificate of a scanner. ``folder``: what any scanner program puts here is
    taken in; "" watches none. ``settle_seconds``: a file is whole when it has not changed for so long.
    ``group_seconds``: files that follow each other sooner are one batch. ``keep_hours``: how long scans wait for a
    dossier. ``phone_url``: the address at which telephones reach this server; "" works it out.
    """

    scanners: tuple[SavedScanner, ...] = ()
    discover: bool = True
    self_signed: bool = True
    folder: str = ""
    settle_seconds: Annotated[float, Field(gt=0)] = 3.0
    group_seconds: Annotated[float, Field(ge=0)] = 20.0
    keep_hours: Annotated[int, Field(ge=1, le=24 * A_THOUSAND_YEARS)] = 24
    phone_url: Annotated[str, Field(pattern=r"^(https?://.+)?$")] = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Originality:
    """What happens when the machine doubts that a paper is an original: whether going on needs a written reason."""

    reason_required: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class PublicPages:
    """The sites (``https://phuong.example``) that may show our widget in a frame of theirs."""

    framed_by: tuple[Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.*-]+(:[0-9]{1,5}|:[*])?$")], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """All of ``office.toml``."""

    office: Office
    keys: KeyFiles = KeyFiles()
    timestamp: TimeStamping = TimeStamping()
    log: PublicLog = PublicLog()
    backup: BackupPlan = BackupPlan()
    retention: Retention = Retention()
    scan: Scanning = Scanning()
    originality: Originality = Originality()
    public: PublicPages = PublicPages()


OF_THE_INSTALLATION = frozenset(field.name for field in dataclasses.fields(Profile)) - {"office"}
"""The sections of the file that say nothing of the office itself."""

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
        rest = {name: raw.pop(name) for name in OF_THE_INSTALLATION if name in raw}
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

"""Set up an office: its folder, profile, register and, for trying out, a TEST certificate authority."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.resources
import pathlib

import jinja2

from certcopy.document.specimen import specimen_seal, specimen_signature
from certcopy.signing.demo_pki import DemoPki, create_demo_pki
from certcopy.storage.home import Home, make_home, write_secret
from certcopy.storage.profile import load_profile
from certcopy.workflow.codekeys import make_code_key
from certcopy.workflow.house import open_register
from certcopy.workflow.keyring import AGENCY, CERTIFIER, TIME_STAMP, Keyring
from certcopy.workflow.logkey import make_log_keys

PROFILE_DRAFT = "office.toml.new"


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What ``certcopy init`` asks about an office."""

    agency_code: str
    agency_name: str
    parent: str
    place: str
    certifier_name: str
    certifier_title: str
    clerk_name: str
    clerk_title: str
    verify_url: str


def set_up(root: pathlib.Path, answers: Answers, at: dt.datetime, *, test: bool) -> Home:
    """Create the office; with ``test``, its keys come from a new TEST authority and every copy says so.

    The profile is put in place last: an office cut off half-way is no office, and setting it up can be begun again.

    Raises:
        OfficeExists: there is an office in the folder already.
        HomeNotWritable: the folder cannot be written.
        BadProfile: an answer cannot stand in a profile.
    """
    home = make_home(root)
    draft = home.root / PROFILE_DRAFT
    if test:
        _keep_pki(home, create_demo_pki(answers.agency_name, answers.certifier_name, answers.agency_name, at))
        (home.root / "signature.png").write_bytes(specimen_signature())
        (home.root / "seal.png").write_bytes(specimen_seal(answers.agency_name))
    draft.write_text(_profile_text(answers, test=test), encoding="utf-8")
    profile = load_profile(draft)
    make_log_keys(home, profile)
    if test:
        make_code_key(home, profile.office.agency.code, Keyring(home, profile), at)
    open_register(home, profile.office).close()
    draft.replace(home.profile)
    return home


def _profile_text(answers: Answers, *, test: bool) -> str:
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701  (TOML, not HTML)
    environment.filters["toml"] = _toml_string
    template = importlib.resources.files("certcopy.workflow").joinpath("office.toml.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(answers=answers, test=test)


def _toml_string(value: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if c in '"\\' or ord(c) < 32 or ord(c) == 127 else c for c in value)
    return f'"{escaped}"'


def _keep_pki(home: Home, pki: DemoPki) -> None:
    for role, file in ((CERTIFIER, pki.certifier), (AGENCY, pki.agency), (TIME_STAMP, pki.time_stamp)):
        write_secret(home.keys / f"{role}.p12", file.pkcs12)
        write_secret(home.keys / f"{role}.pass", file.passphrase.encode())
    (home.trust / "test-root.pem").write_bytes(pki.root)
    for position, crl in enumerate(pki.crls, start=1):
        (home.trust / f"test-{position}.crl").write_bytes(crl)

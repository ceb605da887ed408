"""The keys of the public log: one signs its checkpoints, one cosigns those of the logs we witness."""

from __future__ import annotations

import pathlib
import urllib.parse

from certcopy.errors import LogKeyMissing
from certcopy.register.log.ledger import Head
from certcopy.register.log.note import COSIGNATURE, ED25519, BadNote, Signer
from certcopy.storage.home import Home, write_secret
from certcopy.storage.profile import Profile
from certcopy.workflow.house import House


def make_log_keys(home: Home, profile: Profile) -> None:
    """Make both keys of a new office; those that are there stay.

    Raises:
        LogKeyMissing: the office's address cannot name a key.
    """
    origin = profile.log.origin or default_origin(profile)
    make_key(home.log_key, origin, ED25519)
    make_key(home.witness_key, f"{origin.removesuffix('/log')}/witness", COSIGNATURE)


def default_origin(profile: Profile) -> str:
    """The public address without its scheme, and ``/log``: what C2SP advises."""
    address = urllib.parse.urlsplit(profile.office.verify_url)
    return f"{address.netloc}{address.path}".rstrip("/") + "/log"


def log_signer(house: House, head: Head | None) -> Signer:
    """The key of our log, whose head is ``head``. An office of an earlier release gets one before its first leaf, and
    never after it.

    Raises:
        LogKeyMissing: the log has leaves and its key is not here, or is another.
    """
    if head is None:
        make_log_keys(house.home, house.profile)
    signer = read_key(house.home.log_key)
    if head is not None and not (head.checkpoint.origin == signer.name and head.note.signed_by(signer.verifier)):
        raise LogKeyMissing(file=str(house.home.log_key))
    return signer


def read_key(path: pathlib.Path) -> Signer:
    """A key from its file.

    Raises:
        LogKeyMissing: there is none that can be read.
    """
    try:
        return Signer.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, BadNote) as problem:
        raise LogKeyMissing(file=str(path)) from problem


def make_key(path: pathlib.Path, name: str, kind: int) -> None:
    """Make a key of that name; one that is there stays.

    Raises:
        LogKeyMissing: the name cannot name a key.
    """
    if path.exists():
        return
    try:
        write_secret(path, f"{Signer.make(name, kind).line()}\n".encode())
    except BadNote as problem:
        raise LogKeyMissing(file=str(path)) from problem

"""The folder of one office and the names in it.

::

    office.toml         the profile: who certifies, in which words
    register.sqlite3    the register
    objects/            scans, pages and copies, each named by its SHA-256
    keys/               PKCS#12 files and their passphrases, readable by the owner only
    log/                the public log as files, to be served by any web server
    codes/              the public halves of the keys that sign QR codes, as the agency endorsed them
    tray/               scans that wait for a dossier, for some hours; never backed up
    rules/              the office's own rules for reading papers, where it has any
    trust/              certificates (PEM) that verification trusts
    counter.key         what opens the counter's doors
    copies/             where `certcopy demo` puts the copy for people to open
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import secrets
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certcopy.errors import BadProfile, HomeNotWritable, NoOffice, OfficeExists


@dataclasses.dataclass(frozen=True, slots=True)
class Home:
    """Paths of one office's folder."""

    root: pathlib.Path

    @property
    def profile(self) -> pathlib.Path:
        return self.root / "office.toml"

    @property
    def database(self) -> pathlib.Path:
        return self.root / "register.sqlite3"

    @property
    def objects(self) -> pathlib.Path:
        return self.root / "objects"

    @property
    def keys(self) -> pathlib.Path:
        return self.root / "keys"

    @property
    def log(self) -> pathlib.Path:
        return self.root / "log"

    @property
    def log_key(self) -> pathlib.Path:
        return self.keys / "log.key"

    @property
    def witness_key(self) -> pathlib.Path:
        return self.keys / "witness.key"

    @property
    def tray(self) -> pathlib.Path:
        return self.root / "tray"

    @property
    def trust(self) -> pathlib.Path:
        return self.root / "trust"

    @property
    def rules(self) -> pathlib.Path:
        return self.root / "rules"

    @property
    def codes(self) -> pathlib.Path:
        return self.root / "codes"

    def code_key(self, kid: str) -> pathlib.Path:
        """The private half of the code key with this identifier."""
        return self.keys / f"code-{kid}.pem"

    @property
    def copies(self) -> pathlib.Path:
        return self.root / "copies"

    @property
    def counter_key(self) -> pathlib.Path:
        return self.root / "counter.key"

    def exists(self) -> bool:
        """Whether an office has been set up here, wholly: the profile is written last."""
        return self.profile.is_file()


def find_home(*candidates: pathlib.Path) -> Home:
    """The first of the folders that holds an office.

    Raises:
        NoOffice: none does.
    """
    for root in candidates:
        if Home(root).exists():
            return Home(root)
    raise NoOffice(home=str(candidates[0]))


def make_home(root: pathlib.Path) -> Home:
    """Create the folders of a new office and its counter key.

    Raises:
        OfficeExists: there is an office in it.
        HomeNotWritable: the folder cannot be made or written.
    """
    home = Home(root)
    if home.exists():
        raise OfficeExists(home=str(root))
    try:
        for folder in (home.root, home.objects, home.keys, home.codes, home.trust, home.copies):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (home.root, home.keys):
            folder.chmod(0o700)
        counter_key_of(home)
    except OSError as problem:
        raise HomeNotWritable(home=str(root)) from problem
    return home


def counter_key_of(home: Home) -> str:
    """The key that opens the counter; a new one where there is none."""
    path = home.counter_key
    key = path.read_text(encoding="ascii").strip() if path.exists() else ""
    if not key:
        key = secrets.token_urlsafe(24)
        write_secret(path, key.encode())
    return key


def write_secret(path: pathlib.Path, secret: bytes) -> None:
    """Write a file that its owner alone may read."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)


def anchors(folder: pathlib.Path) -> tuple[bytes, ...]:
    """The trusted certificates in a folder of PEM files, as DER."""
    return tuple(der for path in sorted(folder.glob("*.pem")) for der in read_anchors(path))


def read_anchors(path: pathlib.Path) -> tuple[bytes, ...]:
    """The certificates of one PEM file, as DER.

    Raises:
        BadProfile: the file holds none.
    """
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise BadProfile(name=path.name, problem="no PEM certificate / không có chứng thư PEM") from problem
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def is_private(path: pathlib.Path) -> bool:
    """Whether nobody but the owner may read the file (always true on Windows, where folders carry the rights)."""
    return sys.platform == "win32" or not path.stat().st_mode & 0o077

"""The office's signing keys: opened when first needed, tried once, kept open."""

from __future__ import annotations

import datetime as dt
import os
import threading
from typing import TYPE_CHECKING

from certcopy.clock import now
from certcopy.errors import KeyUnusable
from certcopy.signing.key import Key
from certcopy.signing.pkcs12 import open_pkcs12
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.storage.home import Home
from certcopy.storage.profile import Profile

if TYPE_CHECKING:
    from certcopy.signing.timestamp import TimeStampSource

CERTIFIER = "certifier"
AGENCY = "agency"
TIME_STAMP = "time-stamp"


class Keyring:
    """The keys of one office. A key that did not open is tried again only when a person says so, lest a token lock:
    by a retry in this process or, where the steps run in workers elsewhere, by mending its file or passphrase file.
    """

    def __init__(self, home: Home, profile: Profile) -> None:
        self._home = home
        self._profile = profile
        self._opened: dict[str, Key | KeyUnusable] = {}
        self._failed_as: dict[str, tuple[int, ...]] = {}
        self._lock = threading.Lock()

    def certifier(self) -> Key:
        """The certifier's key.

        Raises:
            KeyUnusable: the file or its passphrase is missing or wrong.
        """
        return self._key(CERTIFIER, self._profile.keys.certifier)

    def agency(self) -> Key:
        """The agency's key; raises as ``certifier`` does."""
        return self._key(AGENCY, self._profile.keys.agency)

    def seal(self) -> Seal | None:
        """What seals a copy for the long term, or None where the profile names no time-stamp source."""
        source = self._time_stamps()
        if source is None:
            return None
        chains = [*self.certifier().chain, *self.agency().chain]
        crls = tuple(path.read_bytes() for path in sorted(self._home.trust.glob("*.crl")))
        return Seal(ValidationMaterial(tuple(dict.fromkeys(chains)), crls), source)

    def forget_failures(self) -> None:
        """Let a person's retry open a key file that has been mended since."""
        with self._lock:
            self._opened = {role: key for role, key in self._opened.items() if not isinstance(key, KeyUnusable)}

    def roots(self) -> bytes:
        """The trusted certificates (PEM) that both keys' certificates must lead to."""
        return b"\n".join(path.read_bytes() for path in sorted(self._home.trust.glob("*.pem")))

    def _time_stamps(self) -> TimeStampSource | None:
        from certcopy.signing.timestamp import HttpTimeStamp, LocalTimeStamp

        choice = self._profile.timestamp
        if choice.source == "http":
            return HttpTimeStamp(choice.url)
        if choice.source == "test":
            return LocalTimeStamp(self._key(TIME_STAMP, f"keys/{TIME_STAMP}.p12"), _utc_now)
        return None

    def _key(self, role: str, file: str) -> Key:
        with self._lock:
            key = self._opened.get(role)
            if key is None or (isinstance(key, KeyUnusable) and self._failed_as[role] != self._stamp(role, file)):
                self._failed_as[role] = self._stamp(role, file)
                key = self._opened[role] = self._open(role, file)
        if isinstance(key, KeyUnusable):
            raise KeyUnusable(role=role)
        return key

    def _open(self, role: str, file: str) -> Key | KeyUnusable:
        path = self._home.root / file
        try:
            return open_pkcs12(path.read_bytes(), self._passphrase(role), role)
        except (OSError, KeyUnusable):
            return KeyUnusable(role=role)

    def _stamp(self, role: str, file: str) -> tuple[int, ...]:
        """When the key's two files were last changed."""
        paths = (self._home.root / file, self._home.keys / f"{role}.pass")
        return tuple(path.stat().st_mtime_ns for path in paths if path.exists())

    def _passphrase(self, role: str) -> bytes:
        named = os.environ.get(f"CERTCOPY_{role.upper().replace('-', '_')}_PASSPHRASE")
        return named.encode() if named is not None else (self._home.keys / f"{role}.pass").read_bytes().strip()


def _utc_now() -> dt.datetime:
    return now().astimezone(dt.UTC)

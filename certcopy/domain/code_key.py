"""The key that signs codes, as the agency vouches for it, and what it says of copies that no longer stand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any, Literal, Self, get_args

from certcopy.domain.canonical import canonical

KEY_ID_BYTES = 8
STATE_DOMAIN = b"certcopy.state/v1\n"
KEY_TYPE, STATE_TYPE = "certcopy.code-key/v1", "certcopy.state/v1"
ALGORITHM = "ES256"
PURPOSE = "certified-copy-code"

CopyState = Literal["voided", "revoked", "corrected"]


def key_id(public_key: bytes) -> bytes:
    """The identifier of a code key, from its SubjectPublicKeyInfo (DER)."""
    return hashlib.sha256(public_key).digest()[:KEY_ID_BYTES]


@dataclasses.dataclass(frozen=True, slots=True)
class KeyStatement:
    """What the agency signs of a code key: ``public_key`` (P-256 SubjectPublicKeyInfo, DER) makes codes for
    certifications from ``not_before`` to ``not_after``, the life of the agency's certificate. ``agency_name`` is the
    common name in that certificate."""

    agency: str
    agency_name: str
    public_key: bytes
    endorsed_at: dt.datetime
    not_before: dt.datetime
    not_after: dt.datetime

    @property
    def kid(self) -> str:
        """The key's identifier in hexadecimal."""
        return key_id(self.public_key).hex()

    def text(self) -> str:
        """The statement as it is signed: canonical JSON."""
        return canonical(
            {
                "type": KEY_TYPE,
                "purpose": PURPOSE,
                "agency": self.agency,
                "agency_name": self.agency_name,
                "alg": ALGORITHM,
                "kid": self.kid,
                "public_key": self.public_key.hex(),
                "endorsed_at": self.endorsed_at.isoformat(),
                "not_before": self.not_before.isoformat(),
                "not_after": self.not_after.isoformat(),
            }
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The statement of this text.

        Raises:
            ValueError: it is not the canonical text of a statement.
        """
        try:
            said = json.loads(text)
            statement = cls(
                agency=said["agency"],
                agency_name=said["agency_name"],
                public_key=bytes.fromhex(said["public_key"]),
                endorsed_at=_moment(said["endorsed_at"]),
                not_before=_moment(said["not_before"]),
                not_after=_moment(said["not_after"]),
            )
        except (KeyError, TypeError, RecursionError) as problem:
            raise ValueError("not a key statement") from problem
        if statement.text() != text:
            raise ValueError("not the canonical text")
        return statement

    def covers(self, at: dt.datetime) -> bool:
        """Whether the key may have signed at that moment."""
        return self.not_before <= at <= self.not_after


@dataclasses.dataclass(frozen=True, slots=True)
class EndorsedKey:
    """A statement's text with the agency's signature over its UTF-8 bytes: a detached CMS (DER) with its chain.

    ``revoked_since`` is the moment from which its codes count no more, where it was revoked.
    """

    statement: str
    cms: bytes
    revoked_since: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class CopyEntry:
    """What became of a copy and on which day; ``id`` is its ``copy_id``."""

    id: str
    state: CopyState
    on: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class StateStatement:
    """Every copy of an agency that does not stand as it was issued, and its revoked keys (kid, since when), as known
    at ``as_of``. A copy may have several entries."""

    agency: str
    as_of: dt.datetime
    copies: tuple[CopyEntry, ...] = ()
    keys: tuple[tuple[str, dt.datetime], ...] = ()

    def text(self) -> str:
        """The statement as it is signed: canonical JSON."""
        return canonical(
            {
                "type": STATE_TYPE,
                "agency": self.agency,
                "as_of": self.as_of.isoformat(),
                "copies": [{"id": each.id, "state": each.state, "on": each.on.isoformat()} for each in self.copies],
                "keys": [{"kid": kid, "revoked_since": since.isoformat()} for kid, since in self.keys],
            }
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The statement of this text.

        Raises:
            ValueError: it is not the canonical text of a statement.
        """
        try:
            said = json.loads(text)
            statement = cls(
                agency=said["agency"],
                as_of=_moment(said["as_of"]),
                copies=tuple(_copy_entry(each) for each in said["copies"]),
                keys=tuple((each["kid"], _moment(each["revoked_since"])) for each in said["keys"]),
            )
        except (KeyError, TypeError, RecursionError) as problem:
            raise ValueError("not a state") from problem
        if statement.text() != text:
            raise ValueError("not the canonical text")
        return statement


@dataclasses.dataclass(frozen=True, slots=True)
class SignedState:
    """A state's text with the signature of the code key ``kid`` over ``STATE_DOMAIN`` and its UTF-8 bytes: r and s,
    32 bytes each."""

    statement: str
    kid: str
    signature: bytes


def _copy_entry(said: dict[str, Any]) -> CopyEntry:
    if said["state"] not in get_args(CopyState):
        raise ValueError("unknown state")
    return CopyEntry(said["id"], said["state"], dt.date.fromisoformat(said["on"]))


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment

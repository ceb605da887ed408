"""The entry of the log for one event of the register: a salted commitment, so that it tells nobody anything.

The commitment is SHA-256 over the line ``certcopy.leaf/v1``, 32 random bytes, and the content as canonical JSON.
Whoever has salt and content can show what was logged; without the salt no guess can be checked.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from typing import Any, Literal, Self

from certcopy.domain.canonical import canonical
from certcopy.register.log.note import BadNote

DOMAIN = b"certcopy.leaf/v1\n"
SALT_BYTES = 32

Event = Literal["issue", "void", "revoke", "correct"]


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """One event, opened: its salt and its content, canonical JSON without personal data."""

    salt: bytes
    content: str

    @property
    def commitment(self) -> bytes:
        """The entry of the log, 32 bytes."""
        return hashlib.sha256(DOMAIN + self.salt + self.content.encode()).digest()

    def facts(self) -> dict[str, Any]:
        """The content as values."""
        facts: dict[str, Any] = json.loads(self.content)
        return facts

    def opened(self) -> bytes:
        """What a proof file carries beside the proof: ``{"content":…,"salt":…}``, the salt in hex."""
        return canonical({"content": self.facts(), "salt": self.salt.hex()}).encode()

    @classmethod
    def parse(cls, opened: bytes) -> Self:
        """The leaf a proof file carries.

        Raises:
            BadNote: malformed.
        """
        try:
            facts = json.loads(opened)
            salt, content = bytes.fromhex(facts["salt"]), canonical(facts["content"])
        except (ValueError, KeyError, TypeError) as problem:
            raise BadNote("not an opened leaf") from problem
        return cls(salt, content)

    @classmethod
    def make(cls, facts: dict[str, Any]) -> Self:
        """A leaf with a fresh salt; facts without a value are left out."""
        known = {name: value for name, value in facts.items() if value is not None}
        return cls(secrets.token_bytes(SALT_BYTES), canonical(known))

"""Where time-stamps come from (RFC 3161)."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from typing import Protocol

from asn1crypto import cms, core, tsp
from pyhanko.sign.timestamps import HTTPTimeStamper

from certcopy.clock import Clock
from certcopy.errors import TimeStampUnavailable
from certcopy.signing.cms import enveloping_signature
from certcopy.signing.key import Key
from certcopy.signing.revision import DIGEST

TEST_POLICY = "2.25.329800735698586629295641978511506172918"
"""A policy under the arc that anyone may use (ITU-T X.667): it promises nothing, for TEST offices only."""


class TimeStampSource(Protocol):
    """Somebody who vouches that a digest existed at a time."""

    def stamp(self, digest: bytes) -> bytes:
        """A time-stamp token, DER, over a SHA-256 digest of 32 bytes.

        Raises:
            TimeStampUnavailable: no answer, a refusal, or an answer about something else.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class HttpTimeStamp:
    """A time-stamping authority at a configured address. ``seconds`` bounds a request: one has taken 131 s."""

    url: str
    seconds: float = 150.0

    def stamp(self, digest: bytes) -> bytes:
        """A token from the authority; one request, not retried."""
        authority = HTTPTimeStamper(self.url, timeout=self.seconds)
        try:
            token = asyncio.run(authority.async_timestamp(digest, DIGEST))
            matches = _stamped_digest(token) == digest
        except (OSError, ValueError, TypeError, KeyError):
            raise TimeStampUnavailable(source=self.url) from None
        if not matches:
            raise TimeStampUnavailable(source=self.url)
        return bytes(token.dump())


def _stamped_digest(token: cms.ContentInfo) -> bytes:
    information = token["content"]["encap_content_info"]["content"].parsed
    return bytes(information["message_imprint"]["hashed_message"].native)


@dataclasses.dataclass(frozen=True, slots=True)
class LocalTimeStamp:
    """A TEST authority inside this process: its token proves nothing to anybody outside the TEST office."""

    key: Key
    clock: Clock

    def stamp(self, digest: bytes) -> bytes:
        """A token under the TEST policy that embeds the authority's certificate only."""
        information = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": TEST_POLICY,
                "message_imprint": {"hash_algorithm": {"algorithm": DIGEST}, "hashed_message": digest},
                "serial_number": secrets.randbits(63),
                "gen_time": self.clock(),
            }
        )
        content = {"content_type": "tst_info", "content": core.ParsableOctetString(information.dump())}
        return enveloping_signature(self.key, cms.EncapsulatedContentInfo(content))

"""What a verification is given besides a PDF: the shapes of it, all frozen and plain."""

from __future__ import annotations

import dataclasses

ByteRange = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """A file as it was handed in; the name serves messages only."""

    name: str
    data: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Documents:
    """What codes are to be judged by: roots (DER), a keys.json, and a state.json where there is one."""

    anchors: tuple[bytes, ...]
    keys: Given
    state: Given | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SignatureBlock:
    """What leaves its holder's machine of one signature: the DER of its CMS, the ranges it covers, and the digests of
    those bytes by the name of the algorithm (``sha256``), as its holder computed them."""

    byte_range: ByteRange
    cms: bytes
    digests: dict[str, bytes]

"""Signatures as they stand in the raw bytes, found without trusting any cross-reference table."""

from __future__ import annotations

import dataclasses
import hashlib
import mmap
import re

from cryptography.hazmat.primitives import hashes
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certcopy.verification.given import ByteRange

Pdf = bytes | mmap.mmap
"""A file in memory, or mapped from a disk: both are sliced, searched and digested alike."""

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[([^\]]{0,200})\]")
FOUR_NUMBERS = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*")
HEX_STRING = re.compile(rb"<([0-9a-f]*|[0-9A-F]*)>")
NEAR = 2_000
"""A signature dictionary holds its /ByteRange within so many bytes of its /Contents (ISO 32000-2, 12.8.1)."""


@dataclasses.dataclass(frozen=True, slots=True)
class RawSignature:
    """A /ByteRange array and where it stands; ``byte_range`` is None where it is not four numbers."""

    position: int
    byte_range: ByteRange | None


def raw_signatures(pdf: Pdf) -> tuple[RawSignature, ...]:
    """Every /ByteRange array in the file, in file order."""
    return tuple(RawSignature(found.start(), _four(found[1])) for found in BYTE_RANGE.finditer(pdf))


def _four(text: bytes) -> ByteRange | None:
    found = FOUR_NUMBERS.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3]), int(found[4])) if found else None


def fits(pdf: Pdf, byte_range: ByteRange) -> bool:
    """Whether the ranges start at byte 0, leave one gap and end inside the file (ETSI EN 319 142-1, 5.3)."""
    start, length, resume, rest = byte_range
    return start == 0 and 0 < length < resume and rest > 0 and resume + rest <= len(pdf)


def gap_contents(pdf: Pdf, byte_range: ByteRange) -> bytes | None:
    """The bytes of the hexadecimal string that exactly fills the gap, or None where anything else stands there.

    Letters are all lower-case or all upper-case: a string that mixes them was touched after it was written.
    """
    found = HEX_STRING.fullmatch(pdf, byte_range[1], byte_range[2])
    if found is None or len(found[1]) % 2:
        return None
    return bytes.fromhex(found[1].decode("ascii"))


def belongs_here(raw: RawSignature) -> bool:
    """Whether the array stands next to the gap it describes, and so is no part of some embedded file."""
    if raw.byte_range is None:
        return False
    _, length, resume, _ = raw.byte_range
    return length - NEAR <= raw.position <= resume + NEAR


def digest(pdf: Pdf, byte_range: ByteRange, algorithm: str) -> bytes:
    """The digest over both ranges.

    Raises:
        ValueError: the algorithm is unknown.
    """
    start, length, resume, rest = byte_range
    state = hashes.Hash(get_pyca_cryptography_hash(algorithm))
    state.update(memoryview(pdf)[start : start + length])
    state.update(memoryview(pdf)[resume : resume + rest])
    return state.finalize()


def sha256(pdf: Pdf) -> str:
    """The file's digest in hexadecimal."""
    return hashlib.sha256(pdf).hexdigest()


def gap_is_lowercase(pdf: Pdf, byte_range: ByteRange) -> bool:
    """Whether the string in the gap is written the way our software writes it."""
    gap = pdf[byte_range[1] : byte_range[2]]
    return gap == gap.lower()


def strays(raws: tuple[RawSignature, ...], known: set[ByteRange | None]) -> tuple[RawSignature, ...]:
    """Arrays of four numbers that describe no signature of this file."""
    return tuple(raw for raw in raws if raw.byte_range is not None and raw.byte_range not in known)

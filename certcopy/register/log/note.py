"""Signed notes (C2SP signed-note) with Ed25519 keys, and the keys as one line of text each.

A verifier reads ``name+1a2b3c4d+BASE64``, a signer ``PRIVATE+KEY+name+1a2b3c4d+BASE64``, as Go's ``sumdb/note`` does.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
"""Signature types: a note signed as it is, and a time-stamped cosignature of a checkpoint."""
DASH = "\u2014 "
ID_BYTES = 4
MOST_SIGNATURES = 64
LARGEST = 64 * 1024
PRIVATE = "PRIVATE+KEY+"


class BadNote(ValueError):
    """A note, a key or what is built on them is malformed, or not signed by whom it must be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verifier:
    """Whom to trust: a name and an Ed25519 public key of 32 bytes, for one type of signature."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:ID_BYTES]

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A verifier from its line.

        Raises:
            BadNote: malformed, or of an unknown type.
        """
        name, kind, public, identifier = _key(text)
        verifier = cls(name, public, kind)
        if verifier.id != identifier:
            raise BadNote("the key is not the one its line names")
        return verifier


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a name and an Ed25519 seed of 32 bytes."""

    name: str
    seed: bytes = dataclasses.field(repr=False)
    kind: int = ED25519

    @property
    def verifier(self) -> Verifier:
        """What others need to check the signatures."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Verifier(self.name, public, self.kind)

    def sign(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def line(self) -> str:
        """The private key as text."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{encode64(bytes([self.kind]) + self.seed)}"

    @classmethod
    def make(cls, name: str, kind: int = ED25519) -> Self:
        """A fresh key.

        Raises:
            BadNote: the name cannot be a key's.
        """
        _check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """A signer from its line.

        Raises:
            BadNote: malformed.
        """
        if not text.startswith(PRIVATE):
            raise BadNote("not a private key")
        name, kind, seed, identifier = _key(text.removeprefix(PRIVATE))
        signer = cls(name, seed, kind)
        if signer.verifier.id != identifier:
            raise BadNote("the key is not the one its line names")
        return signer


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who, which key, and what was signed with it."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {encode64(self.id + self.signature)}\n"

    def is_by(self, verifier: Verifier) -> bool:
        """Whether the line claims to be this key's; it may still not verify."""
        return (self.name, self.id) == (verifier.name, verifier.id)


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and the signature lines below it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def signed_by(self, verifier: Verifier) -> bool:
        """Whether this key has signed the text; one line of it that does not verify spoils the others."""
        lines = [each for each in self.signatures if each.is_by(verifier)]
        return bool(lines) and all(verifier.accepts(self.text.encode(), each.signature) for each in lines)


def signed(text: str, signer: Signer) -> Note:
    """The text with one signature."""
    return Note(text, (Signature(signer.name, signer.verifier.id, signer.sign(text.encode())),))


def parse_note(note: str) -> Note:
    """A note as text, its signatures not yet checked.

    Raises:
        BadNote: malformed, or too large.
    """
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or len(note) > LARGEST or _has_control(note):
        raise BadNote("not a signed note")
    return Note(f"{text}\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, each ended by a newline.

    Raises:
        BadNote: malformed, or too many.
    """
    found = lines.removesuffix("\n").split("\n")
    if len(found) > MOST_SIGNATURES:
        raise BadNote("too many signatures")
    return tuple(map(_signature, found))


def encode64(data: bytes) -> str:
    """Base 64 as the formats of the log write it (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode64(text: str) -> bytes:
    """The bytes behind base 64.

    Raises:
        BadNote: it is none, or not in its one canonical spelling.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadNote("not base 64") from problem
    if encode64(data) != text:
        raise BadNote("not base 64")
    return data


def decode_hashes(lines: Sequence[str]) -> list[bytes]:
    """Hashes of 32 bytes, one a line.

    Raises:
        BadNote: a line holds something else.
    """
    hashes = list(map(decode64, lines))
    if any(len(each) != hashlib.sha256().digest_size for each in hashes):
        raise BadNote("not a SHA-256 hash")
    return hashes


def parse_decimal(text: str) -> int:
    """A number without sign or leading zeroes.

    Raises:
        BadNote: it is written otherwise.
    """
    if not text.isascii() or not text.isdecimal() or str(int(text[:20])) != text:
        raise BadNote("not a number")
    return int(text)


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space:
        raise BadNote("not a signature line")
    _check_name(name)
    data = decode64(encoded)
    if len(data) <= ID_BYTES:
        raise BadNote("a signature is too short")
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])


def _key(text: str) -> tuple[str, int, bytes, bytes]:
    """Name, type, the 32 bytes of the key, and the identifier of a key line."""
    try:
        name, identifier, encoded = text.strip().split("+", 2)
        claimed = bytes.fromhex(identifier)
    except ValueError as problem:
        raise BadNote("not a key") from problem
    _check_name(name)
    data = decode64(encoded)
    if len(data) != 1 + 32 or data[0] not in (ED25519, COSIGNATURE):
        raise BadNote("not an Ed25519 key")
    return name, data[0], data[1:], claimed


def _check_name(name: str) -> None:
    if not name or "+" in name or any(each.isspace() for each in name) or _has_control(name):
        raise BadNote("not the name of a key")


def _has_control(text: str) -> bool:
    return any(each < " " and each != "\n" for each in text)

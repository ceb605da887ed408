"""Encryption of back-ups to a recipient (age-encryption.org/v1): whoever writes them cannot read them."""

from __future__ import annotations

import pathlib
from typing import Any, BinaryIO

import pyrage

from certcopy.errors import BackupUnreadable, BadValue, NoSuchFile


class Recipient:
    """A public key, ``age1…`` or ``ssh-ed25519 …``."""

    def __init__(self, text: str) -> None:
        """
        Raises:
            BadValue: it is no public key.
        """
        self.text = text.strip()
        kind = pyrage.ssh if self.text.startswith("ssh-") else pyrage.x25519
        try:
            self._recipient = kind.Recipient.from_str(self.text)
        except pyrage.RecipientError as problem:
            raise BadValue(name="recipient") from problem

    def encrypt(self, data: bytes) -> bytes:
        """The bytes, for the recipient's eyes only."""
        return bytes(pyrage.encrypt(data, [self._recipient]))

    def encrypt_file(self, source: BinaryIO, sink: BinaryIO) -> None:
        """The same from file to file, however large."""
        pyrage.encrypt_io(source, sink, [self._recipient])


class Identity:
    """The secret keys that open a back-up: the lines ``AGE-SECRET-KEY-1…`` of a file, or one OpenSSH key."""

    def __init__(self, file: pathlib.Path) -> None:
        """
        Raises:
            NoSuchFile: it cannot be read.
            BackupUnreadable: it holds no such key.
        """
        try:
            text = file.read_bytes()
        except OSError as problem:
            raise NoSuchFile(name=file.name) from problem
        try:
            self._keys = _keys(text)
        except (pyrage.IdentityError, UnicodeDecodeError) as problem:
            raise BackupUnreadable from problem

    def decrypt(self, data: bytes) -> bytes:
        """The bytes as they were.

        Raises:
            BackupUnreadable: for another recipient, or changed.
        """
        try:
            return bytes(pyrage.decrypt(data, self._keys))
        except pyrage.DecryptError as problem:
            raise BackupUnreadable from problem

    def decrypt_file(self, source: BinaryIO, sink: BinaryIO) -> None:
        """The same from file to file; raises as ``decrypt`` does."""
        try:
            pyrage.decrypt_io(source, sink, self._keys)
        except pyrage.DecryptError as problem:
            raise BackupUnreadable from problem
        except OSError as problem:
            if problem.errno is not None:
                raise
            raise BackupUnreadable from problem


def _keys(text: bytes) -> list[Any]:
    if b"OPENSSH PRIVATE KEY" in text:
        return [pyrage.ssh.Identity.from_buffer(text)]
    lines = [line.strip() for line in text.decode("ascii").splitlines()]
    return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]

"""Checkpoints (C2SP tlog-checkpoint): whose tree, how many leaves, which root."""

from __future__ import annotations

import dataclasses
from typing import Self

from certcopy.register.log.note import BadNote, Note, Signer, decode_hashes, encode64, parse_decimal, signed

LINES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log's tree."""

    origin: str
    size: int
    root: bytes

    def sign(self, signer: Signer) -> Note:
        """The checkpoint as a note; the signer's name is the origin."""
        return signed(f"{self.origin}\n{self.size}\n{encode64(self.root)}\n", signer)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint a note's text says; lines after the third are left aside.

        Raises:
            BadNote: malformed.
        """
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < LINES or not all(lines):
            raise BadNote("not a checkpoint")
        origin, size, root = lines[:LINES]
        return cls(origin, parse_decimal(size), decode_hashes([root])[0])

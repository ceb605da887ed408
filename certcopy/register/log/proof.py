"""Proof files (C2SP tlog-proof): that an entry stands in a log, checked without asking anybody."""

from __future__ import annotations

import dataclasses
from typing import Self

from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.merkle import includes, leaf_hash
from certcopy.register.log.note import (
    BadNote,
    Note,
    Verifier,
    decode64,
    decode_hashes,
    encode64,
    parse_decimal,
    parse_note,
)

HEAD = "c2sp.org/tlog-proof@v1"
EXTRA, INDEX = "extra ", "index "
MOST_HASHES = 63


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """The place of an entry, the hashes from it to the root, and the signed checkpoint with that root.

    ``extra`` is not authenticated by itself: here it holds what the entry is the commitment of.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = f"{EXTRA}{encode64(self.extra)}\n" if self.extra else ""
        hashes = "".join(f"{encode64(each)}\n" for each in self.hashes)
        return f"{HEAD}\n{extra}{INDEX}{self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A proof file, not yet checked.

        Raises:
            BadNote: malformed.
        """
        head, blank, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines.pop(0) != HEAD:
            raise BadNote("not a proof file")
        extra = decode64(lines.pop(0).removeprefix(EXTRA)) if lines and lines[0].startswith(EXTRA) else b""
        if not lines or not lines[0].startswith(INDEX) or len(lines) > 1 + MOST_HASHES:
            raise BadNote("not a proof file")
        index = parse_decimal(lines.pop(0).removeprefix(INDEX))
        return cls(index, tuple(decode_hashes(lines)), parse_note(checkpoint), extra)

    def proves(self, entry: bytes, log: Verifier) -> bool:
        """Whether the log, known by its key, has this entry at this place.

        Raises:
            BadNote: the checkpoint is malformed.
        """
        head = Checkpoint.parse(self.checkpoint.text)
        ours = head.origin == log.name and self.checkpoint.signed_by(log)
        return ours and includes(head.root, head.size, self.index, leaf_hash(entry), self.hashes)

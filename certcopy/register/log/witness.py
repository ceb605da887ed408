"""Witnesses (C2SP tlog-witness, tlog-cosignature v1): somebody else who saw the log grow, and never shrink or fork."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Self

from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.merkle import EMPTY_ROOT, grows
from certcopy.register.log.note import (
    COSIGNATURE,
    BadNote,
    Note,
    Signature,
    Signer,
    Verifier,
    decode_hashes,
    encode64,
    parse_decimal,
    parse_note,
)

OLD = "old "
MOST_HASHES = 63
TIME_BYTES = 8
SIZE_TYPE = "text/x.tlog.size"


@dataclasses.dataclass(frozen=True, slots=True)
class Growth:
    """What a log asks a witness to confirm: from ``old`` leaves, by this consistency proof, to this checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        hashes = "".join(f"{encode64(each)}\n" for each in self.proof)
        return f"{OLD}{self.old}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A request's body.

        Raises:
            BadNote: malformed.
        """
        head, blank, checkpoint = text.partition("\n\n")
        first, *hashes = head.split("\n")
        if not blank or not first.startswith(OLD) or len(hashes) > MOST_HASHES:
            raise BadNote("not a request to a witness")
        return cls(parse_decimal(first.removeprefix(OLD)), tuple(decode_hashes(hashes)), parse_note(checkpoint))


@dataclasses.dataclass(eq=False)
class Refusal(Exception):
    """Why a witness does not cosign: the HTTP status of the specification, and the size it last saw where it helps."""

    status: int
    size: int | None = None


def judge(growth: Growth, logs: Mapping[str, Verifier], seen: Checkpoint | None) -> Checkpoint:
    """The checkpoint, if it is a known log's and grows from what was seen of it.

    Raises:
        Refusal: 404 unknown log, 403 not signed by it, 400 it shrinks, 409 not from what was seen, 422 a false proof.
        BadNote: the checkpoint is malformed.
    """
    new = Checkpoint.parse(growth.checkpoint.text)
    check_signer(growth.checkpoint, logs.get(new.origin))
    before = seen or Checkpoint(new.origin, 0, EMPTY_ROOT)
    if growth.old > new.size:
        raise Refusal(400)
    if growth.old != before.size:
        raise Refusal(409, before.size)
    if before.size == new.size and before.root != new.root:
        raise Refusal(409, before.size)
    if not grows(before.size, before.root, new.size, new.root, growth.proof):
        raise Refusal(422)
    return new


def check_signer(checkpoint: Note, log: Verifier | None) -> None:
    """Insist that a known log signed the checkpoint.

    Raises:
        Refusal: 404 or 403.
    """
    if log is None:
        raise Refusal(404)
    if not checkpoint.signed_by(log):
        raise Refusal(403)


def cosign(text: str, signer: Signer, at: dt.datetime) -> Signature:
    """The witness's signature line under a checkpoint's text: it saw this head, consistent with all before, then."""
    seconds = int(at.timestamp())
    signature = signer.sign(_message(text, seconds))
    return Signature(signer.name, signer.verifier.id, seconds.to_bytes(TIME_BYTES, "big") + signature)


def cosigned_at(text: str, line: Signature, witness: Verifier) -> dt.datetime | None:
    """When the witness cosigned the text, or None where the line is not its valid cosignature."""
    seconds = int.from_bytes(line.signature[:TIME_BYTES], "big")
    if witness.kind != COSIGNATURE or not line.is_by(witness):
        return None
    if not witness.accepts(_message(text, seconds), line.signature[TIME_BYTES:]):
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def cosignatures(text: str, lines: Sequence[Signature], witness: Verifier) -> tuple[Signature, ...]:
    """The lines that are this witness's valid cosignatures of the text."""
    return tuple(line for line in lines if cosigned_at(text, line, witness) is not None)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()

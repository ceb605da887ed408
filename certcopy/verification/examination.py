"""One signature looked at alone: its ranges, its string, its envelope."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from certcopy.verification.bytes_scan import (
    Pdf,
    RawSignature,
    belongs_here,
    digest,
    fits,
    gap_contents,
    raw_signatures,
)
from certcopy.verification.envelope import Envelope, Unreadable, cut, open_envelope
from certcopy.verification.reasons import reason
from certcopy.verification.report import Gravity, Reason
from certcopy.verification.structure import Found, Structure

PADES = "/ETSI.CAdES.detached"
OLDER = frozenset({"/adbe.pkcs7.detached", "/adbe.pkcs7.sha1"})
SUPPORTED = frozenset({PADES, "/ETSI.RFC3161", "/PBAD.PAdES"}) | OLDER


@dataclasses.dataclass(frozen=True, slots=True)
class Examined:
    """A signature with its envelope (None where unreadable), its DER, and what is wrong with it by itself."""

    found: Found
    envelope: Envelope | None
    der: bytes
    reasons: tuple[Reason, ...]

    @property
    def end(self) -> int:
        """Where the signed revision ends, 0 where no one can say."""
        return self.found.byte_range[2] + self.found.byte_range[3] if self.found.byte_range else 0

    @property
    def intact(self) -> bool:
        return self.envelope is not None and not any(each.gravity is Gravity.INVALID for each in self.reasons)


def examine_all(pdf: Pdf, structure: Structure | None) -> tuple[Examined, ...]:
    """Every signature of the file, listed or not, in the order of what they cover."""
    listed = structure.signatures if structure else ()
    stray = _unlisted(raw_signatures(pdf), listed, hidden=structure is not None and structure.whole)
    examined = [examine(pdf, found) for found in listed]
    examined += [examine(pdf, found, why) for found, why in stray]
    return tuple(sorted(examined, key=lambda each: each.end))


def _unlisted(
    raws: Iterable[RawSignature], listed: Iterable[Found], *, hidden: bool
) -> list[tuple[Found, tuple[Reason, ...]]]:
    known = {found.byte_range for found in listed}
    strays = [raw for raw in raws if belongs_here(raw) and raw.byte_range not in known]
    return [
        (
            Found(f"#{raw.position}", False, "", raw.byte_range, None, None),
            (reason("HIDDEN_SIGNATURE", position=raw.position),) if hidden else (),
        )
        for raw in strays
    ]


def examine(pdf: Pdf, found: Found, why: tuple[Reason, ...] = ()) -> Examined:
    """Check the ranges, then the string in their gap, then the envelope in that string."""
    try:
        contents = _contents(pdf, found)
        der = cut(contents)
        envelope = open_envelope(der, lambda algorithm: _digest(pdf, found, algorithm), found.field)
    except Unreadable as problem:
        return Examined(found, None, b"", (*why, _unreadable(found, problem.part)))
    return Examined(found, envelope, der, (*why, *envelope.reasons, *_form_reasons(found, envelope)))


def _digest(pdf: Pdf, found: Found, algorithm: str) -> bytes:
    if found.byte_range is None:
        raise Unreadable("ByteRange")
    return digest(pdf, found.byte_range, algorithm)


def _contents(pdf: Pdf, found: Found) -> bytes:
    if found.byte_range is None or not fits(pdf, found.byte_range):
        raise Unreadable("ByteRange")
    inside = gap_contents(pdf, found.byte_range)
    if not inside or (found.contents is not None and found.contents != inside):
        raise Unreadable("Contents")
    return inside


def _form_reasons(found: Found, envelope: Envelope) -> Iterator[Reason]:
    """What is said of a listed signature by its sub-filter."""
    if found.listed and found.subfilter not in SUPPORTED:
        yield reason("UNSUPPORTED_SIGNATURE", field=found.field, subfilter=found.subfilter)
    if found.subfilter in OLDER:
        yield reason("OLDER_FORM", field=found.field, subfilter=found.subfilter)
    if found.subfilter == PADES and not envelope.names_certificate:
        yield reason("SIGNER_NOT_BOUND", field=found.field)


def _unreadable(found: Found, part: str) -> Reason:
    if part == "CMS" and found.listed and found.subfilter not in SUPPORTED:
        return reason("UNSUPPORTED_SIGNATURE", field=found.field, subfilter=found.subfilter)
    return reason("FORMAT_FAILURE", field=found.field, part=part)

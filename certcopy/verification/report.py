"""What a verification says: the shapes of its answer, all frozen and plain, so that they travel as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable
from typing import Literal

from certcopy.domain.signed_code import CodeFacts

Aspect = Literal["integrity", "trust"]
Kind = Literal["signature", "timestamp"]
TimeSource = Literal["timestamped", "claimed", "none"]


class Verdict(enum.StrEnum):
    """The three answers of ETSI EN 319 102-1, 5.1.3 (TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE)."""

    VALID = "valid"
    INVALID = "invalid"
    INCONCLUSIVE = "inconclusive"


class Gravity(enum.StrEnum):
    """What one reason does to the verdict; a note only discloses."""

    INVALID = "invalid"
    INCONCLUSIVE = "inconclusive"
    NOTE = "note"


class Changes(enum.StrEnum):
    """What was appended to the file after the revision that a signature covers."""

    NONE = "none"
    VALIDATION_DATA = "validation_data"
    SIGNATURE = "signature"
    OTHER = "other"


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a stable code (see ``reasons.SENTENCES``) and the facts its sentence names."""

    code: str
    gravity: Gravity
    aspect: Aspect
    facts: dict[str, str | int]


@dataclasses.dataclass(frozen=True, slots=True)
class SignatureEvidence:
    """What identifies a signature to other programs; bytes as base64.

    ``content_digest`` is the SHA-256 of the signed ranges, ``attributes_digest`` that of the signed attributes under
    their own algorithm (empty where there are none), ``certificates`` are DER, the signer's first, the root last.
    """

    byte_range: tuple[int, ...]
    subfilter: str
    value: str
    content_digest: str
    attributes_algorithm: str
    attributes_digest: str
    certificates: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature or document time-stamp. ``revision`` counts from 1 and is 0 where the file's structure is broken;
    ``pages`` is the page count of the revision signed; ``docmdp`` is the permission it sets (1 to 3) or None."""

    field: str
    kind: Kind
    signer: str
    subject: str
    issuer: str
    at: dt.datetime | None
    time_source: TimeSource
    revision: int
    covers_whole_file: bool
    pages: int
    intact: bool
    trusted: bool
    chain: tuple[str, ...]
    algorithm: str
    changes: Changes
    docmdp: int | None
    evidence: SignatureEvidence | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class RevisionReport:
    """One revision of the file: its number from 1, where it ends (bytes), and the fields whose signatures or
    time-stamps cover exactly the file up to there."""

    number: int
    end: int
    fields: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one file. ``integrity`` is the verdict with the question of trust left aside; ``history`` lists
    the revisions, oldest first."""

    verdict: Verdict
    integrity: Verdict
    reasons: tuple[Reason, ...]
    signatures: tuple[SignatureReport, ...]
    revisions: int
    sha256: str
    history: tuple[RevisionReport, ...] = ()


UNPROVEN = frozenset(
    {
        *("CODE_MALFORMED", "CODE_SIGNATURE_WRONG", "CODE_KEY_UNKNOWN", "CODE_KEY_EXPIRED"),
        *("CODE_ENDORSEMENT_WRONG", "CODE_ENDORSED_BY_ANOTHER", "CODE_AGENCY_UNTRUSTED"),
    }
)
"""The reasons that leave nobody's word for what a code says."""


@dataclasses.dataclass(frozen=True, slots=True)
class CodeReport:
    """The verdict on one code. ``agency`` is the name in the certificate that vouches for it, ``chain`` its issuers,
    root first; ``as_of`` is when the state was made, None where there is none to trust."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    facts: CodeFacts | None = None
    kid: str = ""
    agency: str = ""
    chain: tuple[str, ...] = ()
    as_of: dt.datetime | None = None

    @property
    def proven(self) -> bool:
        """Whether the facts are the agency's word, whatever became of the copy since."""
        return self.facts is not None and not any(why.code in UNPROVEN for why in self.reasons)


def judge(reasons: Iterable[Reason]) -> Verdict:
    """The verdict that these reasons leave: the gravest one decides."""
    gravities = {reason.gravity for reason in reasons}
    if Gravity.INVALID in gravities:
        return Verdict.INVALID
    return Verdict.INCONCLUSIVE if Gravity.INCONCLUSIVE in gravities else Verdict.VALID

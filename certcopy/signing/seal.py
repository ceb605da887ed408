"""What a seal is made of: everything a validator needs in years to come, and somebody who vouches for the time."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certcopy.signing.timestamp import TimeStampSource


@dataclasses.dataclass(frozen=True, slots=True)
class ValidationMaterial:
    """Certificates, revocation lists and OCSP answers, each DER, newer than the signatures they are about."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Seal:
    """What makes a signed copy PAdES B-LTA."""

    material: ValidationMaterial
    time_stamps: TimeStampSource

"""Where the two signatures stand on a copy, and in what order."""

from __future__ import annotations

import dataclasses

CERTIFIER_FIELD = "CertifierSignature"
AGENCY_FIELD = "AgencySignature"
"""The certifier signs first, then the agency (NĐ 45/2020/NĐ-CP, Điều 10 khoản 3)."""
SOFTWARE = "CertCopy"
"""The name our signatures give the software that wrote them (/Prop_Build, /App: ISO 32000-2, 12.8.1, table 255)."""


@dataclasses.dataclass(frozen=True, slots=True)
class SignatureSlot:
    """A signature field to be: its name, page (from 0), rectangle in points (left, bottom, right, top) and the
    one-page PDF that is its appearance, of the rectangle's size, with every font embedded."""

    field: str
    page: int
    rectangle: tuple[float, float, float, float]
    appearance: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Slots:
    """The two slots of a finished copy that await its signatures."""

    certifier: SignatureSlot
    agency: SignatureSlot

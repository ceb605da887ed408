"""A printed report with the agency's seal: who checked, and that nobody changed what was found."""

from __future__ import annotations

from certcopy.signing.pades import Occasion, sign_sheet
from certcopy.signing.seal import seal_copy
from certcopy.workflow.house import House

FIELD = "ReportSignature"


def sealed(house: House, sheet: bytes) -> bytes:
    """The sheet with the agency's signature, sealed for the long term where the office has a time-stamp source.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable, TimeStampUnavailable: nothing was signed.
    """
    seal = house.keyring.seal()
    signed = sign_sheet(sheet, FIELD, house.keyring.agency(), Occasion(house.clock()), house.keyring.roots())
    return signed if seal is None else seal_copy(signed, seal)

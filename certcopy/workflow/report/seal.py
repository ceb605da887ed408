"""A printed report with the agency's seal: who checked, and that nobody changed what was found."""

from __future__ import annotations

import io

from certcopy.signing.pades import Occasion, sign_sheet
from certcopy.signing.sealing import seal_copy
from certcopy.workflow.house import House

FIELD = "ReportSignature"


def sealed(house: House, sheet: bytes) -> bytes:
    """The sheet with the agency's signature, sealed for the long term where the office has a time-stamp source.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable, TimeStampUnavailable: nothing was signed.
    """
    file, seal = io.BytesIO(sheet), house.keyring.seal()
    sign_sheet(file, FIELD, house.keyring.agency(), Occasion(house.clock()), house.keyring.roots())
    if seal is not None:
        seal_copy(file, seal)
    return file.getvalue()

"""One small certified copy, signed twice and sealed, and the root it leads to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

from certcopy.document.copy import compose
from certcopy.domain.certification import Certification
from certcopy.domain.office import Agency, Book, Certifier, Clerk, Office
from certcopy.domain.page import Page, PageImage, PageText
from certcopy.domain.signature import Composition
from certcopy.signing.demo_pki import create_demo_pki
from certcopy.signing.pades import sign_copy
from certcopy.signing.pkcs12 import open_pkcs12
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.timestamp import LocalTimeStamp

AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))
LATER = AT + dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Ward:
    """A copy unsigned, as signed, and sealed; and the root that the signatures lead to (DER)."""

    composition: Composition
    signed: bytes
    sealed: bytes
    anchors: tuple[bytes, ...]


def build_ward() -> Ward:
    """A copy of one small page with new keys."""
    pki = create_demo_pki("UBND phường Mẫu", "Người Ký Mẫu", "UBND phường Mẫu", AT)
    certifier, agency, stamping = (
        open_pkcs12(file.pkcs12, file.passphrase.encode(), role)
        for role, file in (("certifier", pki.certifier), ("agency", pki.agency), ("TSA", pki.time_stamp))
    )
    composition = compose((_page(),), _certification(), _office(), AT)
    seal = Seal(
        ValidationMaterial(pki.certificates, pki.crls), LocalTimeStamp(stamping, lambda: AT + dt.timedelta(minutes=1))
    )
    root = x509.load_pem_x509_certificate(pki.root).public_bytes(Encoding.DER)
    signed = sign_copy(composition, certifier, agency, AT)
    sealed = sign_copy(composition, certifier, agency, AT, seal)
    return Ward(composition, signed, sealed, (root,))


def _page() -> Page:
    picture = io.BytesIO()
    Image.new("L", (298, 421), 250).save(picture, "JPEG", quality=30)
    return Page(PageImage(picture.getvalue(), 298, 421, 36.0, grey=True), PageText(()))


def _office() -> Office:
    return Office(
        agency=Agency("H00.000", "UBND phường Mẫu", "UBND tỉnh Mẫu", "Mẫu"),
        certifier=Certifier("Người Ký Mẫu", "CHỦ TỊCH"),
        clerk=Clerk("Công Chức Mẫu", "Công chức Tư pháp"),
        verify_url="https://kiemtra.example",
    )


def _certification() -> Certification:
    office = _office()
    return Certification(
        number=1,
        year=2026,
        book=Book(),
        at=AT,
        requester="Người Yêu Cầu Mẫu",
        title="Bằng mẫu",
        certifier=office.certifier,
        converter=office.clerk,
        pages=1,
        fee=2_000,
        code="7K3M9QPX2DAB",
    )

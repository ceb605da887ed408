"""One small certified copy, signed twice and sealed, and the root it leads to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import io
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certcopy.domain.certification import Certification
from certcopy.domain.code_key import KeyStatement
from certcopy.domain.office import Agency, Book, Certifier, Clerk, Office
from certcopy.domain.page import Page, PageImage, PageText
from certcopy.domain.signed_code import facts_of, scan_digest
from certcopy.signing.cms import detached_signature
from certcopy.signing.demo_pki import create_demo_pki
from certcopy.signing.key import Key
from certcopy.signing.pkcs12 import open_pkcs12
from certcopy.signing.revision import Revision
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.signed_code import endorse, new_code_key, sign_code
from certcopy.signing.timestamp import LocalTimeStamp
from tests.copies import Unsigned, composed

AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=dt.timezone(dt.timedelta(hours=7)))
LATER = AT + dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Ward:
    """A copy unsigned, as signed, and sealed; a paper of somebody else's with one plain approval; and the root that
    the signatures lead to (DER)."""

    unsigned: Unsigned
    signed: bytes
    sealed: bytes
    contract: bytes
    anchors: tuple[bytes, ...]
    certifier: Key
    agency: Key

    def signed_with(self, code: str, shade: int = 250) -> bytes:
        """A copy of a page of this shade with that signed code drawn on it, signed by both and so intact."""
        copy = composed((page(shade),), _certification(), _office(), AT, code)
        return copy.signed(self.certifier, self.agency, AT)


def signed_code(agency: Key, shade: int = 250, **changed: Any) -> str:
    """The signed code of a copy of a page of this shade, by a fresh key that the agency endorsed."""
    facts = facts_of(_certification(), _office(), scan_digest((page(shade).image,)))
    key = new_code_key()
    endorsed = endorse(key, "H00.000", agency, AT)
    return sign_code(dataclasses.replace(facts, **changed), key, KeyStatement.parse(endorsed.statement))


def another_office(name: str = "UBND phường Khác") -> tuple[Key, bytes]:
    """The agency key of an office under a root of its own, and that root (DER)."""
    pki = create_demo_pki(name, "Người Khác Mẫu", name, AT)
    key = open_pkcs12(pki.agency.pkcs12, pki.agency.passphrase.encode(), "agency")
    return key, x509.load_pem_x509_certificate(pki.root).public_bytes(Encoding.DER)


def build_ward() -> Ward:
    """A copy of one small page with new keys."""
    pki = create_demo_pki("UBND phường Mẫu", "Người Ký Mẫu", "UBND phường Mẫu", AT)
    certifier, agency, stamping = (
        open_pkcs12(file.pkcs12, file.passphrase.encode(), role)
        for role, file in (("certifier", pki.certifier), ("agency", pki.agency), ("TSA", pki.time_stamp))
    )
    unsigned = composed((page(),), _certification(), _office(), AT, signed_code(agency))
    seal = Seal(
        ValidationMaterial(pki.certificates, pki.crls), LocalTimeStamp(stamping, lambda: AT + dt.timedelta(minutes=1))
    )
    root = x509.load_pem_x509_certificate(pki.root).public_bytes(Encoding.DER)
    signed = unsigned.signed(certifier, agency, AT)
    sealed = unsigned.signed(certifier, agency, AT, seal)
    return Ward(unsigned, signed, sealed, _contract(certifier), (root,), certifier, agency)


def _contract(key: Key) -> bytes:
    """Two pages with text and a picture, approved by one signature that certifies nothing."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in (1, 2):
            page = pdf.add_blank_page(page_size=(400, 500))
            page.Contents = pdf.make_stream(b"BT /F0 18 Tf 50 400 Td (Trang %d) Tj ET" % number)
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Times)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=pdf.make_indirect(font)))
        pdf.save(out)
    field = SigFieldSpec("Signature1", 0, (50, 50, 150, 100))
    value = SignatureObject(timestamp=AT, subfilter=SigSeedSubFilter.PADES, bytes_reserved=16_384)
    Revision(out).fill("Signature1", value, functools.partial(detached_signature, key), new=field)
    return out.getvalue()


def page(shade: int = 250) -> Page:
    picture = io.BytesIO()
    Image.new("L", (298, 421), shade).save(picture, "JPEG", quality=30)
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

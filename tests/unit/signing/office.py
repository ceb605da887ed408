"""A TEST office in small: its keys, and a two-page copy with two slots, made once for all tests of signing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import io

import pikepdf

from certcopy.clock import VIETNAM
from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD, SignatureSlot, Slots
from certcopy.signing.demo_pki import DemoPki, KeyFile, create_demo_pki
from certcopy.signing.key import Key
from certcopy.signing.pkcs12 import open_pkcs12
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.timestamp import LocalTimeStamp
from tests.copies import Unsigned

AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=VIETNAM)
SEALED_AT = AT + dt.timedelta(seconds=2)
PERSON = "Trần Thị Ví Dụ"
WARD = "ỦY BAN NHÂN DÂN PHƯỜNG THÍ DỤ"


@functools.cache
def pki(at: dt.datetime = AT) -> DemoPki:
    return create_demo_pki(WARD, PERSON, WARD, at)


def opened(file: KeyFile, role: str) -> Key:
    return open_pkcs12(file.pkcs12, file.passphrase.encode(), role)


@functools.cache
def certifier() -> Key:
    return opened(pki().certifier, "certifier")


@functools.cache
def agency() -> Key:
    return opened(pki().agency, "agency")


@functools.cache
def seal() -> Seal:
    stamp = LocalTimeStamp(opened(pki().time_stamp, "time-stamp"), lambda: SEALED_AT)
    return Seal(ValidationMaterial(pki().certificates, pki().crls), stamp)


@functools.cache
def sealed() -> bytes:
    return unsigned().signed(certifier(), agency(), AT, seal(), pki().root)


@functools.cache
def unsigned() -> Unsigned:
    slots = Slots(
        certifier=SignatureSlot(CERTIFIER_FIELD, 1, (50, 40, 250, 102), page(AT.isoformat(), 200, 62)),
        agency=SignatureSlot(AGENCY_FIELD, 0, (395, 780, 565, 810), page(AT.isoformat(), 170, 30)),
    )
    return Unsigned(_document(), slots)


def page(text: str, width: float, height: float) -> bytes:
    with pikepdf.new() as pdf:
        _add_page(pdf, text, width, height)
        return _saved(pdf)


def _document() -> bytes:
    with pikepdf.new() as pdf:
        for text in ("page one", "page two"):
            _add_page(pdf, text, 595, 842)
        pdf.docinfo["/Producer"] = "A scanner"
        with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp.load_from_docinfo(pdf.docinfo)
        return _saved(pdf)


def _add_page(pdf: pikepdf.Pdf, text: str, width: float, height: float) -> None:
    font = {"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type1, "/BaseFont": pikepdf.Name.Helvetica}
    new = pdf.add_blank_page(page_size=(width, height))
    new.Resources = pikepdf.Dictionary({"/Font": pikepdf.Dictionary({"/F1": pikepdf.Dictionary(font)})})
    new.Contents = pdf.make_stream(b"BT /F1 9 Tf 4 6 Td (%s) Tj ET" % text.encode())


def _saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


@dataclasses.dataclass(slots=True)
class CountingKey:
    """A key that remembers how often it was asked to sign."""

    key: Key
    signatures: int = 0

    @property
    def role(self) -> str:
        return self.key.role

    @property
    def certificate(self) -> bytes:
        return self.key.certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self.key.chain

    def sign(self, data: bytes) -> bytes:
        self.signatures += 1
        return self.key.sign(data)

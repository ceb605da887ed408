"""Certificates are judged at the signing time, by what the file brings along and nothing else."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certcopy.signing.pkcs12 import Pkcs12Key
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.timestamp import LocalTimeStamp
from certcopy.verification.report import Report, Verdict
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import AT, LATER, Ward

DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=365)


class Authority:
    """A root with an EC key that issues, revokes and stamps; its certificates name hosts that must not be asked."""

    def __init__(self, name: str = "Root Mẫu") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.certificate = self._certificate(self.name, self.private, ca=True)

    @property
    def anchors(self) -> tuple[bytes, ...]:
        return (self.certificate.public_bytes(Encoding.DER),)

    def key(self, name: str, *, stamping: bool = False, signing: bool = True) -> Pkcs12Key:
        private = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(_name(name), private, stamping=stamping, signing=signing)
        return Pkcs12Key(name, certificate.public_bytes(Encoding.DER), (), private)

    def seal(self, revoked: Pkcs12Key | None, on: dt.datetime, stamped: dt.datetime) -> Seal:
        stamps = LocalTimeStamp(self.key("TSA Mẫu", stamping=True), lambda: stamped)
        return Seal(ValidationMaterial(crls=(self._revocations(revoked, on),)), stamps)

    def _revocations(self, revoked: Pkcs12Key | None, on: dt.datetime) -> bytes:
        builder = x509.CertificateRevocationListBuilder(self.name, AT - DAY, AT + YEAR)
        if revoked is not None:
            serial = x509.load_der_x509_certificate(revoked.certificate).serial_number
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(on).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.private, hashes.SHA256()).public_bytes(Encoding.DER)

    def _certificate(
        self,
        subject: x509.Name,
        private: ec.EllipticCurvePrivateKey,
        *,
        ca: bool = False,
        stamping: bool = False,
        signing: bool = True,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT - YEAR)
            .not_valid_after(AT + YEAR)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca=ca, signing=signing), critical=True)
            .add_extension(_unreachable(), critical=False)
        )
        if stamping:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        return builder.sign(self.private, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, ca: bool, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca and signing,
        content_commitment=not ca and signing,
        key_encipherment=not signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _unreachable() -> x509.CRLDistributionPoints:
    where = x509.UniformResourceIdentifier("http://127.0.0.1:9/never.crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)])


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def _codes(report: Report) -> set[str]:
    return {why.code for why in report.reasons}


def test_a_certificate_revoked_before_it_signed_makes_the_copy_invalid(ward: Ward, authority: Authority) -> None:
    agency = authority.key("UBND phường Mẫu")
    seal = authority.seal(agency, AT - DAY, AT)
    pdf = ward.unsigned.signed(authority.key("Người Ký Mẫu"), agency, AT, seal)
    report = verify(pdf, authority.anchors, LATER)
    assert report.verdict is Verdict.INVALID
    assert "REVOKED" in _codes(report)
    assert report.integrity is Verdict.VALID


def test_a_certificate_revoked_after_a_proven_signature_leaves_the_copy_valid(ward: Ward, authority: Authority) -> None:
    agency = authority.key("UBND phường Mẫu")
    seal = authority.seal(agency, AT + DAY, AT + dt.timedelta(minutes=1))
    pdf = ward.unsigned.signed(authority.key("Người Ký Mẫu"), agency, AT, seal)
    assert verify(pdf, authority.anchors, AT + 2 * DAY).verdict is Verdict.VALID


def test_a_certificate_revoked_after_a_merely_claimed_time_settles_nothing(ward: Ward, authority: Authority) -> None:
    agency, elsewhere = authority.key("UBND phường Mẫu"), Authority("Root lạ")
    seal = Seal(
        authority.seal(agency, AT + DAY, AT).material,
        LocalTimeStamp(elsewhere.key("TSA lạ", stamping=True), lambda: AT),
    )
    pdf = ward.unsigned.signed(authority.key("Người Ký Mẫu"), agency, AT, seal)
    report = verify(pdf, authority.anchors, AT + 2 * DAY)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert {"REVOKED_NO_POE", "TIMESTAMP_UNTRUSTED", "TIME_ONLY_CLAIMED"} <= _codes(report)


def test_a_copy_stays_valid_after_its_certificates_expire(ward: Ward) -> None:
    assert verify(ward.sealed, ward.anchors, AT + 20 * YEAR).verdict is Verdict.VALID


def test_a_copy_from_the_future_settles_nothing(ward: Ward) -> None:
    report = verify(ward.signed, ward.anchors, AT - DAY)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "SIGNED_IN_FUTURE" in _codes(report)


def test_nothing_a_file_names_is_ever_fetched(
    ward: Ward, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    pdf = ward.unsigned.signed(authority.key("Người Ký Mẫu"), authority.key("UBND phường Mẫu"), AT)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    report = verify(pdf, authority.anchors, LATER)
    assert report.verdict is Verdict.VALID
    assert "NO_REVOCATION_DATA" in _codes(report)


def test_a_root_of_the_same_name_that_did_not_issue_is_no_trust(ward: Ward, authority: Authority) -> None:
    pdf = ward.unsigned.signed(authority.key("Người Ký Mẫu"), authority.key("UBND phường Mẫu"), AT)
    assert verify(pdf, Authority().anchors, LATER).verdict is Verdict.INVALID

"""A made-up trust hierarchy for a TEST office: every certificate says that it has no legal value."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST_MARK = "THỬ NGHIỆM - TEST - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
ROOT_NAME = "TEST ROOT CA - CHỨNG THƯ THỬ NGHIỆM"
ISSUER_NAME = "TEST SIGNING CA - CHỨNG THƯ THỬ NGHIỆM"
TIME_STAMP_NAME = "TEST TSA - DẤU THỜI GIAN THỬ NGHIỆM"
LIFE = dt.timedelta(days=5 * 365)
CLOCK_SKEW = dt.timedelta(hours=1)
COMMON_NAME_BYTES = 64


@dataclasses.dataclass(frozen=True, slots=True)
class KeyFile:
    """A PKCS#12 file and the random passphrase that opens it."""

    pkcs12: bytes = dataclasses.field(repr=False)
    passphrase: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class DemoPki:
    """The root (PEM), three key files, and what a seal embeds: the CA below the root and the CRLs (DER)."""

    root: bytes
    certifier: KeyFile
    agency: KeyFile
    time_stamp: KeyFile
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    private: rsa.RSAPrivateKey = dataclasses.field(repr=False)


def create_demo_pki(office: str, certifier: str, agency: str, at: dt.datetime) -> DemoPki:
    """Make a TEST root, a CA below it, and keys of ``certifier``, ``agency`` and a TEST time-stamping authority.

    Keys are RSA-2048; all is valid from an hour before ``at`` for five years, the revocation lists too.
    ``office`` names the organisation (O) in a person's certificate; a common name longer than 64 bytes is cut.
    Structure after RFC 5280, RFC 3161 clause 2.3 and ETSI EN 319 412-2.
    """
    since = at - CLOCK_SKEW
    root = _root(since)
    issuer = _issuer(root, since)
    signing = _usage(digital_signature=True, content_commitment=True)
    stamping = _usage(digital_signature=True)
    time_stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return DemoPki(
        root=root.certificate.public_bytes(Encoding.PEM),
        certifier=_key_file(issuer, _name(certifier, office), since, signing),
        agency=_key_file(issuer, _name(agency, agency), since, signing),
        time_stamp=_key_file(issuer, _name(TIME_STAMP_NAME, TEST_MARK), since, stamping, time_stamping),
        certificates=(issuer.certificate.public_bytes(Encoding.DER),),
        crls=(_revocations(root, since), _revocations(issuer, since)),
    )


def _root(since: dt.datetime) -> _Authority:
    private, name = _new_key(), _name(ROOT_NAME, TEST_MARK)
    builder = _builder(name, name, private.public_key(), private.public_key(), since)
    return _Authority(_as_authority(builder, None).sign(private, hashes.SHA256()), private)


def _issuer(root: _Authority, since: dt.datetime) -> _Authority:
    private, name = _new_key(), _name(ISSUER_NAME, TEST_MARK)
    builder = _builder(name, root.certificate.subject, private.public_key(), root.private.public_key(), since)
    return _Authority(_as_authority(builder, 0).sign(root.private, hashes.SHA256()), private)


def _key_file(
    issuer: _Authority,
    subject: x509.Name,
    since: dt.datetime,
    *extensions: x509.KeyUsage | x509.ExtendedKeyUsage,
) -> KeyFile:
    private, passphrase = _new_key(), secrets.token_urlsafe(18)
    builder = _builder(subject, issuer.certificate.subject, private.public_key(), issuer.private.public_key(), since)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    certificate = builder.sign(issuer.private, hashes.SHA256())
    encryption = BestAvailableEncryption(passphrase.encode())
    file = pkcs12.serialize_key_and_certificates(b"TEST", private, certificate, [issuer.certificate], encryption)
    return KeyFile(file, passphrase)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TEST_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, _fitting(common_name)),
        ]
    )


def _fitting(name: str) -> str:
    return name.encode()[:COMMON_NAME_BYTES].decode(errors="ignore").rstrip()


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: rsa.RSAPublicKey,
    issuer_key: rsa.RSAPublicKey,
    since: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _as_authority(builder: x509.CertificateBuilder, path_length: int | None) -> x509.CertificateBuilder:
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True).add_extension(
        _usage(key_cert_sign=True, crl_sign=True), critical=True
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _revocations(authority: _Authority, since: dt.datetime) -> bytes:
    own = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.private.public_key())
    builder = x509.CertificateRevocationListBuilder(authority.certificate.subject, since, since + LIFE)
    builder = builder.add_extension(own, critical=False).add_extension(x509.CRLNumber(1), critical=False)
    return builder.sign(authority.private, hashes.SHA256()).public_bytes(Encoding.DER)

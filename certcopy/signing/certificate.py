"""Whether a certificate may sign now: asked before every signature, never after."""

from __future__ import annotations

import asyncio
import datetime as dt

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError

from certcopy.clock import VIETNAM
from certcopy.errors import CertificateExpired, CertificateUnfit
from certcopy.signing.key import Key

LEAST_RSA_BITS = 2048
LEAST_EC_BITS = 256


def check_certificate(key: Key, at: dt.datetime, anchors: bytes = b"") -> None:
    """Check validity, purpose and strength at that moment; where ``anchors`` (PEM) are given, the path to one
    of them too (NĐ 68/2024/NĐ-CP, Điều 29; TT 15/2025/TT-BKHCN, Điều 5).

    Raises:
        CertificateExpired: not yet or no longer valid.
        CertificateUnfit: not made for signatures, too weak, or no path to an anchor.
    """
    certificate = x509.load_der_x509_certificate(key.certificate)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc.astimezone(VIETNAM)
        raise CertificateExpired(role=key.role, until=until.isoformat())
    if not _may_sign(certificate) or not _is_strong(certificate):
        raise CertificateUnfit(role=key.role)
    if anchors and not _leads_to(key, at, anchors):
        raise CertificateUnfit(role=key.role)


def common_name(certificate: bytes) -> str:
    """The CN of a DER certificate's subject, or the whole subject where it has none."""
    subject = x509.load_der_x509_certificate(certificate).subject
    names = subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature or usage.content_commitment


def _is_strong(certificate: x509.Certificate) -> bool:
    match certificate.public_key():
        case rsa.RSAPublicKey(key_size=bits):
            return bits >= LEAST_RSA_BITS
        case ec.EllipticCurvePublicKey(key_size=bits):
            return bits >= LEAST_EC_BITS
        case _:
            return False


def _leads_to(key: Key, at: dt.datetime, anchors: bytes) -> bool:
    roots = [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(anchors)]
    own, *issuers = [asn1.Certificate.load(each) for each in (key.certificate, *key.chain)]
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root) for root in roots], moment=at, allow_fetching=False
    )
    validator = CertificateValidator(own, issuers, validation_context=context)
    try:
        asyncio.run(validator.async_validate_path())
    except PathError:
        return False
    return True

"""A key in a PKCS#12 file."""

from __future__ import annotations

import dataclasses

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from certcopy.errors import KeyUnusable

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclasses.dataclass(frozen=True, slots=True)
class Pkcs12Key:
    """A key opened once and kept in memory: checking an RSA key again costs more than signing with it."""

    role: str
    certificate: bytes = dataclasses.field(repr=False)
    chain: tuple[bytes, ...] = dataclasses.field(repr=False)
    private: PrivateKey = dataclasses.field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The raw SHA-256 signature over ``data``."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def open_pkcs12(data: bytes, passphrase: bytes, role: str) -> Pkcs12Key:
    """Open the file (RFC 7292) with one try of the passphrase.

    Raises:
        KeyUnusable: wrong passphrase, broken file, no certificate of the key, or a key neither RSA nor EC.
    """
    try:
        store = pkcs12.load_pkcs12(data, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable(role=role) from None
    if store.cert is None or not isinstance(store.key, PrivateKey):
        raise KeyUnusable(role=role)
    own, others = store.cert.certificate, [each.certificate for each in store.additional_certs]
    chain = tuple(each.public_bytes(Encoding.DER) for each in _issuers(own, others))
    return Pkcs12Key(role, own.public_bytes(Encoding.DER), chain, store.key)


def _issuers(certificate: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    issuers: list[x509.Certificate] = []
    while issuer := next((each for each in others if _issued(each, certificate)), None):
        others = [each for each in others if each != issuer]
        issuers.append(issuer)
        certificate = issuer
    return issuers


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    return issuer.subject == certificate.issuer and issuer.subject != issuer.issuer

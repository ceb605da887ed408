"""What every kind of key must do; a new kind adds one line to ``KEYS``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from certcopy.signing.key import Key
from certcopy.signing.pkcs12 import open_pkcs12
from tests.unit.signing import office

PASSPHRASE = b"a passphrase nobody uses"


def pkcs12_rsa() -> Key:
    return office.opened(office.pki().certifier, "certifier")


def pkcs12_ec() -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_der_x509_certificate(office.pki().certificates[0])
    certificate = (
        x509.CertificateBuilder(issuer.subject, x509.Name([]), private.public_key(), 1)
        .not_valid_before(office.AT)
        .not_valid_after(office.SEALED_AT)
        .sign(private, hashes.SHA256())
    )
    root = x509.load_pem_x509_certificate(office.pki().root)
    encryption = BestAvailableEncryption(PASSPHRASE)
    file = pkcs12.serialize_key_and_certificates(b"x", private, certificate, [root, issuer], encryption)
    return open_pkcs12(file, PASSPHRASE, "agency")


KEYS: dict[str, Callable[[], Key]] = {"PKCS#12 RSA": pkcs12_rsa, "PKCS#12 EC": pkcs12_ec}


@pytest.fixture(params=list(KEYS), scope="module")
def key(request: pytest.FixtureRequest) -> Key:
    return KEYS[request.param]()


def verify(key: Key, signature: bytes, data: bytes) -> None:
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, data, ec.ECDSA(hashes.SHA256()))


def test_its_signature_fits_its_certificate(key: Key) -> None:
    verify(key, key.sign(b"attributes"), b"attributes")


def test_its_signature_fits_no_other_data(key: Key) -> None:
    with pytest.raises(InvalidSignature):
        verify(key, key.sign(b"attributes"), b"Attributes")


def test_its_chain_leads_upwards_without_the_root(key: Key) -> None:
    own, *chain = (x509.load_der_x509_certificate(each) for each in (key.certificate, *key.chain))
    assert [issuer.subject for issuer in chain] == [own.issuer]
    assert all(issuer.subject != issuer.issuer for issuer in chain)


def test_it_shows_its_role_and_no_secret(key: Key) -> None:
    assert key.role in repr(key)
    assert "rivate" not in repr(key)
    assert "passphrase" not in repr(key)

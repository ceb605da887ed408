from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from certcopy.errors import KeyUnusable
from certcopy.signing.pkcs12 import open_pkcs12
from tests.unit.signing import office


def test_a_wrong_passphrase_is_tried_once_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes | None] = []

    def load(data: bytes, passphrase: bytes | None) -> pkcs12.PKCS12KeyAndCertificates:
        tried.append(passphrase)
        return real(data, passphrase)

    real = pkcs12.load_pkcs12
    monkeypatch.setattr(pkcs12, "load_pkcs12", load)
    with pytest.raises(KeyUnusable) as refusal:
        open_pkcs12(office.pki().agency.pkcs12, b"not this one", "agency")
    assert tried == [b"not this one"]
    assert refusal.value.role == "agency"
    assert "not this one" not in str(refusal.value)


@pytest.mark.parametrize("keep", [0, 40, -1], ids=["empty", "cut short", "last byte gone"])
def test_a_broken_file_is_refused(keep: int) -> None:
    file = office.pki().certifier
    with pytest.raises(KeyUnusable):
        open_pkcs12(file.pkcs12[:keep], file.passphrase.encode(), "certifier")


def test_a_file_without_a_key_and_its_certificate_is_refused() -> None:
    certificate = x509.load_der_x509_certificate(office.certifier().certificate)
    another = ec.generate_private_key(ec.SECP256R1())
    for private in (None, another):
        file = pkcs12.serialize_key_and_certificates(b"x", private, None, [certificate], NoEncryption())
        with pytest.raises(KeyUnusable):
            open_pkcs12(file, b"", "certifier")


def test_a_key_of_a_kind_not_signed_with_here_is_refused() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), 1)
        .not_valid_before(office.AT)
        .not_valid_after(office.SEALED_AT)
        .sign(private, None)
    )
    file = pkcs12.serialize_key_and_certificates(b"x", private, certificate, None, NoEncryption())
    with pytest.raises(KeyUnusable):
        open_pkcs12(file, b"", "certifier")

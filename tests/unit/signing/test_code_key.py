from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from certcopy.domain.code_key import KeyStatement
from certcopy.domain.signed_code import facts_of
from certcopy.errors import CertificateExpired, KeyUnusable
from certcopy.signing.signed_code import endorse, new_code_key, open_code_key, sign_code
from tests.unit.document import ward
from tests.unit.signing import office

FACTS = facts_of(ward.certification(ward.office()), ward.office(), bytes(32))


def test_the_agency_vouches_for_as_long_as_its_certificate_is_valid() -> None:
    statement = KeyStatement.parse(endorse(new_code_key(), "H32.1", office.agency(), office.AT).statement)
    certificate = x509.load_der_x509_certificate(office.agency().certificate)
    assert statement.not_before == certificate.not_valid_before_utc
    assert statement.not_after == certificate.not_valid_after_utc
    assert statement.agency_name == office.WARD


def test_an_expired_agency_vouches_for_nothing() -> None:
    with pytest.raises(CertificateExpired):
        endorse(new_code_key(), "H32.1", office.agency(), office.AT + dt.timedelta(days=3_000))


def test_a_key_signs_no_code_from_outside_its_life() -> None:
    key = new_code_key()
    statement = KeyStatement.parse(endorse(key, "H32.1", office.agency(), office.AT).statement)
    later = dataclasses.replace(FACTS, at=statement.not_after + dt.timedelta(seconds=1))
    with pytest.raises(CertificateExpired):
        sign_code(later, key, statement)


def test_a_key_comes_back_from_its_file_and_shows_nothing_of_itself() -> None:
    key = new_code_key()
    assert open_code_key(key.pem()).kid == key.kid
    assert "PRIVATE" not in repr(key)


@pytest.mark.parametrize("private", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)])
def test_only_p256_will_do(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for data in (pem, b"no key", b""):
        with pytest.raises(KeyUnusable):
            open_code_key(data)

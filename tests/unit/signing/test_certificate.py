from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from certcopy.errors import CertificateExpired, CertificateUnfit
from certcopy.signing.certificate import check_certificate, common_name
from certcopy.signing.demo_pki import LIFE
from certcopy.signing.key import Key
from certcopy.signing.pades import Occasion, sign_as_agency
from tests.unit.signing import office

YEARS_LATER = office.AT + LIFE
TOMORROW = office.AT + dt.timedelta(days=1)


def test_a_good_certificate_may_sign() -> None:
    check_certificate(office.certifier(), office.AT, office.pki().root)
    assert common_name(office.certifier().certificate) == office.PERSON


def test_an_expired_agency_certificate_stops_everything_before_the_certifier_signs() -> None:
    late = office.pki(YEARS_LATER)
    certifier = office.CountingKey(office.opened(late.certifier, "certifier"))
    agency = office.CountingKey(office.agency())
    with pytest.raises(CertificateExpired) as refusal:
        office.unsigned().signed(certifier, agency, YEARS_LATER)
    assert (certifier.signatures, agency.signatures) == (0, 0)
    assert refusal.value.role == "agency"
    assert refusal.value.until.startswith("2031-11-22T08:15:42+07:00")


def test_a_single_step_refuses_a_certificate_that_is_not_yet_valid() -> None:
    agency = office.CountingKey(office.agency())
    early = Occasion(office.AT - dt.timedelta(days=1))
    with pytest.raises(CertificateExpired):
        sign_as_agency(io.BytesIO(office.unsigned().pdf), office.unsigned().slots.agency, agency, early)
    assert agency.signatures == 0


def test_a_certificate_of_another_root_is_refused_before_anything_is_signed() -> None:
    certifier = office.CountingKey(office.certifier())
    stranger = office.CountingKey(office.opened(office.pki(TOMORROW).agency, "agency"))
    with pytest.raises(CertificateUnfit) as refusal:
        office.unsigned().signed(certifier, stranger, TOMORROW, anchors=office.pki().root)
    assert refusal.value.role == "agency"
    assert (certifier.signatures, stranger.signatures) == (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class _Wearing:
    """A key that shows the certificate of another."""

    role: str
    certificate: bytes
    chain: tuple[bytes, ...] = ()

    def sign(self, data: bytes) -> bytes:
        raise AssertionError(data)


def test_a_certificate_made_to_issue_others_does_not_sign_copies() -> None:
    authority: Key = _Wearing("certifier", office.pki().certificates[0])
    with pytest.raises(CertificateUnfit):
        check_certificate(authority, office.AT)


def test_a_key_that_is_too_short_does_not_sign() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  (weak on purpose)
    with pytest.raises(CertificateUnfit):
        check_certificate(_Wearing("agency", _own_certificate(private)), office.AT)


def _own_certificate(private: rsa.RSAPrivateKey) -> bytes:
    usage = x509.load_der_x509_certificate(office.agency().certificate).extensions.get_extension_for_class(
        x509.KeyUsage
    )
    name = x509.Name([])
    builder = x509.CertificateBuilder(name, name, private.public_key(), 1).add_extension(usage.value, critical=True)
    valid = builder.not_valid_before(office.AT).not_valid_after(office.SEALED_AT)
    return valid.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)

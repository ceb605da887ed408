"""Make the signed code: a P-256 key that the agency endorses signs small COSE messages (docs/signed-code.md)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import base45
import cbor2
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cwt import COSE, COSEKey

from certcopy.domain.code_key import STATE_DOMAIN, EndorsedKey, KeyStatement, SignedState, StateStatement, key_id
from certcopy.domain.signed_code import PREFIX, CodeFacts
from certcopy.errors import CertificateExpired, KeyUnusable
from certcopy.signing.certificate import check_certificate, common_name
from certcopy.signing.cms import detached_statement
from certcopy.signing.key import Key

ROLE = "code"
ALG, KID, ES256 = 1, 4, -7
"""Header labels and the algorithm of RFC 9052 and RFC 9053."""
COORDINATE_BYTES = 32


@dataclasses.dataclass(frozen=True, slots=True)
class CodeKey:
    """The private key that makes codes."""

    private: ec.EllipticCurvePrivateKey = dataclasses.field(repr=False)

    @property
    def public(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""
        return self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def kid(self) -> bytes:
        return key_id(self.public)

    def pem(self) -> bytes:
        """PKCS #8 without a passphrase: its file is for its owner alone."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def new_code_key() -> CodeKey:
    """A fresh P-256 key."""
    return CodeKey(ec.generate_private_key(ec.SECP256R1()))


def open_code_key(pem: bytes) -> CodeKey:
    """A key from its file.

    Raises:
        KeyUnusable: it is no P-256 key in PKCS #8.
    """
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyUnusable(role=ROLE) from problem
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise KeyUnusable(role=ROLE)
    return CodeKey(private)


def endorse(code_key: CodeKey, agency_code: str, key: Key, at: dt.datetime) -> EndorsedKey:
    """The agency's statement that this key makes its codes for as long as its own certificate is valid.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: the agency's key may not or does not sign.
    """
    check_certificate(key, at)
    certificate = x509.load_der_x509_certificate(key.certificate)
    statement = KeyStatement(
        agency=agency_code,
        agency_name=common_name(key.certificate),
        public_key=code_key.public,
        endorsed_at=at.replace(microsecond=0),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
    return EndorsedKey(statement.text(), detached_statement(key, statement.text().encode()))


def sign_code(facts: CodeFacts, key: CodeKey, endorsement: KeyStatement) -> str:
    """The text of the code: ``CC1:`` and base45 of a COSE_Sign1.

    Raises:
        CertificateExpired: the endorsement does not cover the certification's time.
    """
    if not endorsement.covers(facts.at):
        raise CertificateExpired(role=ROLE, until=endorsement.not_after.isoformat())
    payload = cbor2.dumps(facts.claims(), canonical=True)
    cose = COSE.new().encode(payload, COSEKey.from_pem(key.pem(), alg="ES256"), protected={ALG: ES256, KID: key.kid})
    return PREFIX + str(base45.b45encode(cose), "ascii")


def sign_state(state: StateStatement, key: CodeKey) -> SignedState:
    """The state, signed: ECDSA over SHA-256 as r and s (IEEE P1363), which browsers check themselves."""
    text = state.text()
    r, s = decode_dss_signature(key.private.sign(STATE_DOMAIN + text.encode(), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")
    return SignedState(text, key.kid.hex(), signature)

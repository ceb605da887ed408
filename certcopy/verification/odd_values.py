"""Two mistakes of real signers that leave a signature provable: a key or a value written in a form of its own."""

from __future__ import annotations

from typing import Any

from asn1crypto import core, x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certcopy.verification.leaks import LEAKS


def odd_form(info: Any, signer: x509.Certificate, digest: bytes) -> str | None:
    """The code of ``reasons`` for the odd form in which the signature holds, None where it does not hold.

    A plain ECDSA value is two bare numbers (BSI TR-03111, 5.2.1); a modulus without its leading zero reads as a
    negative number (X.690, 8.3), as on Estonian identity cards of some years. ``digest`` is what is signed where there
    are no signed attributes.
    """
    try:
        algorithm = get_pyca_cryptography_hash(info["digest_algorithm"]["algorithm"].native)
        signed, prehashed = _signed(info, digest)
        if signer.public_key.algorithm == "ec":
            return "PLAIN_ECDSA" if _plain_holds(info, signer, signed, _way(algorithm, prehashed)) else None
        return "KEY_MISENCODED" if _misencoded_holds(info, signer, signed, _way(algorithm, prehashed)) else None
    except LEAKS:
        return None


def _signed(info: Any, digest: bytes) -> tuple[bytes, bool]:
    if info["signed_attrs"] is core.VOID:
        return digest, True
    return info["signed_attrs"].untag().dump(), False


def _way(algorithm: Any, prehashed: bool) -> HashAlgorithm | utils.Prehashed:
    way: HashAlgorithm | utils.Prehashed = utils.Prehashed(algorithm) if prehashed else algorithm
    return way


def is_plain(value: bytes, signer: x509.Certificate) -> bool:
    """Whether the value is no DER, as that of an elliptic curve has to be."""
    return bool(signer.public_key.algorithm == "ec" and value[:1] != b"\x30")


def _plain_holds(info: Any, signer: x509.Certificate, signed: bytes, way: Any) -> bool:
    value = info["signature"].native
    key = pyca.load_der_x509_certificate(signer.dump()).public_key()
    half = len(value) // 2
    if not is_plain(value, signer) or not isinstance(key, ec.EllipticCurvePublicKey) or half != (key.key_size + 7) // 8:
        return False
    numbers = (int.from_bytes(part, "big") for part in (value[:half], value[half:]))
    return _holds(lambda: key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(way)))


def _misencoded_holds(info: Any, signer: x509.Certificate, signed: bytes, way: Any) -> bool:
    parts = signer.public_key["public_key"].parsed
    modulus = parts["modulus"].native
    if modulus >= 0 or info["signature_algorithm"]["algorithm"].native == "rsassa_pss":
        return False
    size = 8 * len(parts["modulus"].contents)
    key = rsa.RSAPublicNumbers(parts["public_exponent"].native, modulus + (1 << size)).public_key()
    return _holds(lambda: key.verify(info["signature"].native, signed, padding.PKCS1v15(), way))


def _holds(check: Any) -> bool:
    try:
        check()
    except InvalidSignature:
        return False
    return True

"""The CMS of one signature: does it hold together, and does it match the bytes it signs? (RFC 5652, RFC 3161)"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from asn1crypto import algos, cms, core, parser, x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, validate_sig_integrity
from pyhanko.sign.validation.utils import DEFAULT_ALGORITHM_USAGE_POLICY, extract_message_digest
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certcopy.verification.leaks import LEAKS
from certcopy.verification.odd_values import is_plain, odd_form
from certcopy.verification.reasons import reason
from certcopy.verification.report import Gravity, Reason

DigestOf = Callable[[str], bytes]
LONGEST_DIGEST = 64
WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})
PROOFS = frozenset(
    {
        "signature_time_stamp_token",
        *(f"1.2.840.113549.1.9.16.2.{number}" for number in (21, 22, 23, 24, 25, 26, 27, 48)),
        *(f"0.4.0.1733.2.{number}" for number in (3, 4, 5)),
    }
)
"""Unsigned attributes that only prove a signature for longer (ETSI EN 319 122-1, 5.5 and A.1)."""
LEAST_BITS = {"rsa": 1_900, "ec": 224}
"""ETSI TS 119 312 never accepted smaller keys; TT 15/2025/TT-BKHCN asks 2048 and 256 bits of new ones."""


@dataclasses.dataclass(frozen=True, slots=True)
class Envelope:
    """A CMS signature that could be read. ``when`` is the claimed time, or a time-stamp's own."""

    signed: Any
    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    is_timestamp: bool
    when: dt.datetime | None
    algorithm: str
    reasons: tuple[Reason, ...]

    @property
    def names_certificate(self) -> bool:
        """Whether what is signed says whose certificate it is (ESS: RFC 2634, RFC 5035)."""
        attributes = extract_signer_info(self.signed)["signed_attrs"]
        kinds = () if attributes is core.VOID else (each["type"].native for each in attributes)
        return any(kind in ("signing_certificate", "signing_certificate_v2") for kind in kinds)

    @property
    def intact(self) -> bool:
        return not any(each.aspect == "integrity" and each.gravity is not Gravity.NOTE for each in self.reasons)


class Unreadable(Exception):
    """The bytes are no CMS signature that names its signer; ``part`` says what is wrong."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def cut(contents: bytes) -> bytes:
    """The CMS at the head of /Contents; nothing but zero bytes may follow it.

    Raises:
        Unreadable: it is not one whole element followed by zeros.
    """
    try:
        length = parser.peek(contents)
    except ValueError as problem:
        raise Unreadable("CMS") from problem
    if contents[length:].strip(b"\0"):
        raise Unreadable("padding")
    return contents[:length]


def open_envelope(der: bytes, digest_of: DigestOf, field: str) -> Envelope:
    """Read the CMS and check it against the digest of what it signs.

    Raises:
        Unreadable: it cannot be read far enough to name its signer.
    """
    try:
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        return _examine(signed, digest_of, field)
    except LEAKS as problem:
        raise Unreadable("CMS") from problem


def _examine(signed: Any, digest_of: DigestOf, field: str) -> Envelope:
    certificates = extract_certificate_info(signed)
    signer, info = certificates.signer_cert, extract_signer_info(signed)
    _insist_on_names(signer)
    is_timestamp = signed["encap_content_info"]["content_type"].native == "tst_info"
    found = [
        *_integrity(signed, info, signer, digest_of, field),
        *_strength(info, signer, field),
        *_loose(info, field),
    ]
    return Envelope(
        signed=signed,
        signer=signer,
        others=tuple(certificates.other_certs),
        is_timestamp=is_timestamp,
        when=stamped_time(signed) if is_timestamp else extract_self_reported_ts(info),
        algorithm=algorithm_words(info, signer),
        reasons=tuple(found),
    )


def _insist_on_names(certificate: x509.Certificate) -> None:
    """asn1crypto reads names only when asked for them: a broken one is to be met here and not by whoever asks first."""
    for name in (certificate.subject, certificate.issuer):
        _ = name.chosen


def stamped_time(token: Any) -> dt.datetime:
    """The time a time-stamp token states."""
    time: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return time


def _integrity(signed: Any, info: Any, signer: x509.Certificate, digest_of: DigestOf, field: str) -> Iterator[Reason]:
    """Digest first: what the reader must hear of a changed file is that it changed."""
    if part := _misformed(info):
        yield reason("FORMAT_FAILURE", field=field, part=part)
        return
    try:
        expected = _signed_digest(signed, info, digest_of)
        if expected is None:
            yield reason("HASH_FAILURE", field=field)
            return
        yield from _signature(signed, info, signer, expected, digest_of, field)
    except SignatureValidationError as problem:
        yield reason("SIG_CONSTRAINTS_FAILURE", field=field, part=problem.ades_subindication.standard_name)
    except LEAKS:
        yield reason("SIG_CONSTRAINTS_FAILURE", field=field, part="CMS")


def _misformed(info: Any) -> str | None:
    """The attribute that must be there once, with one value, and is not (RFC 5652, 11.1 and 11.2)."""
    if info["signed_attrs"] is core.VOID:
        return None
    values = {kind: _values(info["signed_attrs"], kind) for kind in ("content_type", "message_digest")}
    return next((kind for kind, found in values.items() if len(found) != 1), None)


def _values(attributes: Any, kind: str) -> list[Any]:
    return [value for each in attributes if each["type"].native == kind for value in each["values"]]


def _signed_digest(signed: Any, info: Any, digest_of: DigestOf) -> bytes | None:
    """The digest that the signer's attributes must state, or None where the file does not match the content inside."""
    algorithm = info["digest_algorithm"]["algorithm"].native
    content = signed["encap_content_info"]
    kind = content["content_type"].native
    inside = content["content"]
    if kind == "tst_info":
        imprint = inside.parsed["message_imprint"]
        if digest_of(imprint["hash_algorithm"]["algorithm"].native) != imprint["hashed_message"].native:
            return None
        return _digest(bytes(inside), algorithm)
    if inside is core.VOID or _is_empty_by_mistake(info, inside, digest_of):
        outside = digest_of(algorithm)
        return outside if _attributes_state(info, outside) else None
    return _digest(bytes(inside), algorithm)


def _is_empty_by_mistake(info: Any, inside: Any, digest_of: DigestOf) -> bool:
    """Whether an empty content stands where none should, and the attributes state the file's digest all the same."""
    outside = digest_of(info["digest_algorithm"]["algorithm"].native)
    return not bytes(inside) and info["signed_attrs"] is not core.VOID and _attributes_state(info, outside)


def _attributes_state(info: Any, digest: bytes) -> bool:
    return info["signed_attrs"] is core.VOID or extract_message_digest(info) == digest


def _digest(data: bytes, algorithm: str) -> bytes:
    state = hashes.Hash(get_pyca_cryptography_hash(algorithm))
    state.update(data)
    return state.finalize()


def _signature(
    signed: Any, info: Any, signer: x509.Certificate, digest: bytes, digest_of: DigestOf, field: str
) -> Iterator[Reason]:
    kind = signed["encap_content_info"]["content_type"].native
    intact, sound = _held(info, signer, kind, digest)
    odd = None if sound else odd_form(info, signer, digest)
    if odd is not None:
        yield reason(odd, field=field)
    elif not sound and is_plain(info["signature"].native, signer):
        yield reason("SIG_CONSTRAINTS_FAILURE", field=field, part="plain ECDSA")
    elif not sound:
        yield reason("SIG_CRYPTO_FAILURE", field=field)
    elif not intact:
        yield reason("HASH_FAILURE", field=field)
    for part in _departures(signed, info, digest_of):
        yield reason("SIG_CONSTRAINTS_FAILURE", field=field, part=part)
    if _inside(signed) == b"":
        yield reason("EMPTY_CONTENT", field=field)
    if _carries_content(signed):
        yield reason("CONTENT_INSIDE", field=field)


def _held(info: Any, signer: x509.Certificate, kind: str, digest: bytes) -> tuple[bool, bool]:
    """Whether the signed attributes state the digest, and whether the value is the key's.

    Raises:
        SignatureValidationError: what is signed contradicts itself.
        ValueError: the key cannot be read, unless it is but written wrongly.
    """
    try:
        intact, sound = validate_sig_integrity(info, signer, expected_content_type=kind, actual_digest=digest)
    except ValueError:
        if odd_form(info, signer, digest) is None:
            raise
        return True, False
    return intact, sound


def _inside(signed: Any) -> bytes | None:
    """The content that stands inside where none should, None where there is none."""
    content = signed["encap_content_info"]
    if content["content_type"].native != "data" or content["content"] is core.VOID:
        return None
    return bytes(content["content"])


def _carries_content(signed: Any) -> bool:
    return len(_inside(signed) or b"") > LONGEST_DIGEST


def _departures(signed: Any, info: Any, digest_of: DigestOf) -> Iterator[str]:
    """What a sound signature should not have: unsorted attributes, algorithms that disagree, content inside."""
    if not _in_der_order(info):
        yield "DER"
    if not _algorithms_agree(info):
        yield "algorithms"
    inside = _inside(signed)
    if inside and not _repeats(inside, digest_of):
        yield "eContent"


def _repeats(inside: bytes, digest_of: DigestOf) -> bool:
    """Whether it is the digest that ``adbe.pkcs7.sha1`` asks for, or the very bytes of the file that are signed."""
    return inside == digest_of("sha1") or _digest(inside, "sha256") == digest_of("sha256")


def _in_der_order(info: Any) -> bool:
    """Signed attributes are a SET OF: DER sorts them, and the signature is over their DER (RFC 5652, 5.4)."""
    if info["signed_attrs"] is core.VOID:
        return True
    elements = [attribute.dump() for attribute in info["signed_attrs"]]
    return elements == sorted(elements)


def _algorithms_agree(info: Any) -> bool:
    """Whether digest, signature algorithm and mask name the same digest (RFC 8933; RFC 4055, 3.1)."""
    algorithm = info["signature_algorithm"]
    if algorithm["algorithm"].native == "rsassa_pss":
        parameters = algorithm["parameters"]
        mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
        if mask != parameters["hash_algorithm"]["algorithm"].native:
            return False
    plain = algos.DigestAlgorithm({"algorithm": info["digest_algorithm"]["algorithm"].native})
    return bool(DEFAULT_ALGORITHM_USAGE_POLICY.digest_combination_allowed(algorithm, plain, moment=None))


def _loose(info: Any, field: str) -> Iterator[Reason]:
    """What stands beside the signature and nobody signed."""
    if info["unsigned_attrs"] is not core.VOID:
        kinds = {each["type"].native for each in info["unsigned_attrs"]} - PROOFS
        for kind in sorted(kinds):
            yield reason("UNSIGNED_ATTRIBUTE", field=field, part=kind)


def _strength(info: Any, signer: x509.Certificate, field: str) -> Iterator[Reason]:
    kind, bits = signer.public_key.algorithm, _bits(signer)
    weak_key = bits is not None and bits < LEAST_BITS.get(kind, 0)
    if weak_key or info["digest_algorithm"]["algorithm"].native in WEAK_DIGESTS:
        yield reason("CRYPTO_CONSTRAINTS_FAILURE", field=field, algorithm=algorithm_words(info, signer))


def _bits(signer: x509.Certificate) -> int | None:
    """The size of the key, None for kinds that have but one (Ed25519, Ed448)."""
    try:
        bits: int = signer.public_key.bit_size
    except LEAKS:
        return None
    return bits


def algorithm_words(info: Any, signer: x509.Certificate) -> str:
    """Key and digest, such as ``RSA 2048, SHA256``."""
    kind, bits = signer.public_key.algorithm.upper(), _bits(signer)
    digest = info["digest_algorithm"]["algorithm"].native.upper()
    return f"{kind} {bits}, {digest}" if bits else f"{kind}, {digest}"


def tokens(signed: Any) -> tuple[Any, ...]:
    """The time-stamp tokens in the unsigned attributes of the signature (RFC 3161, appendix A)."""
    info = extract_signer_info(signed)
    if info["unsigned_attrs"] is core.VOID:
        return ()
    return tuple(
        value["content"]
        for attribute in info["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
        for value in attribute["values"]
    )


def open_token(token: Any, stamped: Any, field: str) -> Envelope:
    """Check a time-stamp token against the signature value it stamps.

    Raises:
        Unreadable: it cannot be read far enough to name its authority.
    """
    signature = extract_signer_info(stamped)["signature"].native
    try:
        return _examine(token, lambda algorithm: _digest(signature, algorithm), field)
    except LEAKS as problem:
        raise Unreadable("time-stamp") from problem

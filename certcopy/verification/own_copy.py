"""The one form our copies have: no byte of the last signature may be other than it was written.

A signature protects its signed attributes and its value; what stands around them (versions, names of algorithms,
embedded certificates, unsigned attributes, the letters of the hexadecimal string) it leaves open. Our own copies leave
nothing open: the rest is built anew from what is protected and compared byte for byte. (RFC 5652, 5; DER, X.690)
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from asn1crypto import algos, cms, core, x509
from cryptography import x509 as pyca
from pyhanko.sign.general import extract_signer_info

from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD, SOFTWARE
from certcopy.verification.bytes_scan import Pdf, gap_is_lowercase
from certcopy.verification.examination import Examined
from certcopy.verification.leaks import LEAKS
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.permissions import FILLING
from certcopy.verification.reasons import reason
from certcopy.verification.report import Gravity, Reason
from certcopy.verification.structure import Structure

END = b"\n%%EOF\n"
ORDER = ((CERTIFIER_FIELD, FILLING), (AGENCY_FIELD, FILLING))
"""Who signs, in what order, and what may happen after each (DocMDP)."""
GROWTH = frozenset({Change.VALIDATION, Change.METADATA})
"""What an archive may add: proof, and its own name and date in the metadata."""
ATTRIBUTES = frozenset({"content_type", "message_digest", "signing_certificate_v2"})
"""What each of our signatures signs (ETSI EN 319 142-1, 6.3); the time stands in the dictionary."""


def ours(examined: Iterable[Examined]) -> tuple[Examined, ...]:
    """The signatures that our software wrote, by the word that each of them covers, with the time-stamps beside them.

    Another program's signature in one of our fields is judged as anybody's is.
    """
    examined = tuple(examined)
    written = [each for each in examined if _is_written_by_us(each)]
    stamps = [each for each in examined if each.envelope is not None and each.envelope.is_timestamp]
    return (*written, *stamps) if written else ()


def _is_written_by_us(each: Examined) -> bool:
    return each.found.field in (CERTIFIER_FIELD, AGENCY_FIELD) and each.found.software == SOFTWARE


def missing_field(structure: Structure) -> str | None:
    """The field of a certified copy that its signer left empty, or was cut back to being empty; None where none is."""
    signed = {each.field for each in structure.signatures}
    fields = (CERTIFIER_FIELD, AGENCY_FIELD)
    return next((field for field in fields if field in structure.empty), None) if signed & set(fields) else None


def strict_reasons(pdf: Pdf, examined: Iterable[Examined], anchors: Iterable[x509.Certificate]) -> Iterator[Reason]:
    """Everything about the signatures of an own copy that is not as our software writes it."""
    anchors = tuple(anchors)
    if pdf[-len(END) :] != END:
        yield reason("UNEXPLAINED_BYTES", count=len(pdf) - pdf.rfind(END) - len(END))
    for each in examined:
        if part := _oddity(pdf, each, anchors):
            yield reason("NOT_OUR_FORM", field=each.found.field, part=part)


def order_reasons(examined: Iterable[Examined], permissions: Iterable[int | None]) -> Iterator[Reason]:
    """Whether the certifier signs first and certifies, the agency second, and nobody else."""
    signing = [
        (each.found.field, permission)
        for each, permission in zip(examined, permissions, strict=True)
        if each.envelope is not None and not each.envelope.is_timestamp
    ]
    for (field, permission), expected in itertools.zip_longest(signing, ORDER, fillvalue=("", None)):
        if field and field != expected[0]:
            yield reason("NOT_OUR_FORM", field=field, part="order")
        elif field and permission != ORDER[0][1]:
            yield reason("NOT_OUR_FORM", field=field, part="DocMDP")


def growth_reasons(field: str, found: frozenset[Noticed], *, grown: bool) -> Iterator[Reason]:
    """Whether a copy grew by nothing but the agency's signature and what proves both for longer, and by no update that
    does nothing."""
    if grown and not {each.change for each in found} & {Change.VALIDATION, Change.SIGNED}:
        yield reason("NOT_OUR_FORM", field=field, part="update")
    for noticed in found:
        if noticed.change not in GROWTH and noticed != Noticed(Change.SIGNED, AGENCY_FIELD):
            yield reason("NOT_OUR_FORM", field=field, part=noticed.change.value)
            return


def sharpened(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same reasons, of which none leaves a signature's own integrity undecided: ours are right or wrong."""
    return tuple(
        dataclasses.replace(each, gravity=Gravity.INVALID)
        if each.aspect == "integrity" and each.gravity is Gravity.INCONCLUSIVE
        else each
        for each in reasons
    )


def _oddity(pdf: Pdf, each: Examined, anchors: tuple[x509.Certificate, ...]) -> str | None:
    """The part that is odd, or None."""
    if each.envelope is None or each.found.byte_range is None:
        return None
    if not gap_is_lowercase(pdf, each.found.byte_range):
        return "Contents"
    try:
        return _odd_part(each.der, each.envelope.signed, each.envelope.signer, each.envelope.others, anchors)
    except LEAKS:
        return "CMS"


def _odd_part(
    der: bytes,
    signed: Any,
    signer: x509.Certificate,
    others: tuple[x509.Certificate, ...],
    anchors: tuple[x509.Certificate, ...],
) -> str | None:
    if not _chain_holds(signer, others, anchors):
        return "certificates"
    if not _is_stamp(signed) and {each["type"].native for each in _signed_attributes(signed)} != ATTRIBUTES:
        return "attributes"
    return None if _rebuilt(signed, signer) == der else "CMS"


def _is_stamp(signed: Any) -> bool:
    return bool(signed["encap_content_info"]["content_type"].native == "tst_info")


def _signed_attributes(signed: Any) -> Any:
    return extract_signer_info(signed)["signed_attrs"]


def _rebuilt(signed: Any, signer: x509.Certificate) -> bytes:
    """The envelope as it must be, given its signed attributes, its signature value and its certificates: nothing
    unsigned beside them."""
    info = extract_signer_info(signed)
    digest = algos.DigestAlgorithm(
        {"algorithm": info["digest_algorithm"]["algorithm"].native, "parameters": _parameters(info["digest_algorithm"])}
    )
    return bytes(
        cms.ContentInfo(
            {
                "content_type": "signed_data",
                "content": cms.SignedData(
                    {
                        "version": "v3" if _is_stamp(signed) else "v1",
                        "digest_algorithms": [digest],
                        "encap_content_info": _content(signed["encap_content_info"]),
                        "certificates": [x509.Certificate.load(each.chosen.dump()) for each in signed["certificates"]],
                        "signer_infos": [_signer_info(info, signer, digest)],
                    }
                ),
            }
        ).dump()
    )


def _content(found: Any) -> Any:
    """The content as it must be: nothing inside a signature, the stamp inside a time-stamp token."""
    if found["content_type"].native == "data":
        return cms.ContentInfo({"content_type": "data"})
    stamp = core.ParsableOctetString(bytes(found["content"]))
    return cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": stamp})


def _signer_info(info: Any, signer: x509.Certificate, digest: algos.DigestAlgorithm) -> cms.SignerInfo:
    identifier = cms.IssuerAndSerialNumber({"issuer": signer.issuer, "serial_number": signer.serial_number})
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": identifier}),
            "digest_algorithm": digest,
            "signed_attrs": cms.CMSAttributes.load(info["signed_attrs"].untag().dump()),
            "signature_algorithm": _signature_algorithm(info, signer),
            "signature": info["signature"].native,
        }
    )


def _signature_algorithm(info: Any, signer: x509.Certificate) -> algos.SignedDigestAlgorithm:
    """The name that says key and digest together: the bare name of the key would fit other digests as well."""
    digest = info["digest_algorithm"]["algorithm"].native
    if signer.public_key.algorithm == "ec":
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    parameters = _parameters(info["signature_algorithm"])
    return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa", "parameters": parameters})


def _parameters(identifier: Any) -> core.Null | None:
    """NULL where parameters stand, whatever they are: RFC 5754 allows NULL or nothing."""
    return core.Null() if "parameters" in identifier and identifier["parameters"] is not core.VOID else None


def _chain_holds(
    signer: x509.Certificate, others: tuple[x509.Certificate, ...], anchors: tuple[x509.Certificate, ...]
) -> bool:
    """Whether the embedded certificates are exactly the signer's chain, each signed by the next, and the last by a
    configured root where one claims to be its issuer."""
    left, current = list(others), signer
    while left:
        issuer = next((each for each in left if _signed_by(current, each)), None)
        if issuer is None or not _is_canonical(issuer):
            return False
        left.remove(issuer)
        current = issuer
    related = [anchor for anchor in anchors if _claims(current, anchor)]
    return not related or any(current.dump() == anchor.dump() or _signed_by(current, anchor) for anchor in related)


def _is_canonical(certificate: x509.Certificate) -> bool:
    """Whether what its own signature leaves open is as it must be: the outer algorithm and the string's unused bits."""
    rebuilt = x509.Certificate(
        {
            "tbs_certificate": x509.TbsCertificate.load(certificate["tbs_certificate"].dump()),
            "signature_algorithm": certificate["tbs_certificate"]["signature"].copy(),
            "signature_value": core.OctetBitString(certificate["signature_value"].native),
        }
    )
    return bool(rebuilt.dump() == certificate.dump())


def _claims(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    by_key = certificate.authority_key_identifier is not None and (
        certificate.authority_key_identifier == issuer.key_identifier
    )
    return by_key or bool(certificate.issuer == issuer.subject)


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        pyca.load_der_x509_certificate(certificate.dump()).verify_directly_issued_by(
            pyca.load_der_x509_certificate(issuer.dump())
        )
    except LEAKS:
        return False
    return True

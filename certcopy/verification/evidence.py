"""What identifies one signature to other programs: what a report must name so that others can find and check it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

from asn1crypto import core, x509
from pyhanko.sign.general import extract_signer_info

from certcopy.verification.bytes_scan import Pdf, digest
from certcopy.verification.examination import Examined
from certcopy.verification.leaks import LEAKS
from certcopy.verification.report import SignatureEvidence

RANGE_DIGEST = "sha256"


def evidence_of(pdf: Pdf, each: Examined, path: Iterable[x509.Certificate]) -> SignatureEvidence | None:
    """The evidence of a signature whose envelope could be read, with its certificates as far as a path was found."""
    if each.envelope is None or each.found.byte_range is None:
        return None
    try:
        info = extract_signer_info(each.envelope.signed)
        algorithm, attributes_digest = _attributes_digest(info)
        return SignatureEvidence(
            byte_range=each.found.byte_range,
            subfilter=each.found.subfilter.lstrip("/"),
            value=_text(info["signature"].native),
            content_digest=_text(digest(pdf, each.found.byte_range, RANGE_DIGEST)),
            attributes_algorithm=algorithm,
            attributes_digest=attributes_digest,
            certificates=tuple(_text(each.dump()) for each in _chain(each.envelope.signer, path)),
        )
    except LEAKS:
        return None


def _attributes_digest(info: Any) -> tuple[str, str]:
    """The digest of what the key signed (RFC 5652, 5.4), empty where there are no signed attributes."""
    algorithm = info["digest_algorithm"]["algorithm"].native
    attributes = info["signed_attrs"]
    if attributes is core.VOID:
        return algorithm, ""
    return algorithm, _text(hashlib.new(algorithm, attributes.untag().dump()).digest())


def _chain(signer: x509.Certificate, path: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Signer first, root last."""
    return tuple(reversed(tuple(path))) or (signer,)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")

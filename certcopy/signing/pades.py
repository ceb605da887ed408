"""The two signatures of a certified copy, in their order (NĐ 45/2020/NĐ-CP, Điều 10 khoản 3)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import Any

from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject

from certcopy.domain.signature import SOFTWARE, Composition, SignatureSlot
from certcopy.signing.certificate import check_certificate, common_name
from certcopy.signing.cms import detached_signature
from certcopy.signing.key import Key
from certcopy.signing.revision import CERTIFYING, Revision
from certcopy.signing.seal import Seal, seal_copy

CERTIFIER_TOOLTIP = "Chữ ký số của người thực hiện chứng thực / Certifier's signature"
AGENCY_TOOLTIP = "Chữ ký số của cơ quan / Agency's signature"
ROOM = 16_384
"""Hexadecimal digits reserved for a signature: fixed, so that no dry run is needed to learn its size."""


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """When, and where stated why and where, a signature is made."""

    at: dt.datetime
    reason: str = ""
    location: str = ""


def sign_copy(
    composition: Composition,
    certifier: Key,
    agency: Key,
    at: dt.datetime,
    seal: Seal | None = None,
    anchors: bytes = b"",
) -> bytes:
    """The whole act: fields, the certifier's signature, the agency's, then the seal where there is one.

    ``at`` is the claimed time of both signatures; ``anchors`` (PEM) hold the roots that both certificates must
    lead to. Every stage's bytes are a prefix of the next.

    Raises:
        CertificateExpired, CertificateUnfit: of either key, before anything is signed.
        KeyUnusable: a key does not answer.
        TimeStampUnavailable: no token for the seal.
    """
    check_certificate(certifier, at, anchors)
    check_certificate(agency, at, anchors)
    certified = sign_as_certifier(add_fields(composition), composition.certifier, certifier, Occasion(at))
    signed = sign_as_agency(certified, composition.agency, agency, Occasion(at))
    return signed if seal is None else seal_copy(signed, seal)


def add_fields(composition: Composition) -> bytes:
    """The composition with both signature fields, empty: they must stand before the first signature."""
    revision = Revision(composition.pdf)
    for page in {0, composition.certifier.page, composition.agency.page}:
        revision.share_annotations(page)
    for slot, tooltip in ((composition.certifier, CERTIFIER_TOOLTIP), (composition.agency, AGENCY_TOOLTIP)):
        box: Any = slot.rectangle
        revision.add_field(SigFieldSpec(slot.field, slot.page, box, readable_field_name=tooltip))
    revision.register_extension(ESIC_EXTENSION_1)
    return revision.file()


def sign_as_certifier(pdf: bytes, slot: SignatureSlot, key: Key, occasion: Occasion) -> bytes:
    """The first signature: it certifies the document and lets later ones only fill their fields.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    return _sign(pdf, slot, key, occasion, CERTIFYING)


def sign_as_agency(pdf: bytes, slot: SignatureSlot, key: Key, occasion: Occasion) -> bytes:
    """The second signature: an approval in the agency's own field.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    return _sign(pdf, slot, key, occasion, None)


def sign_sheet(pdf: bytes, field: str, key: Key, occasion: Occasion, anchors: bytes = b"") -> bytes:
    """Certify a sheet of the office's own with an unseen signature in a new field.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    check_certificate(key, occasion.at, anchors)
    new = SigFieldSpec(field, readable_field_name=AGENCY_TOOLTIP)
    contents = functools.partial(detached_signature, key)
    return Revision(pdf).fill(field, _value(key, occasion), contents, mdp=CERTIFYING, new=new)


def _sign(pdf: bytes, slot: SignatureSlot, key: Key, occasion: Occasion, mdp: SigMDPSetup | None) -> bytes:
    check_certificate(key, occasion.at)
    contents = functools.partial(detached_signature, key)
    value = _value(key, occasion)
    return Revision(pdf).fill(slot.field, value, contents, appearance=slot.appearance, mdp=mdp)


def _value(key: Key, occasion: Occasion) -> SignatureObject:
    return SignatureObject(
        timestamp=occasion.at,
        subfilter=SigSeedSubFilter.PADES,
        name=common_name(key.certificate),
        location=occasion.location,
        reason=occasion.reason,
        bytes_reserved=ROOM,
        app_build_props=BuildProps(name=SOFTWARE),
    )

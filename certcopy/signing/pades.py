"""The two signatures of a certified copy, in their order (NĐ 45/2020/NĐ-CP, Điều 10 khoản 3)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import Any, BinaryIO

from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject

from certcopy.domain.signature import SOFTWARE, SignatureSlot, Slots
from certcopy.signing.certificate import check_certificate, common_name
from certcopy.signing.cms import detached_signature
from certcopy.signing.key import Key
from certcopy.signing.revision import CERTIFYING, Revision
from certcopy.signing.seal import Seal
from certcopy.signing.sealing import seal_copy

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
    pdf: BinaryIO,
    slots: Slots,
    certifier: Key,
    agency: Key,
    at: dt.datetime,
    seal: Seal | None = None,
    anchors: bytes = b"",
) -> None:
    """The whole act: fields, the certifier's signature, the agency's, then the seal where there is one.

    ``pdf`` is the finished copy, open for reading and writing: every stage appends to it, whole or not at all. ``at``
    is the claimed time of both signatures; ``anchors`` (PEM) hold the roots that both certificates must lead to.

    Raises:
        CertificateExpired, CertificateUnfit: of either key, before anything is signed.
        KeyUnusable: a key does not answer.
        TimeStampUnavailable: no token for the seal.
    """
    check_certificate(certifier, at, anchors)
    check_certificate(agency, at, anchors)
    add_fields(pdf, slots)
    sign_as_certifier(pdf, slots.certifier, certifier, Occasion(at))
    sign_as_agency(pdf, slots.agency, agency, Occasion(at))
    if seal is not None:
        seal_copy(pdf, seal)


def add_fields(pdf: BinaryIO, slots: Slots) -> None:
    """Append both signature fields, empty: they must stand before the first signature."""
    revision = Revision(pdf)
    for page in {0, slots.certifier.page, slots.agency.page}:
        revision.share_annotations(page)
    for slot, tooltip in ((slots.certifier, CERTIFIER_TOOLTIP), (slots.agency, AGENCY_TOOLTIP)):
        box: Any = slot.rectangle
        revision.add_field(SigFieldSpec(slot.field, slot.page, box, readable_field_name=tooltip))
    revision.register_extension(ESIC_EXTENSION_1)
    revision.append()


def sign_as_certifier(pdf: BinaryIO, slot: SignatureSlot, key: Key, occasion: Occasion) -> None:
    """The first signature: it certifies the document and lets later ones only fill their fields.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    _sign(pdf, slot, key, occasion, CERTIFYING)


def sign_as_agency(pdf: BinaryIO, slot: SignatureSlot, key: Key, occasion: Occasion) -> None:
    """The second signature: an approval in the agency's own field.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    _sign(pdf, slot, key, occasion, None)


def sign_sheet(pdf: BinaryIO, field: str, key: Key, occasion: Occasion, anchors: bytes = b"") -> None:
    """Certify a sheet of the office's own with an unseen signature in a new field.

    Raises:
        CertificateExpired, CertificateUnfit, KeyUnusable: as of :func:`sign_copy`.
    """
    check_certificate(key, occasion.at, anchors)
    new = SigFieldSpec(field, readable_field_name=AGENCY_TOOLTIP)
    contents = functools.partial(detached_signature, key)
    Revision(pdf).fill(field, _value(key, occasion), contents, mdp=CERTIFYING, new=new)


def _sign(pdf: BinaryIO, slot: SignatureSlot, key: Key, occasion: Occasion, mdp: SigMDPSetup | None) -> None:
    check_certificate(key, occasion.at)
    contents = functools.partial(detached_signature, key)
    value = _value(key, occasion)
    Revision(pdf).fill(slot.field, value, contents, appearance=slot.appearance, mdp=mdp)


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

"""The seal on a signed copy: validation material, and a time-stamp over the whole file."""

from __future__ import annotations

from typing import BinaryIO

from asn1crypto import crl, ocsp, x509
from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore

from certcopy.signing.revision import Revision
from certcopy.signing.seal import Seal, ValidationMaterial

TIME_STAMP_FIELD = "TimeStamp"
ROOM = 24_576
"""Hexadecimal digits reserved for a token: an authority may send its whole chain along."""


def seal_copy(pdf: BinaryIO, seal: Seal) -> None:
    """Append to the file the document security store, without VRI, and a document time-stamp covering the whole file.

    The one time-stamp is the proof of time of both signatures as well: ETSI EN 319 142-1, 6.3 asks of level
    B-T either a signature time-stamp or a document time-stamp, and an authority may take minutes for each.

    Raises:
        TimeStampUnavailable: the authority did not give a token; nothing was appended.
    """
    revision = Revision(pdf)
    _store(revision, seal.material)
    field = _next_field(revision)
    new = SigFieldSpec(field, readable_field_name="Dấu thời gian / Time-stamp")
    revision.fill(field, DocumentTimestamp(bytes_reserved=ROOM), seal.time_stamps.stamp, new=new)


def _store(revision: Revision, material: ValidationMaterial) -> None:
    DocumentSecurityStore.supply_dss_in_writer(
        revision,
        None,
        certs=[x509.Certificate.load(each) for each in material.certificates],
        crls=[crl.CertificateList.load(each) for each in material.crls],
        ocsps=[ocsp.OCSPResponse.load(each) for each in material.ocsps],
    )


def _next_field(revision: Revision) -> str:
    taken = [name for name, _, _ in enumerate_sig_fields(revision) if name.startswith(TIME_STAMP_FIELD)]
    return f"{TIME_STAMP_FIELD}{len(taken) + 1}"

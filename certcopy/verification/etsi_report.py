"""The report as XML for other validators (ETSI TS 119 102-2 V1.4.1): identifiers, indications, times, certificates."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from pyhanko.generated.etsi import ts_11910202 as vr
from pyhanko.generated.etsi.xades import DigestAlgAndValueType
from pyhanko.generated.w3c.xmldsig_core import DigestMethod, DigestValue, SignatureValue
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDateTime

from certcopy.verification.report import Gravity, Reason, Report, SignatureEvidence, SignatureReport, Verdict, judge

URN = "urn:etsi:019102"
BOUND = "http://uri.etsi.org/19102/v1.2.1#"
"""The namespace of the bindings, whose elements V1.4.1 has kept under its own."""
NAMESPACES = {
    "vr": "http://uri.etsi.org/19102/v1.4.1#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "XAdES": "http://uri.etsi.org/01903/v1.3.2#",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
DIGESTS = {
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "sha224": "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
INDICATIONS = {Verdict.VALID: "passed", Verdict.INVALID: "failed", Verdict.INCONCLUSIVE: "indeterminate"}
FAILED = frozenset({"FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"})
"""The sub-indications of TOTAL-FAILED (ETSI EN 319 102-1, table 6)."""
OPEN = frozenset(
    {
        "SIG_CONSTRAINTS_FAILURE",
        "CHAIN_CONSTRAINTS_FAILURE",
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
        "CRYPTO_CONSTRAINTS_FAILURE",
        "NO_SIGNING_CERTIFICATE_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND",
        "REVOKED_NO_POE",
        "REVOKED_CA_NO_POE",
        "OUT_OF_BOUNDS_NO_POE",
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "NO_POE",
        "TIMESTAMP_ORDER_FAILURE",
        "SIGNED_DATA_NOT_FOUND",
    }
)
"""Those of INDETERMINATE that occur here (the same table)."""


def xml_of(report: Report, checked_at: dt.datetime) -> bytes:
    """The XML document, UTF-8; ``checked_at`` is the aware moment of the check.

    A reason that ETSI has no word for becomes FORMAT_FAILURE where it fails the signature, SIG_CONSTRAINTS_FAILURE
    where it leaves it open; its own code stands beside, as further report data.
    """
    document = vr.ValidationReport(
        signature_validation_report=tuple(_signature(each, report, checked_at) for each in report.signatures),
        signature_validation_objects=_objects(report.signatures),
    )
    config = SerializerConfig(indent="  ")
    xml = XmlSerializer(config=config).render(document, ns_map={**NAMESPACES, "vr": BOUND})
    return xml.replace(BOUND, NAMESPACES["vr"], 1).encode()


def subindication(reason: Reason) -> str:
    """ETSI's word for what this reason does to a verdict."""
    if reason.code in FAILED | OPEN:
        return reason.code
    return "FORMAT_FAILURE" if reason.gravity is Gravity.INVALID else "SIG_CONSTRAINTS_FAILURE"


def _signature(each: SignatureReport, report: Report, checked_at: dt.datetime) -> vr.SignatureValidationReportType:
    reasons = tuple(_reasons(each, report))
    return vr.SignatureValidationReportType(
        signature_identifier=_identifier(each.evidence),
        validation_time_info=_times(each, checked_at),
        signers_document=_document(each.evidence),
        signature_attributes=_attributes(each),
        signer_information=_signer(each),
        signature_validation_process=vr.SignatureValidationProcessType(
            signature_validation_process_id=f"{URN}:validationprocess:LTA"
        ),
        signature_validation_status=_status(each, reasons),
    )


def _reasons(each: SignatureReport, report: Report) -> Iterator[Reason]:
    """Its own, and those of the file as a whole."""
    for reason in report.reasons:
        if reason.facts.get("field", each.field) == each.field and reason.gravity is not Gravity.NOTE:
            yield reason


def _status(each: SignatureReport, reasons: tuple[Reason, ...]) -> vr.ValidationStatusType:
    total = "" if each.kind == "timestamp" else "total-"
    verdict = judge(reasons)
    gravest = [reason for reason in reasons if reason.gravity.value == verdict.value]
    return vr.ValidationStatusType(
        main_indication=f"{URN}:mainindication:{_total(total, verdict)}",
        sub_indication=tuple(dict.fromkeys(f"{URN}:subindication:{subindication(reason)}" for reason in gravest)),
        associated_validation_report_data=_data(each, reasons),
    )


def _total(total: str, verdict: Verdict) -> str:
    return INDICATIONS[verdict] if verdict is Verdict.INCONCLUSIVE else total + INDICATIONS[verdict]


def _data(each: SignatureReport, reasons: tuple[Reason, ...]) -> tuple[vr.ValidationReportDataType, ...]:
    chain = _chain(each.evidence) if each.evidence else None
    said = tuple(vr.TypedDataType(type_value="urn:certcopy:reason", value=reason.code) for reason in reasons)
    if chain is None and not said:
        return ()
    further = vr.AdditionalValidationReportDataType(report_data=said) if said else None
    return (vr.ValidationReportDataType(certificate_chain=chain, additional_validation_report_data=further),)


def _chain(evidence: SignatureEvidence) -> vr.CertificateChainType | None:
    references = [_reference(each) for each in evidence.certificates]
    if len(references) < 2:
        return None
    signer, *between, root = references
    return vr.CertificateChainType(signer, tuple(between), root)


def _identifier(evidence: SignatureEvidence | None) -> vr.SignatureIdentifierType | None:
    if evidence is None:
        return None
    return vr.SignatureIdentifierType(
        digest_alg_and_value=_digest(evidence.attributes_algorithm, evidence.attributes_digest),
        signature_value=SignatureValue(base64.b64decode(evidence.value)),
        hash_only=False,
        doc_hash_only=False,
    )


def _document(evidence: SignatureEvidence | None) -> vr.SignersDocumentType | None:
    digest = _digest("sha256", evidence.content_digest) if evidence else None
    return vr.SignersDocumentType(digest_alg_and_value=digest) if digest else None


def _digest(algorithm: str, value: str) -> DigestAlgAndValueType | None:
    if not value or algorithm not in DIGESTS:
        return None
    return DigestAlgAndValueType(DigestMethod(DIGESTS[algorithm]), DigestValue(base64.b64decode(value)))


def _times(each: SignatureReport, checked_at: dt.datetime) -> vr.ValidationTimeInfoType:
    proven = each.at is not None and each.time_source == "timestamped"
    proof = vr.POEType(
        poetime=XmlDateTime.from_datetime(each.at if each.at and proven else checked_at),
        type_of_proof=f"{URN}:poetype:validation",
    )
    return vr.ValidationTimeInfoType(XmlDateTime.from_datetime(checked_at), proof)


def _attributes(each: SignatureReport) -> vr.SignatureAttributesType:
    claimed = (vr.SASigningTimeType(time=XmlDateTime.from_datetime(each.at)),) if each.at else ()
    if each.evidence is None:
        return vr.SignatureAttributesType(signing_time=claimed)
    return vr.SignatureAttributesType(
        signing_time=claimed,
        sub_filter=(vr.SASubFilterType(sub_filter_element=each.evidence.subfilter),),
        byte_range=(each.evidence.byte_range,),
    )


def _signer(each: SignatureReport) -> vr.SignerInformationType | None:
    if each.evidence is None:
        return None
    return vr.SignerInformationType(_reference(each.evidence.certificates[0]), each.signer)


def _objects(signatures: Iterable[SignatureReport]) -> vr.ValidationObjectListType | None:
    named = {cert: None for each in signatures if each.evidence for cert in each.evidence.certificates}
    if not named:
        return None
    return vr.ValidationObjectListType(tuple(_certificate(each) for each in named))


def _certificate(certificate: str) -> vr.ValidationObjectType:
    return vr.ValidationObjectType(
        object_type=f"{URN}:validationObject:certificate",
        validation_object_representation=vr.ValidationObjectRepresentationType(base64=base64.b64decode(certificate)),
        id=_name(certificate),
    )


def _reference(certificate: str) -> vr.VOReferenceType:
    return vr.VOReferenceType(voreference=(_name(certificate),))


def _name(certificate: str) -> str:
    return f"C-{hashlib.sha256(base64.b64decode(certificate)).hexdigest()}"

"""The report as other validators read it (ETSI TS 119 102-2)."""

from __future__ import annotations

import base64
import hashlib
from xml.etree.ElementTree import Element

import pytest
from asn1crypto import x509
from defusedxml.ElementTree import fromstring

from certcopy.verification.etsi_report import FAILED, NAMESPACES, OPEN, subindication, xml_of
from certcopy.verification.reasons import SENTENCES
from certcopy.verification.report import Gravity, Reason
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import LATER, Ward

REPORT = "vr:SignatureValidationReport"
STATUS = "vr:SignatureValidationStatus"


def read(pdf: bytes, anchors: tuple[bytes, ...]) -> Element:
    document: Element = fromstring(xml_of(verify(pdf, anchors, LATER), LATER))
    return document


def texts(document: Element, path: str) -> list[str]:
    return [(each.text or "").rpartition(":")[2] for each in document.findall(path, NAMESPACES)]


def test_a_sealed_copy_passes_with_its_certificates_beside_it(ward: Ward) -> None:
    document = read(ward.sealed, ward.anchors)
    assert texts(document, f"{REPORT}/{STATUS}/vr:MainIndication") == ["total-passed", "total-passed", "passed"]
    assert texts(document, f"{REPORT}//vr:SubIndication") == []
    roots = document.findall(f"{REPORT}//vr:CertificateChain/vr:TrustAnchor", NAMESPACES)
    named = {each.get("id"): each for each in document.findall(".//vr:ValidationObject", NAMESPACES)}
    for root in roots:
        stored = named[root.get("VOReference")].findtext(".//vr:base64", "", NAMESPACES)
        assert base64.b64decode(stored) == ward.anchors[0]


def test_the_digest_of_what_was_signed_can_be_computed_again(ward: Ward) -> None:
    report = read(ward.sealed, ward.anchors).findall(REPORT, NAMESPACES)[0]
    start, length, again, rest = map(int, report.findtext(".//vr:ByteRange", "", NAMESPACES).split())
    signed = ward.sealed[start : start + length] + ward.sealed[again : again + rest]
    stated = report.findtext("vr:SignersDocument//ds:DigestValue", "", NAMESPACES)
    assert base64.b64decode(stated) == hashlib.sha256(signed).digest()


def test_without_a_known_root_the_path_is_what_is_missing(ward: Ward) -> None:
    document = read(ward.sealed, ())
    assert set(texts(document, f"{REPORT}/{STATUS}/vr:MainIndication")) <= {"indeterminate", "passed"}
    assert "NO_CERTIFICATE_CHAIN_FOUND" in texts(document, f"{REPORT}//vr:SubIndication")


def test_a_changed_copy_fails_by_its_hash(ward: Ward) -> None:
    changed = bytearray(ward.sealed)
    changed[len(changed) // 10] ^= 1
    document = read(bytes(changed), ward.anchors)
    assert texts(document, f"{REPORT}/{STATUS}/vr:MainIndication")[0] == "total-failed"
    assert "HASH_FAILURE" in texts(document, f"{REPORT}//vr:SubIndication")


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_has_a_word_of_etsi_that_fits_its_gravity(code: str) -> None:
    sentence = SENTENCES[code]
    word = subindication(Reason(code, sentence.gravity, sentence.aspect, {}))
    assert word in (FAILED | OPEN)
    if code not in FAILED | OPEN:
        assert word in (FAILED if sentence.gravity is Gravity.INVALID else OPEN)


def test_a_name_in_the_report_is_that_of_the_certificate_in_it(ward: Ward) -> None:
    evidence = verify(ward.sealed, ward.anchors, LATER).signatures[0].evidence
    assert evidence is not None
    signer = x509.Certificate.load(base64.b64decode(evidence.certificates[0]))
    assert signer.subject.native["common_name"] == "Người Ký Mẫu"

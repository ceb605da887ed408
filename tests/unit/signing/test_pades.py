from __future__ import annotations

import contextlib
import io
import itertools
import pathlib
import re
from collections.abc import Callable
from typing import BinaryIO

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD, SignatureSlot
from certcopy.errors import TimeStampUnavailable
from certcopy.signing.pades import Occasion, add_fields, sign_as_agency, sign_as_certifier, sign_copy
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.sealing import seal_copy
from tests.copies import appended
from tests.unit.signing import office

CERTIFIER, AGENCY = office.unsigned().slots.certifier, office.unsigned().slots.agency
PRINTED = 4


@pytest.fixture(scope="module")
def stages() -> list[bytes]:
    """The unsigned copy and what each step made of it."""
    occasion = Occasion(office.AT)
    steps: list[Callable[[BinaryIO], None]] = [
        lambda file: add_fields(file, office.unsigned().slots),
        lambda file: sign_as_certifier(file, CERTIFIER, office.certifier(), occasion),
        lambda file: sign_as_agency(file, AGENCY, office.agency(), occasion),
        lambda file: seal_copy(file, office.seal()),
    ]
    return list(itertools.accumulate(steps, appended, initial=office.unsigned().pdf))


def certified(occasion: Occasion) -> bytes:
    def step(file: BinaryIO) -> None:
        add_fields(file, office.unsigned().slots)
        sign_as_certifier(file, CERTIFIER, office.certifier(), occasion)

    return appended(office.unsigned().pdf, step)


def signatures(pdf: bytes) -> list[EmbeddedPdfSignature]:
    return list(PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures)


def printed(pdf: bytes, slot: SignatureSlot) -> str:
    """The text that stands in the slot, read off the flattened page."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        document.init_forms()
        document[slot.page].flatten()
        words = document[slot.page].get_textpage().get_text_bounded(*slot.rectangle)
        return str(words).strip()


def embedded_names(signed_data: cms.SignedData) -> set[str]:
    certificates: list[x509.Certificate] = [each.chosen for each in signed_data["certificates"]]
    return {each.subject.native["common_name"] for each in certificates}


def test_each_step_only_appends(stages: list[bytes]) -> None:
    for before, after in itertools.pairwise(stages):
        assert after.startswith(before)
        assert len(after) > len(before)
        assert after.endswith(b"%%EOF\n")


def test_the_certifier_signs_first_then_the_agency_then_the_time_stamp(stages: list[bytes]) -> None:
    assert [each.field_name for each in signatures(stages[-1])] == [CERTIFIER_FIELD, AGENCY_FIELD, "TimeStamp1"]
    certifier, agency, stamp = (each.sig_object for each in signatures(stages[-1]))
    assert certifier["/SubFilter"] == agency["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (stamp["/Type"], stamp["/SubFilter"]) == ("/DocTimeStamp", "/ETSI.RFC3161")


def test_only_the_certifier_certifies_and_allows_nothing_but_filling_fields(stages: list[bytes]) -> None:
    certifier, agency, _ = signatures(stages[-1])
    (reference,) = certifier.sig_object["/Reference"]
    assert (reference["/TransformMethod"], reference["/TransformParams"]["/P"]) == ("/DocMDP", 2)
    assert "/Reference" not in agency.sig_object
    permissions = certifier.reader.root["/Perms"]
    assert permissions.raw_get("/DocMDP").reference == certifier.sig_object.container_ref


def test_the_claimed_and_the_printed_time_are_the_time_given(stages: list[bytes]) -> None:
    for signature in signatures(stages[-1])[:2]:
        assert signature.sig_object["/M"] == "D:20261123091542+07'00'"
        assert "signing_time" not in {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
    assert printed(stages[-1], CERTIFIER) == printed(stages[-1], AGENCY) == office.AT.isoformat()


def test_a_widget_shows_exactly_the_page_given_and_prints(stages: list[bytes]) -> None:
    with pikepdf.open(io.BytesIO(stages[-1])) as pdf:
        widgets = {str(widget.T): widget for page in pdf.pages for widget in page.Annots}
        for slot in (CERTIFIER, AGENCY):
            widget, (left, bottom, right, top) = widgets[slot.field], slot.rectangle
            assert [float(number) for number in widget.Rect] == [left, bottom, right, top]
            assert [float(number) for number in widget.AP.N.BBox] == [0, 0, right - left, top - bottom]
            assert widget.AP.N.read_bytes() == b"BT /F1 9 Tf 4 6 Td (%s) Tj ET" % office.AT.isoformat().encode()
            assert int(widget.F) & PRINTED


def test_an_empty_field_has_no_appearance_that_signing_would_replace(stages: list[bytes]) -> None:
    with pikepdf.open(io.BytesIO(stages[2])) as pdf:
        widgets = {str(widget.T): widget for page in pdf.pages for widget in page.Annots}
        assert ["/AP" in widgets[slot.field] for slot in (CERTIFIER, AGENCY)] == [True, False]


def test_information_metadata_and_pages_stay_untouched_after_the_fields_stand(stages: list[bytes]) -> None:
    reader = PdfFileReader(io.BytesIO(stages[-1]), strict=True)
    pages = {reader.find_page_for_modification(number)[0].reference for number in (0, 1)}
    kept = {reader.trailer.raw_get("/Info").reference, reader.root.raw_get("/Metadata").reference}
    touched = [reader.xrefs.explicit_refs_in_revision(each) for each in range(1, reader.xrefs.total_revisions)]
    assert not any(kept & revision for revision in touched)
    assert not any(pages & revision for revision in touched[1:])
    assert reader.trailer["/Info"]["/Producer"] == "A scanner"


def test_contents_are_lowercase_hexadecimal_padded_with_zeros(stages: list[bytes]) -> None:
    values = re.findall(rb"/Contents <([^>]*)>", stages[-1])
    assert [len(value) for value in values] == [16_384, 16_384, 24_576]
    assert all(re.fullmatch(rb"[0-9a-f]+0{64}", value) for value in values)


def test_only_the_needed_certificates_are_embedded(stages: list[bytes]) -> None:
    issuer = "TEST SIGNING CA - CHỨNG THƯ THỬ NGHIỆM"
    certifier, agency, stamp = (embedded_names(each.signed_data) for each in signatures(stages[-1]))
    assert certifier == {office.PERSON, issuer}
    assert agency == {office.WARD, issuer}
    assert stamp == {"TEST TSA - DẤU THỜI GIAN THỬ NGHIỆM"}


def test_the_security_store_has_no_vri_and_stands_before_the_last_time_stamp(stages: list[bytes]) -> None:
    stamp = signatures(stages[-1])[-1]
    store = stamp.reader.root["/DSS"]
    assert set(store) == {"/Certs", "/CRLs"}
    assert [each.get_object().data for each in store["/CRLs"]] == list(office.pki().crls)
    start, first, resumed, rest = stamp.sig_object["/ByteRange"]
    assert (start, resumed + rest) == (0, len(stages[-1]))
    assert stages[-1].index(office.pki().crls[0]) < first


def test_a_seal_can_be_renewed(stages: list[bytes]) -> None:
    renewed = appended(stages[-1], lambda file: seal_copy(file, office.seal()))
    assert renewed.startswith(stages[-1])
    assert [each.field_name for each in signatures(renewed)][2:] == ["TimeStamp1", "TimeStamp2"]


def test_name_is_the_signers_and_place_and_reason_stand_only_where_given() -> None:
    bare = certified(Occasion(office.AT))
    told = certified(Occasion(office.AT, "Chứng thực bản sao", "Phường Thí Dụ"))
    assert signatures(bare)[0].sig_object["/Name"] == office.PERSON
    assert not {"/Reason", "/Location", "/ContactInfo"} & set(signatures(bare)[0].sig_object)
    assert signatures(told)[0].sig_object["/Reason"] == "Chứng thực bản sao"
    assert signatures(told)[0].sig_object["/Location"] == "Phường Thí Dụ"


def test_each_key_signs_once() -> None:
    certifier, agency = office.CountingKey(office.certifier()), office.CountingKey(office.agency())
    office.unsigned().signed(certifier, agency, office.AT)
    assert (certifier.signatures, agency.signatures) == (1, 1)


class _Silent:
    def stamp(self, digest: bytes) -> bytes:
        raise TimeStampUnavailable(source=f"nowhere, for {len(digest)} bytes")


def test_a_silent_time_stamp_source_is_reported_and_the_file_is_as_it_was() -> None:
    file = io.BytesIO(office.sealed())
    with pytest.raises(TimeStampUnavailable):
        seal_copy(file, Seal(ValidationMaterial(), _Silent()))
    assert file.getvalue() == office.sealed()


def test_a_file_on_the_disk_is_signed_in_place_as_one_in_memory(tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(office.unsigned().pdf)
    with copy.open("r+b") as file:
        sign_copy(file, office.unsigned().slots, office.certifier(), office.agency(), office.AT, office.seal())
    signed = copy.read_bytes()
    assert signed.startswith(office.unsigned().pdf)
    for each in signatures(signed)[:2]:
        assert (
            each.compute_digest()
            == find_unique_cms_attribute(each.signer_info["signed_attrs"], "message_digest").native
        )

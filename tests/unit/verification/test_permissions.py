"""What a signature lets happen after it, and whose signatures a certified copy may carry."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any, BinaryIO

import pikepdf
import pytest
from asn1crypto import cms, core
from pyhanko.pdf_utils.generic import NumberObject, TextStringObject
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certcopy.domain.signature import AGENCY_FIELD
from certcopy.signing.cms import detached_signature
from certcopy.signing.key import Key
from certcopy.signing.pades import Occasion, add_fields, sign_as_certifier
from certcopy.signing.revision import Revision
from certcopy.verification.report import Gravity, Report, Verdict
from certcopy.verification.verdict import verify
from tests.copies import appended
from tests.unit.verification.test_trust import Authority
from tests.unit.verification.update_attacks import annotate, name, updated
from tests.unit.verification.ward import AT, LATER, Ward


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def key(authority: Authority) -> Key:
    return authority.key("Người Ký Mẫu")


def _form(text: str = "TEST") -> bytes:
    """A page with one text field."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        picture = pdf.make_stream(b"0.9 g 0 0 100 20 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        picture.BBox = [0, 0, 100, 20]
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, Rect=[50, 50, 150, 70], F=4
        )
        field.T, field.V, field.AP = "amount", text, pikepdf.Dictionary(N=picture)
        place = pdf.make_indirect(field)
        page.Annots = pdf.make_indirect(pikepdf.Array([place]))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pdf.make_indirect(pikepdf.Array([place]))))
        pdf.save(out)
    return out.getvalue()


def _signed(pdf: bytes, key: Key, field: str = "Signature1", permission: MDPPerm | None = None, **lock: Any) -> bytes:
    setup = SigMDPSetup(md_algorithm="sha256", certify=permission is not None, docmdp_perms=permission, **lock)
    value = SignatureObject(timestamp=AT, subfilter=SigSeedSubFilter.PADES, bytes_reserved=16_384)
    contents = functools.partial(detached_signature, key)
    needs_setup = permission is not None or lock
    new = SigFieldSpec(field, 0, (200, 200, 250, 250))
    mdp = setup if needs_setup else None
    return appended(pdf, lambda file: Revision(file).fill(field, value, contents, mdp=mdp, new=new))


def _filled(pdf: bytes) -> bytes:
    def fill(writer: Any) -> None:
        field = next(each for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == "amount")
        field.get_object()[name("V")] = TextStringObject("9000000")
        writer.update_container(field.get_object())

    return updated(pdf, fill)


def _marked(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: annotate(writer, Subtype=name("Square"), CA=NumberObject(1)))


def _codes(report: Report, gravity: Gravity | None = None) -> set[str]:
    return {why.code for why in report.reasons if gravity in (None, why.gravity)}


ALLOWED: list[tuple[MDPPerm | None, Callable[[bytes], bytes], Verdict, str]] = [
    (None, _filled, Verdict.INCONCLUSIVE, "FORM_FILLED"),
    (None, _marked, Verdict.INCONCLUSIVE, "ANNOTATED"),
    (MDPPerm.NO_CHANGES, _filled, Verdict.INVALID, "DOCMDP_VIOLATED"),
    (MDPPerm.NO_CHANGES, _marked, Verdict.INVALID, "DOCMDP_VIOLATED"),
    (MDPPerm.FILL_FORMS, _filled, Verdict.VALID, "FORM_FILLED"),
    (MDPPerm.FILL_FORMS, _marked, Verdict.INVALID, "DOCMDP_VIOLATED"),
    (MDPPerm.ANNOTATE, _filled, Verdict.VALID, "FORM_FILLED"),
    (MDPPerm.ANNOTATE, _marked, Verdict.INCONCLUSIVE, "ANNOTATED"),
]


@pytest.mark.parametrize(("permission", "change", "verdict", "code"), ALLOWED)
def test_a_change_is_judged_by_what_the_signature_lets_happen(
    authority: Authority,
    key: Key,
    permission: MDPPerm | None,
    change: Callable[[bytes], bytes],
    verdict: Verdict,
    code: str,
) -> None:
    report = verify(change(_signed(_form(), key, permission=permission)), authority.anchors, LATER)
    assert report.verdict is verdict
    assert code in _codes(report)


def test_a_locked_field_may_not_be_filled_in(authority: Authority, key: Key) -> None:
    lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["amount"])
    pdf = _signed(_form(), key, permission=MDPPerm.FILL_FORMS, field_lock=lock)
    assert "FIELD_LOCKED" in _codes(verify(_filled(pdf), authority.anchors, LATER), Gravity.INVALID)
    assert verify(pdf, authority.anchors, LATER).verdict is Verdict.VALID


def test_no_second_signature_where_nothing_may_change(authority: Authority, key: Key) -> None:
    pdf = _signed(_signed(_form(), key, permission=MDPPerm.NO_CHANGES), key, field="Signature2")
    assert "DOCMDP_VIOLATED" in _codes(verify(pdf, authority.anchors, LATER), Gravity.INVALID)


def test_a_second_approval_is_no_change_and_one_over_the_text_is_disclosed(authority: Authority, key: Key) -> None:
    pdf = _signed(_signed(_form(), key), key, field="Signature2")
    report = verify(pdf, authority.anchors, LATER)
    assert report.verdict is Verdict.VALID
    assert "ANNOTATIONS_OVERLAP" in _codes(report)


def test_nobody_else_signs_a_certified_copy(ward: Ward, authority: Authority, key: Key) -> None:
    report = verify(_signed(ward.sealed, key, field="Signature3"), (*ward.anchors, *authority.anchors), LATER)
    assert ("NOT_OUR_FORM", "order") in {(why.code, why.facts.get("part")) for why in report.reasons}
    assert report.verdict is Verdict.INVALID


def test_another_program_may_sign_in_the_field_of_the_agency(ward: Ward, authority: Authority, key: Key) -> None:
    """Its way of writing a signature is its own; that does not make the copy forged."""
    value = SignatureObject(timestamp=AT, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, bytes_reserved=20_000)
    agency = authority.key("UBND phường Mẫu")

    def sign(file: BinaryIO) -> None:
        add_fields(file, ward.unsigned.slots)
        sign_as_certifier(file, ward.unsigned.slots.certifier, key, Occasion(AT))
        Revision(file).fill(AGENCY_FIELD, value, functools.partial(detached_signature, agency))

    pdf = appended(ward.unsigned.pdf, sign)
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    shouted = pdf[:start] + pdf[start : start + 20_000].upper() + pdf[start + 20_000 :]
    assert verify(shouted, authority.anchors, LATER).verdict is Verdict.VALID


def test_an_empty_content_beside_a_right_digest_is_told_from_an_altered_file(authority: Authority, key: Key) -> None:
    def with_empty_content(digest: bytes) -> bytes:
        signed = cms.ContentInfo.load(detached_signature(key, digest))
        signed["content"]["encap_content_info"] = {"content_type": "data", "content": core.OctetString(b"")}
        return bytes(signed.dump())

    value = SignatureObject(timestamp=AT, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, bytes_reserved=16_384)
    new = SigFieldSpec("Signature1", 0, (200, 200, 250, 250))
    pdf = appended(_form(), lambda file: Revision(file).fill("Signature1", value, with_empty_content, new=new))
    report = verify(pdf, authority.anchors, LATER)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "EMPTY_CONTENT" in {why.code for why in report.reasons}
    assert "OLDER_FORM" in {why.code for why in report.reasons}

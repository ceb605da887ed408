"""What was signed can be listed and shown, revision by revision."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from certcopy.errors import UnreadablePdf
from certcopy.verification.signed_view import signed_pages
from certcopy.verification.verdict import verify
from tests.unit.verification import attacks
from tests.unit.verification.ward import LATER, Ward


def test_the_history_names_what_covers_each_revision(ward: Ward) -> None:
    history = verify(ward.sealed, ward.anchors, LATER).history
    assert [each.fields for each in history if each.fields] == [
        ("CertifierSignature",),
        ("AgencySignature",),
        ("TimeStamp1",),
    ]
    assert [each.number for each in history] == list(range(1, len(history) + 1))
    assert history[-1].end == len(ward.sealed)


def test_a_repainted_page_is_shown_as_it_was_signed(ward: Ward) -> None:
    forged = attacks.repainted_page(ward.contract)
    signed_pages(forged, len(forged))  # pdfium draws a font that it replaces otherwise the first time
    signed = next(each for each in verify(forged, ward.anchors, LATER).history if each.fields)
    before, after = (_open(signed_pages(forged, end)[0]) for end in (signed.end, len(forged)))
    assert ImageChops.difference(before, after).getbbox() is not None
    assert ImageChops.difference(before, _open(signed_pages(ward.contract, len(ward.contract))[0])).getbbox() is None


def test_pages_are_shown_in_portions(ward: Ward) -> None:
    whole = signed_pages(ward.contract, len(ward.contract))
    assert signed_pages(ward.contract, len(ward.contract), first=1, count=1) == whole[1:]


def test_where_nothing_can_be_drawn_there_is_no_picture(ward: Ward) -> None:
    with pytest.raises(UnreadablePdf):
        signed_pages(ward.contract, 7)


def _open(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")

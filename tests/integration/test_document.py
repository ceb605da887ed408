"""A copy composed as the service does it, before readers of other hands."""

from __future__ import annotations

import dataclasses
import io
import pathlib

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat
from pyhanko.pdf_utils.reader import PdfFileReader

from certcopy.confine import run
from certcopy.document.readback import compose_in_folder
from certcopy.document.tasks import COPY
from certcopy.domain.certification import copy_url
from certcopy.domain.office import Layout, Office
from certcopy.domain.page import Page, PageText
from certcopy.domain.signature import Slots
from certcopy.ocr.compression import composite, compressed
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.storage.objects import digest_of
from fixtures import SCANS
from tests.copies import Unsigned, composed
from tests.unit.document import ward
from tests.unit.document.ward import copy_of, office, page


def codes_on(pdf: bytes, number: int) -> list[tuple[str, str]]:
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[number].render(scale=300 / 72).to_pil().convert("L")
    return [(found.text, found.ec_level) for found in zxingcpp.read_barcodes(shown)]


@pytest.mark.parametrize(
    "of",
    [
        office(),
        office(layout=Layout(statement="page")),
        office(verify_url="https://" + "xac-minh." * 16 + "example"),
    ],
    ids=["band", "page", "long address"],
)
def test_the_codes_are_the_signed_one_and_the_address_of_the_page_about_the_copy(of: Office) -> None:
    copy = copy_of(page("chữ"), of=of)
    assert codes_on(copy.pdf, copy.slots.certifier.page) == [
        (ward.SIGNED_CODE, "Q"),
        (copy_url(of.verify_url, ward.CODE), "M"),
    ]


def test_a_child_process_composes_the_same_copy_from_images_in_a_folder(tmp_path: pathlib.Path) -> None:
    pages, of = (page("một"), page("hai")), office()
    named = [dataclasses.replace(each.image, jpeg=b"", digest=digest_of(each.image.jpeg)) for each in pages]
    for each, image in zip(pages, named, strict=True):
        (tmp_path / image.digest).write_bytes(each.image.jpeg)
    leaves = tuple(dataclasses.replace(each, image=image) for each, image in zip(pages, named, strict=True))
    arguments = ward.certification(of, 2), of, ward.AT, ward.SIGNED_CODE
    slots: Slots = run(compose_in_folder, str(tmp_path), leaves, *arguments, returns=Slots)
    assert Unsigned((tmp_path / COPY).read_bytes(), slots) == composed(pages, *arguments)


def test_a_strict_reader_finds_the_pages_and_no_signature_yet() -> None:
    reader = PdfFileReader(io.BytesIO(copy_of(page("một"), page("hai")).pdf), strict=True)
    assert reader.root["/Pages"]["/Count"] == 2
    assert list(reader.embedded_signatures) == []


def test_a_page_of_two_layers_looks_in_the_copy_as_the_clerk_saw_it() -> None:
    scan = take_in([ScanFile("giay.jpg", (SCANS / "land_certificate-seal.jpg").read_bytes())])[0]
    image = compressed(scan, "compact")
    copy = copy_of(Page(image, PageText(())), of=office(layout=Layout(statement="page", head_height=0.0)))
    with pypdfium2.PdfDocument(copy.pdf) as document:
        shown = document[0].render(scale=image.dpi / 72).to_pil()
    compared = Image.open(io.BytesIO(composite(image)))
    seen = shown.crop((0, shown.height - compared.height, compared.width, shown.height))
    assert ImageStat.Stat(ImageChops.difference(seen, compared)).mean == pytest.approx([0, 0, 0], abs=4)

"""The pages that readers are compared on: every scan of ``fixtures/``, and harder ones drawn afresh."""

from __future__ import annotations

import dataclasses
import itertools
import pathlib

import pikepdf
from pikepdf import Dictionary, Name, Stream

from certcopy.domain.page import POINTS_PER_INCH, PageImage
from certcopy.ocr.intake import ScanFile, take_in
from fixtures import originals
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.files import jpeg
from fixtures.generator.ink import inked
from fixtures.generator.layouts import LAYOUTS
from fixtures.generator.layouts.annex import annex
from fixtures.generator.recipes import SOFT

OFFICE = Damage("seal", dpi=200, noise=5, blur=0.9, shade=30, tint=(243, 238, 226), reach="over", quality=45)
"""A sheet as an office scans it: 200 dpi, strong compression, uneven light, the seal across the print."""
TILTS = (-0.9, 0.4, 0.0, 0.7, -0.3)


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """One page: what group it belongs to, its image, and its exact text."""

    group: str
    image: PageImage
    truth: str


def samples() -> list[Sample]:
    """All pages, in a fixed order."""
    return [*_of_fixtures(), *_of_office(), *_of_tables()]


def bundle(pages: list[Sample], path: pathlib.Path) -> None:
    """The same pages as a PDF of images, as scanners make it."""
    with pikepdf.new() as pdf:
        for page in pages:
            add_page(pdf, page.image)
        pdf.save(path)


def _of_fixtures() -> list[Sample]:
    found = []
    for original in originals():
        for scans in original.scans:
            images = take_in([ScanFile(path.name, path.read_bytes()) for path in scans.files])
            found += [Sample(scans.group, *pair) for pair in zip(images, original.pages, strict=True)]
    return found


def _of_office() -> list[Sample]:
    found = []
    for number, draw in enumerate(LAYOUTS):
        made, damage = draw(), dataclasses.replace(OFFICE, skew=TILTS[number % len(TILTS)])
        picture = scanned(inked(made.sheets[0], damage.reach), damage, f"bench-{made.id}")
        (image,) = take_in([ScanFile("scan.jpg", jpeg(picture, damage))])
        found.append(Sample("office", image, made.sheets[0].text))
    return found


def _of_tables() -> list[Sample]:
    """Lists in ruled tables, upright and landscape, as they are and as an office scans them."""
    found = []
    for number, (damage, landscape) in enumerate(itertools.product((SOFT, OFFICE), (False, True))):
        sheet = annex(10 + landscape, landscape=landscape)
        tilted = dataclasses.replace(damage, skew=TILTS[number] if damage is OFFICE else 0.0)
        picture = scanned(sheet.image, tilted, f"bench-annex-{number}")
        (image,) = take_in([ScanFile("scan.jpg", jpeg(picture, tilted))])
        found.append(Sample("table", image, sheet.text))
    return found


def add_page(pdf: pikepdf.Pdf, image: PageImage) -> None:
    """One more page of a PDF of images."""
    width, height = (side * POINTS_PER_INCH / image.dpi for side in (image.width, image.height))
    sheet = pdf.add_blank_page(page_size=(width, height))
    sheet.obj.Rotate = image.turn
    space = Name.DeviceGray if image.grey else Name.DeviceRGB
    stored = Stream(
        pdf, image.jpeg, Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height,
        ColorSpace=space, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    sheet.Resources = Dictionary(XObject=Dictionary(Im0=stored))
    sheet.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode())

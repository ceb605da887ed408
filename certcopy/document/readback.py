"""Read our own codes back, as a scanner would: what cannot be read again is never signed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib

import pypdfium2 as pdfium
import zxingcpp

from certcopy.document.copy import JpegOf, carried, compose
from certcopy.domain.certification import Certification, copy_url
from certcopy.domain.office import Office
from certcopy.domain.page import POINTS_PER_INCH, Page
from certcopy.domain.signature import Composition
from certcopy.errors import CodeUnreadable

COPY = "copy.pdf"
PRINT_DPI = 300
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def compose_in_folder(
    folder: str, pages: tuple[Page, ...], certification: Certification, office: Office, at: dt.datetime, code: str
) -> Composition:
    """``compose_readable`` by way of a folder, for a child: each page image is a file of its digest's name, and the PDF
    is left there as ``COPY`` instead of being carried.

    Raises:
        CodeUnreadable, NoPages, BadProfile: as ``compose_readable`` says.
    """
    room = pathlib.Path(folder)
    arguments = pages, certification, office, at, code
    composition = compose_readable(*arguments, lambda image: (room / image.digest).read_bytes())
    (room / COPY).write_bytes(composition.pdf)
    return dataclasses.replace(composition, pdf=b"")


def compose_readable(
    pages: tuple[Page, ...],
    certification: Certification,
    office: Office,
    at: dt.datetime,
    code: str,
    jpeg_of: JpegOf = carried,
) -> Composition:
    """``compose``, then both codes decoded from the page drawn at 300 dpi.

    Raises:
        CodeUnreadable: one of them does not come back as it was drawn.
        NoPages, BadProfile: as ``compose`` says.
    """
    composition = compose(pages, certification, office, at, code, jpeg_of)
    lacking = {code, copy_url(office.verify_url, certification.code)} - codes_on(composition)
    if lacking:
        raise CodeUnreadable(count=len(lacking))
    return composition


def codes_on(composition: Composition) -> set[str]:
    """The text of every QR code on the page with the statement."""
    with pdfium.PdfDocument(composition.pdf) as document:
        page = document[composition.certifier.page]
        picture = page.render(scale=PRINT_DPI / POINTS_PER_INCH, grayscale=True).to_numpy().squeeze()
    return {found.text for found in zxingcpp.read_barcodes(picture, formats=QR)}

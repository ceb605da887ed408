"""Read our own codes back, as a scanner would: what cannot be read again is never signed."""

from __future__ import annotations

import datetime as dt
import pathlib

import pypdfium2 as pdfium
import zxingcpp

from certcopy.document.copy import compose
from certcopy.document.tasks import COPY
from certcopy.domain.certification import Certification, copy_url
from certcopy.domain.office import Office
from certcopy.domain.page import POINTS_PER_INCH, Page
from certcopy.domain.signature import Slots
from certcopy.errors import CodeUnreadable

PRINT_DPI = 300
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def compose_in_folder(
    folder: str, pages: tuple[Page, ...], certification: Certification, office: Office, at: dt.datetime, code: str
) -> Slots:
    """``compose`` by way of a folder, for a child, then both codes decoded from the page drawn at 300 dpi.

    Each page image is a file of its digest's name, and the PDF is left there as ``COPY``.

    Raises:
        CodeUnreadable: a code does not come back as it was drawn.
        NoPages, BadProfile: as ``compose`` says.
    """
    room = pathlib.Path(folder)
    with (room / COPY).open("xb") as out:
        arguments = pages, certification, office, at, code
        slots = compose(out, *arguments, lambda image: (room / image.digest).read_bytes())
    lacking = {code, copy_url(office.verify_url, certification.code)} - codes_on(room / COPY, slots.certifier.page)
    if lacking:
        raise CodeUnreadable(count=len(lacking))
    return slots


def codes_on(pdf: pathlib.Path, number: int) -> set[str]:
    """The text of every QR code on a page, counted from 0."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[number].render(scale=PRINT_DPI / POINTS_PER_INCH, grayscale=True).to_numpy().squeeze()
    return {found.text for found in zxingcpp.read_barcodes(picture, formats=QR)}

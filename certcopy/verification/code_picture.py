"""Find the signed codes in a photograph, a scan or a screenshot of a printed copy."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Callable, Iterator
from typing import TypeVar

import pi_heif
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from certcopy.domain.code_documents import parse_keys, parse_state
from certcopy.domain.signed_code import PREFIX
from certcopy.errors import BadCodeDocument, BadPicture, NoCodeFound
from certcopy.verification.given import Documents, Given
from certcopy.verification.leaks import LEAKS
from certcopy.verification.report import CodeReport
from certcopy.verification.signed_code import Known, check_code

T = TypeVar("T")

MOST_PIXELS = 64_000_000
MOST_PAGES = 20
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF")
HEIF = b"ftyp"
PDF = b"%PDF-"
SCAN_DPI = 200
POINTS_PER_INCH = 72
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
BINARIZERS = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram)
SIDES = (1_600, 2_400, 1_100)
"""The longer sides, in pixels, to which a picture is brought where nothing is found in it as it is."""


def check_picture(picture: Given, documents: Documents, at: dt.datetime) -> tuple[CodeReport, ...]:
    """The verdict on each signed code in the picture, from the top down; a PDF of scans is read page by page.

    Raises:
        BadPicture, BadCodeDocument: a file is not what it should be.
        NoCodeFound: no signed code can be read in the picture.
    """
    known = _known(documents)
    texts = codes_in(picture.name, picture.data)
    if not texts:
        raise NoCodeFound(name=picture.name)
    return tuple(check_code(text, known, at) for text in texts)


def _known(documents: Documents) -> Known:
    state = documents.state
    return Known(
        documents.anchors,
        _parsed(documents.keys, parse_keys),
        None if state is None else _parsed(state, parse_state),
    )


def _parsed(given: Given, parse: Callable[[str], T]) -> T:
    try:
        return parse(given.data.decode())
    except ValueError as problem:
        raise BadCodeDocument(name=given.name) from problem


def codes_in(name: str, data: bytes) -> tuple[str, ...]:
    """The text of every signed code, each once.

    Raises:
        BadPicture: it cannot be opened.
    """
    try:
        found = [text for picture in _pictures(data) for text in _read(picture)]
    except (*LEAKS, SyntaxError, Image.DecompressionBombError) as problem:
        raise BadPicture(name=name) from problem
    return tuple(dict.fromkeys(found))


def _pictures(data: bytes) -> Iterator[Image.Image]:
    """Every picture in grey and upright."""
    if data.startswith(PDF):
        yield from _pages(data)
        return
    with _opened(data) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too large")
        for number in range(min(getattr(picture, "n_frames", 1), MOST_PAGES)):
            picture.seek(number)
            yield _on_white(ImageOps.exif_transpose(picture))


def _opened(data: bytes) -> Image.Image:
    if data[4:8] == HEIF:
        return pi_heif.HeifImageFile(io.BytesIO(data))  # type: ignore[no-any-return]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data), formats=FORMATS)


def _on_white(picture: Image.Image) -> Image.Image:
    """Grey; what is transparent lies on white paper."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")


def _pages(data: bytes) -> Iterator[Image.Image]:
    with pdfium.PdfDocument(data) as document:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            scale = min(SCAN_DPI / POINTS_PER_INCH, (MOST_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            yield page.render(scale=scale, grayscale=True).to_pil().convert("L")


def _read(picture: Image.Image) -> tuple[str, ...]:
    """The codes as the first look that sees any sees them."""
    return next((found for look in _looks(picture) if (found := _codes(*look))), ())


def _looks(picture: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """As it is, then calmer and in other sizes: a dot screen or noise hides small modules."""
    yield picture, BINARIZERS[0]
    for side in SIDES:
        sized = _sized(picture, side)
        for each in (sized, sized.filter(ImageFilter.GaussianBlur(1))):
            yield from ((each, binarizer) for binarizer in BINARIZERS)
    yield picture.filter(ImageFilter.MedianFilter(3)), BINARIZERS[0]


def _sized(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _codes(picture: Image.Image, binarizer: zxingcpp.Binarizer) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(picture, formats=QR, binarizer=binarizer)
    ours = [each for each in found if each.text.startswith(PREFIX)]
    return tuple(each.text for each in sorted(ours, key=lambda each: each.position.top_left.y))

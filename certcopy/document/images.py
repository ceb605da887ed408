"""Images as PDF objects: a scan's JPEG byte for byte, and small pictures with transparency."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image, ImageStat

from certcopy.domain.page import MM_PER_INCH, PageImage
from certcopy.errors import BadProfile

PICTURE_DPI = 300
FAINT = 32
COLOUR_QUALITY = 85
"""Of the colours only: what is seen of a picture's edge is its alpha, which is kept exactly."""


def scan(pdf: pikepdf.Pdf, image: PageImage) -> pikepdf.Object:
    """The image that is certified, its bytes untouched (ISO 32000-1, 7.4.8)."""
    space = Name.DeviceGray if image.grey else Name.DeviceRGB
    return pdf.make_indirect(_jpeg(pdf, image.jpeg, _header(image.width, image.height, space)))


def picture(pdf: pikepdf.Pdf, png: bytes, width: float) -> tuple[pikepdf.Object, float]:
    """A PNG to be shown ``width`` millimetres wide, its alpha as soft mask; and its height over its width.

    Raises:
        BadProfile: it is no PNG.
    """
    image = _opened(png)
    pixels = round(width / MM_PER_INCH * PICTURE_DPI)
    if image.width > pixels:
        image = image.resize((pixels, max(1, round(image.height * pixels / image.width))), Image.Resampling.HAMMING)
    mask = Stream(pdf, image.getchannel("A").tobytes(), _header(*image.size, Name.DeviceGray))
    colours = _jpeg(pdf, _jpeg_bytes(image), _header(*image.size, Name.DeviceRGB))
    colours.SMask = pdf.make_indirect(mask)
    return pdf.make_indirect(colours), image.height / image.width


def _opened(png: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            return image.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as problem:
        raise BadProfile(name="[pictures]", problem="ảnh không phải PNG / a picture is no PNG") from problem


def _jpeg_bytes(image: Image.Image) -> bytes:
    out = io.BytesIO()
    seen = image.getchannel("A").point(lambda alpha: 255 if alpha > FAINT else 0)
    colours = Image.new("RGB", image.size, _mean(image, seen))
    colours.paste(image.convert("RGB"), mask=seen)
    colours.save(out, "JPEG", quality=COLOUR_QUALITY)
    return out.getvalue()


def _mean(image: Image.Image, seen: Image.Image) -> tuple[int, ...]:
    """The mean colour of what is seen, which costs nothing to spread under the rest."""
    return tuple(round(value) for value in ImageStat.Stat(image.convert("RGB"), seen).mean)


def _jpeg(pdf: pikepdf.Pdf, data: bytes, header: pikepdf.Dictionary) -> pikepdf.Stream:
    header.Filter = Name.DCTDecode
    return Stream(pdf, data, header)


def _header(width: int, height: int, space: pikepdf.Object) -> pikepdf.Dictionary:
    return Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=space, BitsPerComponent=8
    )

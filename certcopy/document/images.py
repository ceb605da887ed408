"""Images as PDF objects: a scan's JPEG byte for byte, and small pictures with transparency."""

from __future__ import annotations

import dataclasses
import io

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image, ImageStat

from certcopy.domain.layers import Stencil, parted
from certcopy.domain.page import MM_PER_INCH, PageImage
from certcopy.errors import BadProfile

PICTURE_DPI = 300
FAINT = 32
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
COLOUR_QUALITY = 85
"""Of the colours only: what is seen of a picture's edge is its alpha, which is kept exactly."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scan:
    """A page image as PDF objects: its JPEG, and the mask through which black print is painted where there is one."""

    jpeg: pikepdf.Object
    stencil: pikepdf.Object | None = None
    grey: float = 0.0


def scan(pdf: pikepdf.Pdf, image: PageImage, data: bytes) -> Scan:
    """The image that is certified, its bytes (``data``) untouched (ISO 32000-1, 7.4.6 and 7.4.8)."""
    jpeg, stencil = parted(data)
    space = Name.DeviceGray if image.grey else Name.DeviceRGB
    stored = pdf.make_indirect(_jpeg(pdf, jpeg, _header(*_jpeg_size(jpeg), space)))
    if stencil is None:
        return Scan(stored)
    return Scan(stored, pdf.make_indirect(_mask(pdf, stencil)), stencil.grey / 255)


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


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height as the frame header says (ITU-T T.81, B.2.2)."""
    position = 2
    while data[position + 1] not in FRAMES:
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    height, width = (int.from_bytes(data[position + at : position + at + 2], "big") for at in (5, 7))
    return width, height


def _mask(pdf: pikepdf.Pdf, stencil: Stencil) -> pikepdf.Stream:
    return Stream(
        pdf,
        stencil.group4,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=stencil.width,
        Height=stencil.height,
        ImageMask=True,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=stencil.width, Rows=stencil.height),
    )


def _jpeg(pdf: pikepdf.Pdf, data: bytes, header: pikepdf.Dictionary) -> pikepdf.Stream:
    header.Filter = Name.DCTDecode
    return Stream(pdf, data, header)


def _header(width: int, height: int, space: pikepdf.Object) -> pikepdf.Dictionary:
    return Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=space, BitsPerComponent=8
    )

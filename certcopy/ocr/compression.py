"""A page image made as small as its profile asks, before anybody compares it with the paper.

*scanned* keeps the scanner's own bytes. *faithful* keeps one JPEG at the scan's resolution. *compact* cuts truly black
print out as a stencil of full resolution and keeps the rest, all coloured ink included, as a JPEG of 200 dpi.
"""

from __future__ import annotations

import dataclasses
import io
import struct

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter, JpegImagePlugin, TiffImagePlugin

from certcopy.domain.layers import Stencil, joined, parted
from certcopy.domain.office import ImageProfile
from certcopy.domain.page import PageImage
from certcopy.ocr import cleaning

Floats = npt.NDArray[np.float32]

KIB = 1024
A4_SQUARE_INCHES = 8.27 * 11.69
BUDGET = {"faithful": 390 * KIB, "compact": 126 * KIB}
"""Bytes of an A4 page; other sizes in proportion, but never less than a quarter."""
LEAST_SHARE = 0.25
QUALITIES = {"faithful": (80, 75, 70, 65, 60, 55, 50), "compact": (60, 55, 50, 45, 40, 35, 30)}
BACKGROUND_DPI = 200
PRINT_BELOW = 135
"""Tone of the evened page below which a pixel is print."""
SHADED_BELOW = 220
COLOURLESS = 36
INK_CELL = 4
LEAST_COLOURED = 0.15
INK_REACH = 5
"""Cells (odd) around a coloured one in which nothing is taken for black: a stamp keeps what it crosses."""
TIFF_HEAD = 8 + 2 + 8 * 12 + 4
CELL = 16
PICTURE_SHARE = 0.5
"""Share of a cell that is not paper from which on it belongs to a photograph or a solid area."""
LEAST_WEIGHT = np.float32(0.1)


def compressed(image: PageImage, profile: ImageProfile) -> PageImage:
    """The page in the given profile; never larger than it was scanned."""
    if profile == "scanned" or parted(image.jpeg)[1] is not None:
        return image
    budget = round(BUDGET[profile] * max(LEAST_SHARE, _square_inches(image) / A4_SQUARE_INCHES))
    if len(image.jpeg) <= budget:
        return image
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(image.jpeg))
    picture.load()
    data = _encoded(picture, profile, budget) if profile == "faithful" else _layered(picture, image.dpi, budget)
    return dataclasses.replace(image, jpeg=data) if len(data) < len(image.jpeg) else image


def composite(image: PageImage) -> bytes:
    """The page as it is seen, as one JPEG: its very bytes where it has one layer, else both layers put together."""
    jpeg, stencil = parted(image.jpeg)
    if stencil is None:
        return jpeg
    seen = JpegImagePlugin.JpegImageFile(io.BytesIO(jpeg)).resize(
        (stencil.width, stencil.height), Image.Resampling.BICUBIC
    )
    ink = stencil.grey if seen.mode == "L" else (stencil.grey,) * 3
    seen.paste(ink, mask=_opened(stencil))
    buffer = io.BytesIO()
    seen.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def _square_inches(image: PageImage) -> float:
    return image.width * image.height / image.dpi**2


def _encoded(picture: Image.Image, profile: ImageProfile, budget: int) -> bytes:
    """The best quality that fits, or else the least we allow."""
    data = b""
    for quality in QUALITIES[profile]:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True)
        data = buffer.getvalue()
        if len(data) <= budget:
            break
    return data


def _layered(picture: Image.Image, dpi: float, budget: int) -> bytes:
    mask = black_print(picture)
    stencil = Stencil(_group4(mask), picture.width, picture.height, _tone(picture, mask))
    background = _without_print(picture, mask, min(1.0, BACKGROUND_DPI / dpi))
    return joined(_encoded(background, "compact", budget - len(stencil.group4)), stencil)


def black_print(picture: Image.Image) -> Image.Image:
    """Where truly black print stands (mode ``L``, 255 is print): no coloured ink nor what it crosses, no pictures."""
    level = cleaning.levelled(picture)
    ink = level.point([255 if tone < PRINT_BELOW else 0 for tone in range(256)])
    beside = _near_colour(picture)
    if beside is not None:
        ink = ImageChops.subtract(ink, beside)
    return ImageChops.subtract(ink, _pictures(level))


def _near_colour(picture: Image.Image) -> Image.Image | None:
    if picture.mode != "RGB":
        return None
    red, green, blue = picture.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    coloured = ImageChops.subtract(brightest, darkest).point([255 if tone > COLOURLESS else 0 for tone in range(256)])
    cells = coloured.reduce(INK_CELL).point([255 if share > LEAST_COLOURED * 255 else 0 for share in range(256)])
    return cells.filter(ImageFilter.MaxFilter(INK_REACH)).resize(picture.size, Image.Resampling.NEAREST)


def _pictures(level: Image.Image) -> Image.Image:
    inked = level.point([255 if tone < SHADED_BELOW else 0 for tone in range(256)]).reduce(CELL)
    solid = inked.point([255 if share > PICTURE_SHARE * 255 else 0 for share in range(256)])
    areas = solid.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(7))
    return areas.resize(level.size, Image.Resampling.NEAREST)


def _tone(picture: Image.Image, mask: Image.Image) -> int:
    """The median brightness of the print, so that it looks as dark as it was."""
    counts = np.cumsum(picture.convert("L").histogram(mask))
    return int(np.searchsorted(counts, counts[-1] / 2)) if counts[-1] else 0


def _without_print(picture: Image.Image, mask: Image.Image, scale: float) -> Image.Image:
    """The rest at a scale, the places of the print filled with the colour around them."""
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    free = ImageChops.invert(_grown(mask))
    weight = np.asarray(free.resize(size, Image.Resampling.BOX), dtype=np.float32) / np.float32(255)
    bands = [_filled(band, free, weight) for band in picture.split()]
    return bands[0] if len(bands) == 1 else Image.merge("RGB", bands)


def _grown(mask: Image.Image) -> Image.Image:
    """By one pixel to every side."""
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        mask = ImageChops.lighter(mask, ImageChops.offset(mask, across, down))
    return mask


def _filled(band: Image.Image, free: Image.Image, weight: Floats) -> Image.Image:
    """Of each pixel the mean of what is not covered in it, else in ever larger squares around it."""
    kept = ImageChops.multiply(band, free).resize((weight.shape[1], weight.shape[0]), Image.Resampling.BOX)
    spread = _spread(np.asarray(kept, dtype=np.float32), weight)
    return Image.fromarray(np.clip(spread, 0, 255).round().astype(np.uint8))


def _spread(value: Floats, weight: Floats) -> Floats:
    mean: Floats = (value / np.maximum(weight, LEAST_WEIGHT)).astype(np.float32)
    height, width = value.shape
    if min(width, height) < 2 or weight.min() >= LEAST_WEIGHT:
        return mean
    half = (width // 2, height // 2)
    smaller = (np.asarray(Image.fromarray(each).resize(half, Image.Resampling.BOX)) for each in (value, weight))
    around = Image.fromarray(_spread(*smaller)).resize((width, height), Image.Resampling.BILINEAR)
    return np.where(weight >= LEAST_WEIGHT, mean, np.asarray(around, dtype=np.float32))


def _group4(mask: Image.Image) -> bytes:
    """The strip of a one-strip TIFF, its ones being print."""
    buffer = io.BytesIO()
    mask.convert("1", dither=Image.Dither.NONE).save(
        buffer, "TIFF", compression="group4", tiffinfo={TiffImagePlugin.ROWSPERSTRIP: mask.height}
    )
    tags = TiffImagePlugin.TiffImageFile(io.BytesIO(buffer.getvalue())).tag_v2
    starts, lengths = tags[TiffImagePlugin.STRIPOFFSETS], tags[TiffImagePlugin.STRIPBYTECOUNTS]
    return b"".join(buffer.getvalue()[a : a + n] for a, n in zip(starts, lengths, strict=True))


def _opened(stencil: Stencil) -> Image.Image:
    """The mask again, read as a TIFF of one strip (TIFF 6.0)."""
    entries = (
        (256, 4, stencil.width), (257, 4, stencil.height), (258, 3, 1), (259, 3, 4), (262, 3, 1),
        (273, 4, TIFF_HEAD), (278, 4, stencil.height), (279, 4, len(stencil.group4)),
    )  # fmt: skip
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + bytes(4)
    return TiffImagePlugin.TiffImageFile(io.BytesIO(head + stencil.group4)).convert("L")

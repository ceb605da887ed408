"""A page image made as small as its profile asks, before anybody compares it with the paper.

*scanned* keeps the scanner's own bytes. *faithful* keeps one JPEG at the scan's resolution. *compact* cuts truly black
print out as a stencil of full resolution and keeps the rest, all coloured ink included, as a JPEG of 150 dpi.
"""

from __future__ import annotations

import dataclasses
import io

import numpy as np
from PIL import Image, JpegImagePlugin

from certcopy.domain.layers import Stencil, joined, parted
from certcopy.domain.office import ImageProfile
from certcopy.domain.page import PageImage
from certcopy.ocr import group4
from certcopy.ocr.background import without_print
from certcopy.ocr.fitting import fitted, standard_tables, tables_of
from certcopy.ocr.print_mask import black_print

KIB = 1024
A4_SQUARE_INCHES = 8.27 * 11.69
BUDGET = {"faithful": 399 * KIB, "compact": 129 * KIB}
"""Bytes of an A4 page; other sizes in proportion, but never less than a quarter."""
LEAST_SHARE = 0.25
BACKGROUND_DPI = 150
BACKGROUND_QUALITY = 80


def compressed(image: PageImage, profile: ImageProfile) -> PageImage:
    """The page in the given profile; never larger than it was scanned."""
    if profile == "scanned" or parted(image.jpeg)[1] is not None:
        return image
    budget = round(BUDGET[profile] * max(LEAST_SHARE, _square_inches(image) / A4_SQUARE_INCHES))
    if len(image.jpeg) <= budget:
        return image
    scan = JpegImagePlugin.JpegImageFile(io.BytesIO(image.jpeg))
    data = fitted(scan, tables_of(scan), budget) if profile == "faithful" else _layered(scan, image.dpi, budget)
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
    seen.paste(ink, mask=group4.unpacked(stencil))
    buffer = io.BytesIO()
    seen.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def _square_inches(image: PageImage) -> float:
    return image.width * image.height / image.dpi**2


def _layered(picture: Image.Image, dpi: float, budget: int) -> bytes:
    mask = black_print(picture)
    stencil = Stencil(group4.packed(mask), picture.width, picture.height, _tone(picture, mask))
    background = without_print(picture, mask, min(1.0, BACKGROUND_DPI / dpi))
    left = budget - len(joined(b"", stencil))
    return joined(fitted(background, standard_tables(BACKGROUND_QUALITY), left), stencil)


def _tone(picture: Image.Image, mask: Image.Image) -> int:
    """The brightness of the strokes themselves, a quarter into that of all print: it looks as dark as it was."""
    half = picture.width // 2 or 1, picture.height // 2 or 1
    grey, ink = (each.resize(half, Image.Resampling.NEAREST) for each in (picture, mask))
    counts = np.cumsum(grey.convert("L").histogram(ink))
    return int(np.searchsorted(counts, counts[-1] / 4)) if counts[-1] else 0

"""What remains of a page when its black print is taken out: paper, stamps, ink, pictures, at a smaller size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

from certcopy.ocr.print_mask import enlarged, grown, where

Floats = npt.NDArray[np.float32]

HALO = 1
"""Pixels of the smaller picture around print that scanner and JPEG have blurred."""
CELL = 8
LEAST_WEIGHT = np.float32(0.1)


def without_print(picture: Image.Image, mask: Image.Image, scale: float) -> Image.Image:
    """The picture at a scale, the places of the print filled with the colour around them."""
    small, cover = _scaled(picture, scale), grown(where(_scaled(mask, scale), bool), HALO)
    return Image.composite(enlarged(_around(small, cover), CELL, small.size, Image.Resampling.BILINEAR), small, cover)


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if abs(scale - 0.5) < 0.01:
        return picture.reduce(2)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BOX) if scale < 1 else picture


def _around(picture: Image.Image, cover: Image.Image) -> Image.Image:
    """For every cell the mean colour of what is not covered in it, else in ever larger squares around it."""
    free = ImageChops.invert(cover)
    weight = np.asarray(free.reduce(CELL), dtype=np.float32) / np.float32(255)
    kept = (ImageChops.multiply(band, free).reduce(CELL) for band in picture.split())
    bands = (_spread(np.asarray(each, dtype=np.float32), weight) for each in kept)
    return Image.merge(picture.mode, [Image.fromarray(band.clip(0, 255).round().astype(np.uint8)) for band in bands])


def _spread(value: Floats, weight: Floats) -> Floats:
    mean: Floats = (value / np.maximum(weight, LEAST_WEIGHT)).astype(np.float32)
    height, width = value.shape
    if min(width, height) < 2 or weight.min() >= LEAST_WEIGHT:
        return mean
    half = (width // 2, height // 2)
    smaller = (np.asarray(Image.fromarray(each).resize(half, Image.Resampling.BOX)) for each in (value, weight))
    around = Image.fromarray(_spread(*smaller)).resize((width, height), Image.Resampling.BILINEAR)
    return np.where(weight >= LEAST_WEIGHT, mean, np.asarray(around, dtype=np.float32))

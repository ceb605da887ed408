"""The grain of noisy, dusty or dithered scans: Tesseract takes each speck for a letter, and minutes for all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from certcopy.ocr.otsu import parting_level

LARGEST_SHARE = 0.12
"""Of the ink, in specks one pixel wide; of print on sound scans 0.05 at most, of grain alone two thirds and more."""
ROWS = 4
"""Every so manieth row is looked at."""
WHITE = 255


def without_grain(level: Image.Image) -> Image.Image:
    """The levelled page, where specks stand among its print with the middle of nine pixels for each, and white where
    there is nothing but specks."""
    ink = _ink(level)
    if ink is not None and _is_grainy(ink):
        level = level.filter(ImageFilter.MedianFilter(3))
        ink = _ink(level)
    return Image.new("L", level.size, WHITE) if ink is None or _is_grainy(ink) else level


def _ink(level: Image.Image) -> npt.NDArray[np.bool_] | None:
    """Where there is ink in some of the rows; none where all is of one kind."""
    rows = np.asarray(level)[::ROWS]
    limit = parting_level(rows)
    return None if limit is None else rows < limit


def _is_grainy(ink: npt.NDArray[np.bool_]) -> bool:
    inner = ink[:, 1:-1]
    specks = inner & ~ink[:, :-2] & ~ink[:, 2:]
    return bool(specks.sum() > LARGEST_SHARE * inner.sum())

"""The grain of noisy, dusty or dithered scans: Tesseract takes each speck for a letter, and minutes for all of them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from certcopy.ocr.otsu import parting_level

GRAINY, THICK = 0.12, 0.35
"""Of the ink, in specks one pixel wide: more than in any sound print, which has 0.05 at most; and so much that print is
read better for smoothing."""
ROWS = 4
"""Every so manieth row is looked at."""
WHITE = 255
NO_PRINT = 1.0


def without_grain(level: Image.Image) -> Image.Image:
    """The levelled page; smoothed where there is more grain than print, and white where there is nothing else."""
    share = _share_of_specks(level)
    if share <= GRAINY:
        return level
    smooth = level.filter(ImageFilter.MedianFilter(3)) if share < NO_PRINT else level
    if _share_of_specks(smooth) > GRAINY:
        return Image.new("L", level.size, WHITE)
    return smooth if share > THICK else level


def _share_of_specks(level: Image.Image) -> float:
    """How much of the ink is specks, in some of the rows; all of it where there is none."""
    rows = np.asarray(level)[::ROWS]
    limit = parting_level(rows)
    if limit is None:
        return NO_PRINT
    ink = rows < limit
    inner = ink[:, 1:-1]
    specks = inner & ~ink[:, :-2] & ~ink[:, 2:]
    return float(specks.sum() / max(1, inner.sum()))

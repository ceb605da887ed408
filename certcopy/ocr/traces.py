"""What the pixels of a page show besides its words: round seals and their ink, and the marks of a copier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.domain.page import Box, Trace
from certcopy.ocr.channels import least, most
from certcopy.ocr.copier import copier_traces
from certcopy.ocr.seals import Pixels, seal_traces

SMALL_DPI = 40.0
INK = 26.0
"""By how much the strongest channel of ink exceeds the weakest, beyond that of the paper, in levels of 255."""
COLOURED_SHARE = 2e-4
"""Of the pixels: less colour than that is noise."""


def traces_of(picture: Image.Image, dpi: float) -> tuple[Trace, ...]:
    """The traces on an upright page, an image of mode RGB or L."""
    small, factor = small_page(picture, dpi)
    seals = tuple(seal_traces(small, dpi / factor, factor))
    if has_colour(coloured_ink(small)):
        return seals
    whole = Box(0, 0, *picture.size)
    return (*seals, Trace("colourless", whole, 100.0), *copier_traces(picture, small, dpi))


def small_page(picture: Image.Image, dpi: float) -> tuple[Pixels, int]:
    """The page at about ``SMALL_DPI``, red, green and blue from 0 to 255, and how many times smaller it is."""
    factor = max(1, round(dpi / SMALL_DPI))
    return np.asarray(picture.reduce(factor).convert("RGB"), dtype=np.float32), factor


def coloured_ink(small: Pixels) -> NDArray[np.bool_]:
    """Where there is coloured ink: more colour than the paper itself has."""
    chroma = most(small) - least(small)
    ink: NDArray[np.bool_] = chroma > float(np.median(chroma)) + INK
    return ink


def has_colour(ink: NDArray[np.bool_]) -> bool:
    """Whether that is more than a few dots."""
    return float(ink.mean()) > COLOURED_SHARE

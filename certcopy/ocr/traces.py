"""What the pixels of a page show besides its words: round seals and their ink, and the marks of a copier."""

from __future__ import annotations

import dataclasses

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


@dataclasses.dataclass(frozen=True, slots=True)
class SmallPage:
    """An upright page at about ``SMALL_DPI``: red, green and blue from 0 to 255, and where there is coloured ``ink``;
    how many pixels of the page one of these is, and how many the page has."""

    pixels: Pixels
    ink: NDArray[np.bool_]
    factor: int
    size: tuple[int, int]


def small_page(picture: Image.Image, dpi: float) -> SmallPage:
    """An upright page, an image of mode RGB or L, seen small."""
    factor = max(1, round(dpi / SMALL_DPI))
    pixels = np.asarray(picture.reduce(factor).convert("RGB"), dtype=np.float32)
    return SmallPage(pixels, _coloured_ink(pixels), factor, picture.size)


def traces_of(picture: Image.Image, dpi: float, small: SmallPage) -> tuple[Trace, ...]:
    """The traces on an upright page."""
    seals = tuple(seal_traces(small.pixels, dpi / small.factor, small.factor))
    if has_colour(small.ink):
        return seals
    whole = Box(0, 0, *picture.size)
    return (*seals, Trace("colourless", whole, 100.0), *copier_traces(picture, small.pixels, dpi))


def has_colour(ink: NDArray[np.bool_]) -> bool:
    """Whether that is more than a few dots."""
    return float(ink.mean()) > COLOURED_SHARE


def _coloured_ink(pixels: Pixels) -> NDArray[np.bool_]:
    """Where there is more colour than the paper itself has."""
    chroma = most(pixels) - least(pixels)
    ink: NDArray[np.bool_] = chroma > float(np.median(chroma)) + INK
    return ink

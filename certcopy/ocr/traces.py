"""What the pixels of a page show besides its words: round seals and their ink, and the marks of a copier."""

from __future__ import annotations

import numpy as np
from PIL import Image

from certcopy.domain.page import Box, Trace
from certcopy.ocr.copier import copier_traces
from certcopy.ocr.seals import Pixels, seal_traces

SMALL_DPI = 40.0
INK = 26.0
"""By how much the strongest channel of ink exceeds the weakest, beyond that of the paper, in levels of 255."""
COLOURED_SHARE = 2e-4
"""Of the pixels: less colour than that is noise."""


def traces_of(picture: Image.Image, dpi: float) -> tuple[Trace, ...]:
    """The traces on an upright page, an image of mode RGB or L."""
    factor = max(1, round(dpi / SMALL_DPI))
    small = np.asarray(picture.reduce(factor).convert("RGB"), dtype=np.float32)
    seals = tuple(seal_traces(small, dpi / factor, factor))
    if has_colour(small):
        return seals
    whole = Box(0, 0, *picture.size)
    return (*seals, Trace("colourless", whole, 100.0), *copier_traces(picture, small, dpi))


def has_colour(small: Pixels) -> bool:
    """Whether there is coloured ink: more colour than the paper itself has, on more than a few dots."""
    chroma = small.max(axis=2) - small.min(axis=2)
    paper = float(np.median(chroma))
    return float((chroma > paper + INK).mean()) > COLOURED_SHARE

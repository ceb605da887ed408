"""A page image seen small, upright and quickly: what measuring and proposing start from.

A JPEG decodes at a half or a quarter of its size for a tenth of the work (ITU-T T.81: fewer coefficients).
"""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, JpegImagePlugin

from certcopy.ocr.cleaning import brightest_near
from certcopy.ocr.reading import TRANSPOSED
from certcopy.ocr.streaks import without_streaks

if TYPE_CHECKING:
    from certcopy.domain.page import PageImage

Levels = npt.NDArray[np.uint8]

FINE_SIDE = 1100
COARSE_SIDE = 400
INK_SHADE = 0.72
LEAST_SHADE = 40
"""What is this much darker than the paper around it is ink: a part of it, and at least so many levels."""


@dataclasses.dataclass(frozen=True, slots=True)
class Survey:
    """An upright page: grey in ``fine`` (100 to 190 dpi), without streaks, and where it has ``ink``; in colour in
    ``coarse``; how bright its ``paper`` is, in cells of 8 pixels of ``fine``. ``shrink`` is how many pixels of the page
    one of ``fine`` is."""

    image: PageImage
    fine: Levels
    coarse: Levels
    paper: Levels
    ink: npt.NDArray[np.bool_]
    shrink: float

    @property
    def dpi(self) -> float:
        """The resolution of ``fine``, as far as the page's own is true."""
        return self.image.dpi / self.shrink

    def darker_by(self, levels: int) -> npt.NDArray[np.bool_]:
        """Where ``fine`` is darker than the paper by so many levels at least."""
        limit = Image.fromarray(self.paper).point([max(0, level - levels) for level in range(256)])
        size = (self.fine.shape[1], self.fine.shape[0])
        return self.fine < np.asarray(limit.resize(size, Image.Resampling.NEAREST))


def surveyed(image: PageImage) -> Survey:
    """Look at a page."""
    fine = without_streaks(_decoded(image, FINE_SIDE, "L"))
    coarse = _decoded(image, COARSE_SIDE, "RGB")
    paper, levels = _paper(fine), np.asarray(fine)
    limit = paper.point([max(0, int(min(level * INK_SHADE, level - LEAST_SHADE))) for level in range(256)])
    ink = levels < np.asarray(limit.resize(fine.size, Image.Resampling.NEAREST))
    return Survey(image, levels, np.asarray(coarse), np.asarray(paper), ink, image.upright_size[0] / fine.width)


def _decoded(image: PageImage, side: int, mode: str) -> Image.Image:
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(image.jpeg))
    shrink = max(image.width, image.height) / side
    picture.draft(mode, (round(image.width / shrink), round(image.height / shrink)))
    seen = picture.convert(mode)
    whole = max(seen.size) // side
    seen = seen.reduce(whole) if whole > 1 else seen
    return seen.transpose(TRANSPOSED[image.turn]) if image.turn else seen


def _paper(grey: Image.Image) -> Image.Image:
    """The brightest nearby, as far as print reaches."""
    return brightest_near(grey.reduce(8), 9).filter(ImageFilter.GaussianBlur(3))

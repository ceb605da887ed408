"""Preparing a page for recognition; the certified image is never touched.

What helps and what harms was measured on real and made-up scans: the brightest of the three colours clears stamps and
ink, dividing by the paper's own brightness clears shadows; a white border around the page or a fixed threshold
ruins dark pages.
"""

from __future__ import annotations

import dataclasses
import math
import statistics

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from certcopy.domain.page import Box, PageText, Word

Affine = tuple[float, float, float, float, float, float]

SAME: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
PAPER_CELL = 8
PAPER_REACH = 9
DARKEST_PAPER = 60
BLACK, WHITE = 30, 190
"""Tones of the evened page taken for black and white: the dotted lines of forms are paler than print, and vanish."""
COLOURLESS, COLOURFUL = 60, 160
LEAST_COLOUR = 0.0005
SKEW_DPI = 75
WIDEST_SKEW = 10.0
INK_BELOW = 160
WORD_HEIGHT = 40.0
"""Pixels from the foot of a word to its highest mark: letters of about 30, the size the models were trained on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cleaned:
    """A grey picture for the engine, and the affine map from its pixels to those of the upright page."""

    image: Image.Image
    to_page: Affine = SAME

    def on_page(self, box: Box) -> Box:
        """The upright rectangle on the page that encloses a rectangle of this picture."""
        a, b, c, d, e, f = self.to_page
        corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        across = [a * x + b * y + c for x, y in corners]
        down = [d * x + e * y + f for x, y in corners]
        return Box(min(across), min(down), max(across), max(down))


def levelled(image: Image.Image) -> Image.Image:
    """The page in grey with white paper: coloured ink cleared, shadows evened out."""
    grey = _brightest(image)
    paper = np.asarray(_paper(grey))
    bright = np.asarray(grey).astype(np.uint16)
    bright *= 255
    bright //= np.maximum(paper, DARKEST_PAPER)
    return _toned(Image.fromarray(np.minimum(bright, 255).astype(np.uint8)), BLACK, WHITE)


def coloured(image: Image.Image) -> Image.Image | None:
    """What ``levelled`` clears: saturated ink in black on white; none where the page has next to no colour."""
    if image.mode != "RGB":
        return None
    red, green, blue = image.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    saturation = ImageChops.subtract(_brightest(image), darkest)
    ink = saturation.histogram()[COLOURFUL - COLOURLESS // 2 :]
    if sum(ink) < LEAST_COLOUR * image.width * image.height:
        return None
    return ImageChops.invert(_toned(saturation, COLOURLESS, COLOURFUL))


def skew(grey: Image.Image, dpi: float) -> float:
    """The clockwise tilt of the lines of print in degrees, at most 10 either way; 0 where there is no print."""
    small = grey.resize(_scaled(grey.size, min(1.0, SKEW_DPI / dpi)), Image.Resampling.BOX)
    down, across = np.nonzero(np.asarray(small) < INK_BELOW)
    if not down.size:
        return 0.0
    coarse = _sharpest(across, down, np.arange(-WIDEST_SKEW, WIDEST_SKEW + 0.1, 0.5))
    return round(_sharpest(across, down, np.arange(coarse - 0.5, coarse + 0.55, 0.1)), 1)


def straightened(grey: Image.Image, degrees: float, scale: float) -> Cleaned:
    """The picture turned back by its skew and enlarged, on a sheet of its own size times ``scale``."""
    size = _scaled(grey.size, scale)
    sine, cosine = math.sin(math.radians(degrees)) / scale, math.cos(math.radians(degrees)) / scale
    right, low = size[0] / 2, size[1] / 2
    to_page = (
        cosine, -sine, grey.width / 2 - cosine * right + sine * low,
        sine, cosine, grey.height / 2 - sine * right - cosine * low,
    )  # fmt: skip
    turned = grey.transform(size, Image.Transform.AFFINE, to_page, Image.Resampling.BICUBIC, fillcolor=255)
    return Cleaned(turned, to_page)


def resized(grey: Image.Image, scale: float) -> Cleaned:
    """The picture reduced or enlarged."""
    if scale == 1.0:
        return Cleaned(grey)
    size = _scaled(grey.size, scale)
    across, down = grey.width / size[0], grey.height / size[1]
    return Cleaned(grey.resize(size, Image.Resampling.LANCZOS), (across, 0.0, 0.0, 0.0, down, 0.0))


def word_height(text: PageText) -> float | None:
    """The median height of the words in pixels; none where too few were read to tell."""
    heights = [word.box.height for word in text.words if _is_telling(word)]
    return statistics.median(heights) if len(heights) >= 5 else None


def _is_telling(word: Word) -> bool:
    return len(word.text) > 1 and word.confidence > 50 and word.box.height < 3 * word.box.width


def _toned(grey: Image.Image, black: int, white: int) -> Image.Image:
    tones = (np.arange(256) - black) * 255.0 / (white - black)
    return grey.point([round(tone) for tone in np.clip(tones, 0, 255)])


def _brightest(image: Image.Image) -> Image.Image:
    if image.mode != "RGB":
        return image.convert("L")
    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _paper(grey: Image.Image) -> Image.Image:
    cells = grey.reduce(PAPER_CELL).filter(ImageFilter.MaxFilter(PAPER_REACH))
    return cells.filter(ImageFilter.GaussianBlur(PAPER_REACH // 2)).resize(grey.size, Image.Resampling.BILINEAR)


def _sharpest(across: npt.NDArray[np.intp], down: npt.NDArray[np.intp], degrees: npt.NDArray[np.float64]) -> float:
    return float(max(degrees, key=lambda angle: _sharpness(across, down, float(angle))))


def _sharpness(across: npt.NDArray[np.intp], down: npt.NDArray[np.intp], degrees: float) -> float:
    rows = np.rint(down - across * math.tan(math.radians(degrees))).astype(np.intp)
    ink_of_row = np.bincount(rows - rows.min()).astype(np.float64)
    return float(np.square(np.diff(ink_of_row)).sum())


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

"""Preparing a page for recognition; the certified image is never touched.

What helps and what harms was measured on real and made-up scans: the brightest of the three colours clears stamps and
ink, dividing by the paper's own brightness clears shadows; a white border around the page or a fixed threshold
ruins dark pages.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import statistics
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from certcopy.domain.page import Box, PageText, Word
from certcopy.ocr.grain import without_grain
from certcopy.ocr.print_mask import whitened
from certcopy.ocr.streaks import without_streaks

Affine = tuple[float, float, float, float, float, float]

SAME: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
PAPER_CELL = 8
PAPER_REACH = 9
DARKEST_PAPER = 60
LID = 0.4
"""Of the brightest paper of a page: what is darker all around is none."""
BLACK, WHITE = 30, 190
"""Tones of the evened page taken for black and white: the dotted lines of forms are paler than print, and vanish."""
FAINT_WHITE = 235
"""The same for small print in grey, such as the labels of passports: noise and dotted lines then stay as well."""
PALE, PALE_WHITE = 0.2, 0.1
"""Of the brightness of paper: where the darkest print is paler, its thin strokes are nearly white; white then begins at
so much of the way from paper to print."""
PRINT_CELL, PRINT_BANDS = 8, 4
"""Pixels of a cell that holds a stroke of print and paper beside it, and of how many rows of cells one is looked at."""
DARK, CLEAR = 0.55, 0.88
"""Of the brightness of paper: a cell without a brighter pixel is a dark area, one without a darker one blank."""
DARKEST_SHARE = 10
"""Per cent of the cells with print that are taken for the darkest of it."""
COLOURLESS, COLOURFUL = 60, 160
LEAST_COLOUR = 0.00015
"""Of the pixels: a serial number in red of ten characters has 0.0002 to 0.0005, paper without colour none."""
WORD_HEIGHT = 40.0
"""Pixels from the foot of a word to its highest mark: letters of about 30, the size the models were trained on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cleaned:
    """A grey picture for the engine, and the affine map from its pixels to those of the upright page."""

    image: Image.Image
    to_page: Affine = SAME

    def on_page(self, box: Box) -> Box:
        """The upright rectangle on the page that encloses a rectangle of this picture."""
        across, down = zip(*self.corners_on_page(box), strict=True)
        return Box(min(across), min(down), max(across), max(down))

    def corners_on_page(self, box: Box) -> list[tuple[float, float]]:
        """Where the corners of a rectangle of this picture are on the page, from one to the next around it."""
        a, b, c, d, e, f = self.to_page
        corners = (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
        return [(a * x + b * y + c, d * x + e * y + f) for x, y in corners]

    def moved(self, across: float, down: float) -> Cleaned:
        """The same picture as a part of a page, where that begins."""
        a, b, c, d, e, f = self.to_page
        return Cleaned(self.image, (a, b, c + across, d, e, f + down))

    def scaled(self, scale: float) -> Cleaned:
        """The same picture of a page that is ``scale`` times as large."""
        a, b, c, d, e, f = (value * scale for value in self.to_page)
        return Cleaned(self.image, (a, b, c, d, e, f))


def levelled(image: Image.Image, scale: float = 1.0, white: int = WHITE) -> Image.Image:
    """The page in grey with white paper: coloured ink cleared, shadows evened out, pale print as black as any; tones
    from ``white`` on are white."""
    grey = _resampled(_outermost(image, ImageChops.lighter), scale)
    steepness = 255.0 / (white - BLACK)
    near = brightest_near(grey.reduce(PAPER_CELL), PAPER_REACH)
    tones = np.asarray(grey) * _enlarged(_gain(near, 255.0 * steepness), grey.size)
    beyond = _beyond_paper(near)
    if beyond.any():
        tones[_enlarged(beyond, grey.size)] = 255.0 * steepness
    darkest = _darkest_print(tones, 255.0 * steepness)
    if darkest > PALE:
        flatter = (white - BLACK) / (255.0 * (1 - PALE_WHITE * (1 - darkest)) - BLACK)
        tones *= flatter
        steepness *= flatter
    tones -= BLACK * steepness
    return without_grain(without_streaks(Image.fromarray(np.clip(tones, 0, 255, out=tones).astype(np.uint8))))


def coloured(image: Image.Image, scale: float = 1.0) -> Image.Image | None:
    """What ``levelled`` clears: saturated ink in black on white, be the paper tinted; none where there is next to no
    colour."""
    if image.mode != "RGB":
        return None
    colour = _saturation(image)
    if np.median(np.asarray(colour.reduce(PAPER_CELL))) > COLOURLESS:
        colour = _saturation(Image.merge("RGB", [whitened(band) for band in image.split()]))
    saturation = _resampled(colour, scale)
    ink = saturation.histogram()[COLOURFUL - COLOURLESS // 2 :]
    if sum(ink) < LEAST_COLOUR * saturation.width * saturation.height:
        return None
    return ImageChops.invert(_toned(saturation, COLOURLESS, COLOURFUL))


def _saturation(image: Image.Image) -> Image.Image:
    return ImageChops.subtract(_outermost(image, ImageChops.lighter), _outermost(image, ImageChops.darker))


def without(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """The picture with rectangles of it made white."""
    left = picture.copy()
    for box in boxes:
        left.paste(255, box.outward)
    return left


def brightest_near(grey: Image.Image, reach: int) -> Image.Image:
    """The brightest of a square of ``reach`` pixels, an odd number, around each."""
    levels = np.asarray(grey)
    for _ in range(2):
        padded = np.pad(levels, ((reach // 2, reach // 2), (0, 0)))
        levels = np.maximum.reduce([padded[step : step + len(levels)] for step in range(reach)]).T
    return Image.fromarray(np.ascontiguousarray(levels))


def straightened(grey: Image.Image, degrees: float, scale: float) -> Cleaned:
    """The picture turned back by its skew and enlarged, on a sheet of its own size times ``scale``."""
    size = _scaled(grey.size, scale)
    if not degrees:
        return _resized(grey, size)
    sine, cosine = math.sin(math.radians(degrees)) / scale, math.cos(math.radians(degrees)) / scale
    right, low = size[0] / 2, size[1] / 2
    to_page = (
        cosine, -sine, grey.width / 2 - cosine * right + sine * low,
        sine, cosine, grey.height / 2 - sine * right - cosine * low,
    )  # fmt: skip
    turned = grey.transform(size, Image.Transform.AFFINE, to_page, Image.Resampling.BICUBIC, fillcolor=255)
    return Cleaned(turned, to_page)


def _resized(grey: Image.Image, size: tuple[int, int]) -> Cleaned:
    if size == grey.size:
        return Cleaned(grey)
    to_page = (grey.width / size[0], 0.0, 0.0, 0.0, grey.height / size[1], 0.0)
    return Cleaned(grey.resize(size, Image.Resampling.LANCZOS), to_page)


def word_height(text: PageText) -> float | None:
    """The median height of the words in pixels; none where too few were read to tell."""
    heights = [word.box.height for word in text.words if _is_telling(word)]
    return statistics.median(heights) if len(heights) >= 5 else None


def _is_telling(word: Word) -> bool:
    return len(word.text) > 1 and word.confidence > 50 and word.box.height < 3 * word.box.width


def _toned(grey: Image.Image, black: int, white: int) -> Image.Image:
    tones = (np.arange(256) - black) * 255.0 / (white - black)
    return grey.point([round(tone) for tone in np.clip(tones, 0, 255)])


def _gain(near: Image.Image, full: float) -> npt.NDArray[np.float32]:
    """``full`` over the brightness of the paper in each cell; ``near`` is the brightest around it."""
    paper = np.asarray(near.filter(ImageFilter.GaussianBlur(PAPER_REACH // 2)), dtype=np.float32)
    return (full / np.maximum(paper, DARKEST_PAPER)).astype(np.float32)


def _beyond_paper(near: Image.Image) -> npt.NDArray[np.bool_]:
    """The cells where there is no paper: under an open lid, or of a dark ground. Print that touches these is lost."""
    darkest_near = brightest_near(ImageChops.invert(near), PAPER_REACH)
    levels = 255 - np.asarray(darkest_near)
    beyond: npt.NDArray[np.bool_] = levels < min(DARKEST_PAPER, LID * float(levels.max()))
    return beyond


def _enlarged(cells: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Cells as pixels of a picture of that size."""
    return cells.repeat(PAPER_CELL, axis=0)[: size[1]].repeat(PAPER_CELL, axis=1)[:, : size[0]]


def _darkest_print(tones: npt.NDArray[np.float32], paper: float) -> float:
    """How bright the darkest of the print is, as a share of ``paper``; 0 where there is none."""
    rows, columns = (side // PRINT_CELL for side in tones.shape)
    whole = tones[: rows * PRINT_CELL, : columns * PRINT_CELL].reshape(rows, PRINT_CELL, columns, PRINT_CELL)
    bands = whole[::PRINT_BANDS]
    most, least = bands.max(axis=1).max(axis=2), bands.min(axis=1).min(axis=2)
    printed = least[(most > DARK * paper) & (least < CLEAR * paper)]
    return float(np.percentile(printed, DARKEST_SHARE)) / paper if printed.size else 0.0


def _outermost(image: Image.Image, choose: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """The brightest, or the darkest, of the three colours."""
    return functools.reduce(choose, image.split()) if image.mode == "RGB" else image.convert("L")


def _resampled(grey: Image.Image, scale: float) -> Image.Image:
    if scale == 1.0:
        return grey
    return grey.resize(_scaled(grey.size, scale), Image.Resampling.BILINEAR if scale < 1 else Image.Resampling.LANCZOS)


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

"""One picture file as page images: JPEG, PNG, TIFF of several pages, HEIC.

The reader is chosen by us and called directly: no other format Pillow knows is reachable, and the size in the
header is judged by ``IntakeLimits`` before anything is decoded.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
import warnings
import zlib
from typing import TYPE_CHECKING, Literal

import pi_heif
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from certcopy.domain.page import PageImage, Turn
from certcopy.errors import DamagedFile, TooManyPages
from certcopy.ocr import colour, jpeg, png
from certcopy.ocr.limits import IntakeLimits, likely_dpi

if TYPE_CHECKING:
    from collections.abc import Iterator

PictureFormat = Literal["jpeg", "png", "tiff", "heic"]

QUALITY = 90
SQUARE = 1.02
TURN_OF_ORIENTATION: dict[int, Turn] = {1: 0, 3: 180, 6: 90, 8: 270}
MIRRORED = frozenset({2, 4, 5, 7})
SIDEWAYS = frozenset({5, 6, 7, 8})
UNREADABLE = (
    ArithmeticError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
"""What the format readers raise on bytes that do not follow their format."""


def pages_of(name: str, data: bytes, kind: PictureFormat, limits: IntakeLimits) -> Iterator[PageImage]:
    """The pages of one picture file, in its order, one by one.

    Raises:
        DamagedFile, ImageTooLarge, TooManyPages: see ``certcopy.errors``.
    """
    with refusing_damage(name):
        yield from _READERS[kind](name, data, limits)


@contextlib.contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Turn what a reader raises into ``DamagedFile``; drop its warnings, which may quote content."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except UNREADABLE:
            raise DamagedFile(name=name) from None


def untouched(image: Image.Image, data: bytes, dpi: float, turn: Turn) -> PageImage | None:
    """The very JPEG that was handed in, less its private data; none where its colour is not plain.

    Raises:
        jpeg.BrokenJpeg: the file lacks its end.
        OSError: the samples are cut short.
    """
    _insist_on_all_samples(data)
    profile = image.info.get("icc_profile")
    if image.mode not in ("L", "RGB") or not jpeg.has_ordinary_colour(data):
        return None
    if profile and not colour.is_srgb(profile):
        return None
    kept = jpeg.without_private_data(data)
    return PageImage(kept, image.width, image.height, dpi, grey=image.mode == "L", turn=turn)


def _insist_on_all_samples(data: bytes) -> None:
    """Decode at an eighth of the size: that reads every sample there is, for a fifth of the time."""
    small = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    small.draft(small.mode, (1, 1))
    small.load()


def encoded(image: Image.Image, dpi: float, quality: int = QUALITY, *, settled: bool = False) -> PageImage:
    """The picture as one new JPEG, colour at full resolution (4:4:4)."""
    image.info.clear()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling=0, dpi=(round(dpi), round(dpi)))
    return PageImage(buffer.getvalue(), image.width, image.height, dpi, grey=image.mode == "L", settled=settled)


def _jpeg_pages(name: str, data: bytes, limits: IntakeLimits) -> Iterator[PageImage]:
    data = jpeg.with_its_height(data)
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    limits.check_size(name, *image.size)
    orientation, across, down = _orientation(image), *_stated_dpi(image)
    kept = untouched(image, data, likely_dpi(*image.size, across), TURN_OF_ORIENTATION.get(orientation, 0))
    if kept and orientation not in MIRRORED and _is_square(across, down):
        yield kept
    else:
        yield _redrawn(image)


def _png_pages(name: str, data: bytes, limits: IntakeLimits) -> Iterator[PageImage]:
    image = PngImagePlugin.PngImageFile(io.BytesIO(data))
    limits.check_size(name, *image.size)
    if not png.is_whole(data):
        raise DamagedFile(name=name)
    yield _redrawn(image)


def _heic_pages(name: str, data: bytes, limits: IntakeLimits) -> Iterator[PageImage]:
    image = pi_heif.HeifImageFile(io.BytesIO(data))
    limits.check_size(name, *image.size)
    yield _redrawn(image)


def _tiff_pages(name: str, data: bytes, limits: IntakeLimits) -> Iterator[PageImage]:
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(data))
    if image.n_frames > limits.pages:
        raise TooManyPages(pages=image.n_frames, limit=limits.pages)
    for number in range(image.n_frames):
        image.seek(number)
        if not _is_preview(image):
            limits.check_size(name, *image.size)
            yield _redrawn(image)


def _is_preview(image: TiffImagePlugin.TiffImageFile) -> bool:
    return bool(image.tag_v2.get(TiffImagePlugin.OSUBFILETYPE, 0) == 2 or image.tag_v2.get(254, 0) & 1)


def _redrawn(image: Image.Image) -> PageImage:
    orientation, across, down = _orientation(image), *_stated_dpi(image)
    if orientation in SIDEWAYS:
        across, down = down, across
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    upright = _squared(colour.plain(image), across, down)
    return encoded(upright, likely_dpi(*upright.size, max(across, down)))


def _squared(image: Image.Image, across: float, down: float) -> Image.Image:
    if _is_square(across, down):
        return image
    finest = max(across, down)
    size = round(image.width * finest / across), round(image.height * finest / down)
    return image.resize(size, Image.Resampling.BICUBIC)


def _is_square(across: float, down: float) -> bool:
    return max(across, down) <= SQUARE * min(across, down) or max(across, down) > 10 * min(across, down)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except UNREADABLE:
        return 1


def _stated_dpi(image: Image.Image) -> tuple[float, float]:
    stated = image.info.get("dpi", (0.0, 0.0))
    across, down = (float(value) if value else 0.0 for value in stated)
    return (across, down) if math.isfinite(across) and math.isfinite(down) else (0.0, 0.0)


_READERS = {"jpeg": _jpeg_pages, "png": _png_pages, "tiff": _tiff_pages, "heic": _heic_pages}

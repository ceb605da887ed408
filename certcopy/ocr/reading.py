"""From scan files to everything a machine can read off one original."""

from __future__ import annotations

import dataclasses
import io
import math
from typing import TYPE_CHECKING, cast, get_args

from PIL import Image, JpegImagePlugin

from certcopy.domain.page import Line, Page, PageImage, PageText, Reading, Turn, Word
from certcopy.ocr import cleaning, supplement
from certcopy.ocr.codes import codes_of
from certcopy.ocr.engine import OcrEngine, choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.traces import traces_of
from certcopy.ocr.understanding.understand import understand

if TYPE_CHECKING:
    from certcopy.ocr.cleaning import Cleaned

ORIENTATION_DPI = 150
SURE_OF_TURN = 3.0
FINEST_DPI = 350
READING_DPI = 300
WELL_READ = 92.0
FAIRLY_READ = 80.0
LEAST_WORDS = 5
DOUBTFUL = 55.0
LEAST_SKEW = 0.3
HARMFUL_SKEW = 1.0
LEAST_SCALING = 1.15
LARGEST_SCALING = 4.0
LARGEST_PIXELS = 40_000_000
TRANSPOSED = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def read_original(files: tuple[ScanFile, ...], engine: str = "auto") -> Reading:
    """Take in the files of one original, read every page, name the kind of paper and its first fields.

    Raises:
        BadScan: a file is refused (see ``intake.take_in``).
        NoOcrEngine, MissingModel: see ``engine.choose_engine``.
    """
    chosen = choose_engine(engine)
    return understand(tuple(read_page(image, chosen) for image in take_in(files)))


def read_image(image: PageImage, engine: str = "auto") -> Page:
    """One page, with the engine of that name: what a child process is asked for.

    Raises:
        NoOcrEngine, MissingModel: see ``engine.choose_engine``.
    """
    return read_page(image, choose_engine(engine))


def read_page(image: PageImage, engine: OcrEngine) -> Page:
    """Find which way is up, and read; where that is not sure or the page lies askew, straighten, scale, read again.

    Coloured print, which these cannot see, is read last. The page keeps its pixels: only ``turn`` may change.
    """
    picture = _decoded(image)
    grey, colour = cleaning.levelled(picture), cleaning.coloured(picture)
    first = _read_upright(image, grey, engine)
    turn = first.image.turn
    page = _read_better(first, _turned(grey, turn), engine)
    page = _with_colour(page, _turned(colour, turn), engine) if colour else page
    return _with_sights(page, _turned(picture, turn))


def clean_preview(image: PageImage) -> bytes:
    """The page as the engine sees it before any straightening, a grey PNG."""
    buffer = io.BytesIO()
    _turned(cleaning.levelled(_decoded(image)), image.turn).save(buffer, "PNG")
    return buffer.getvalue()


def _read_upright(image: PageImage, grey: Image.Image, engine: OcrEngine) -> Page:
    """The page as it lies, where a person said so; or where that makes no sense, as the engine says it should lie; or
    as it does make sense."""
    page = _read_turned(image, grey, image.turn, engine)
    if image.settled or _is_read(page, WELL_READ):
        return page
    turn = _turn_to_upright(_turned(grey, image.turn), image, engine)
    if turn is not None:
        return page if turn == image.turn else _read_turned(image, grey, turn, engine)
    if _is_read(page, FAIRLY_READ):
        return page
    others = [_read_turned(image, grey, other, engine) for other in get_args(Turn) if other != image.turn]
    return max((other for other in others if _is_read(other, FAIRLY_READ)), key=_worth, default=page)


def _read_turned(image: PageImage, grey: Image.Image, turn: Turn, engine: OcrEngine) -> Page:
    turned = dataclasses.replace(image, turn=turn)
    return _read_at(turned, _turned(grey, turn), 0.0, _reading_scale(image), engine)


def _read_better(first: Page, grey: Image.Image, engine: OcrEngine) -> Page:
    image, skew = first.image, cleaning.skew(grey, first.image.dpi)
    if _is_read(first, WELL_READ) and abs(skew) < HARMFUL_SKEW:
        return first
    scale = _second_scale(first, grey)
    if abs(skew) < LEAST_SKEW and 1 / LEAST_SCALING < scale / _reading_scale(image) < LEAST_SCALING:
        return first
    return max(first, _read_at(image, grey, skew, scale, engine), key=_worth)


def _read_at(image: PageImage, grey: Image.Image, skew: float, scale: float, engine: OcrEngine) -> Page:
    cleaned = cleaning.straightened(grey, skew, scale) if skew else cleaning.resized(grey, scale)
    return Page(image, _recognised(cleaned, image.dpi * scale, engine), skew)


def _second_scale(first: Page, grey: Image.Image) -> float:
    return _reading_scale(first.image) if _is_read(first, WELL_READ) else _scale_to_letters(first.text, grey)


def _scale_to_letters(text: PageText, grey: Image.Image) -> float:
    height = cleaning.word_height(text)
    wanted = cleaning.WORD_HEIGHT / height if height else 1.0
    largest = math.sqrt(LARGEST_PIXELS / (grey.width * grey.height))
    return min(max(wanted, 1 / LARGEST_SCALING), LARGEST_SCALING, max(largest, 1 / LARGEST_SCALING))


def _is_read(page: Page, confidence: float) -> bool:
    """That sure of itself, and of words that lie rather than stand: Tesseract reads lines on their side as well."""
    boxes = [word.box for word in page.text.words]
    lying = sum(box.width for box in boxes) > sum(box.height for box in boxes)
    return len(boxes) >= LEAST_WORDS and lying and page.text.confidence >= confidence


def _worth(page: Page) -> float:
    return sum((word.confidence - DOUBTFUL) * len(word.text) for word in page.text.words)


def _recognised(cleaned: Cleaned, dpi: float, engine: OcrEngine) -> PageText:
    text = engine.recognise(cleaned.image, round(dpi))
    return PageText(tuple(Line(tuple(_on_page(word, cleaned) for word in line.words)) for line in text.lines))


def _on_page(word: Word, cleaned: Cleaned) -> Word:
    return dataclasses.replace(word, box=cleaned.on_page(word.box))


def _with_colour(page: Page, colour: Image.Image, engine: OcrEngine) -> Page:
    found = _read_at(page.image, colour, page.skew, _reading_scale(page.image), engine)
    return dataclasses.replace(page, text=supplement.supplemented(page.text, found.text))


def _with_sights(page: Page, picture: Image.Image) -> Page:
    """The page with its QR codes, and what its pixels show of seals and copiers."""
    return dataclasses.replace(page, codes=codes_of(picture), traces=traces_of(picture, page.image.dpi))


def _reading_scale(image: PageImage) -> float:
    return READING_DPI / image.dpi if image.dpi > FINEST_DPI else 1.0


def _turn_to_upright(grey: Image.Image, image: PageImage, engine: OcrEngine) -> Turn | None:
    small = cleaning.resized(grey, min(1.0, ORIENTATION_DPI / image.dpi)).image
    found = engine.orientation(small)
    sure = found.confidence >= SURE_OF_TURN
    return cast("Turn", (image.turn + found.turn) % 360) if sure else None


def _decoded(image: PageImage) -> Image.Image:
    return JpegImagePlugin.JpegImageFile(io.BytesIO(image.jpeg))


def _turned(picture: Image.Image, turn: Turn) -> Image.Image:
    return picture.transpose(TRANSPOSED[turn]) if turn else picture

"""From scan files to everything a machine can read off one original."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast, get_args

from PIL import Image, ImageOps, JpegImagePlugin

from certcopy.domain.page import MM_PER_INCH, Box, Line, Page, PageImage, PageText, Reading, Trace, Turn, Word
from certcopy.ocr import cleaning, supplement
from certcopy.ocr.codes import codes_of
from certcopy.ocr.combs import packed
from certcopy.ocr.diacritics import put_right
from certcopy.ocr.engine import OcrEngine
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.leaders import without_leaders
from certcopy.ocr.lie import lie_of
from certcopy.ocr.marks import with_marks
from certcopy.ocr.roman import numerals_put_right
from certcopy.ocr.signatures import with_signers
from certcopy.ocr.stacked import has_stacked_words
from certcopy.ocr.traces import small_page, traces_of
from certcopy.ocr.understanding.understand import understand
from certcopy.ocr.unread_ink import unread_ink

if TYPE_CHECKING:
    from certcopy.ocr.cleaning import Cleaned

ORIENTATION_DPI = 150
SURE_OF_TURN = 3.0
COARSEST_DPI, FINEST_DPI = 150, 260
READING_DPI = 225
"""A finer or a coarser page is read at this: letters of 12 to 14 points are then of the size that the models were
trained on, which takes a fifth less time and makes fewer errors."""
WELL_READ = 92.0
FAIRLY_READ = 80.0
LEAST_WORDS = 5
DOUBTFUL = 55.0
LEAST_SKEW = 0.3
HARMFUL_SKEW = 1.0
SURE_OF_SKEW = 2.5
LEAST_SCALING = 1.15
ENLARGED = 4 / 3
"""By how much a page is enlarged that was taken apart wrongly: at another size it seldom is."""
LONGEST_CARD_MM = 190.0
"""The longer side of a page that is no more than a card or a page of a passport."""
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
        NoOcrEngine, MissingModel: see ``engines.choose_engine``.
    """
    chosen = choose_engine(engine)
    return understand(tuple(read_page(image, chosen) for image in take_in(files)))


def read_image(image: PageImage, engine: str = "auto") -> Page:
    """One page, with the engine of that name: what a child process is asked for.

    Raises:
        NoOcrEngine, MissingModel: see ``engines.choose_engine``.
    """
    return read_page(image, choose_engine(engine))


def read_page(image: PageImage, engine: OcrEngine) -> Page:
    """A page image, as ``read_picture`` reads its pixels."""
    return read_picture(image, decoded(image), engine)


def read_picture(image: PageImage, picture: Image.Image, engine: OcrEngine) -> Page:
    """Find which way is up, and read; where that is not sure, straighten, scale to the letters, read again.

    Coloured print, which these cannot see, is read next; then words with unsure marks, and the names of who signed
    that seals ran into; last, marks are put right. The page keeps its pixels: only ``turn`` may change.
    """
    sheet = Sheet(image, picture)
    read = _without_other_side(sheet, _read_better(sheet, _read_upright(sheet, engine), engine), engine)
    page = _with_lines_again(sheet, _with_sights(sheet, read, engine), engine)
    return dataclasses.replace(page, text=put_right(numerals_put_right(page.text)))


def clean_preview(image: PageImage) -> bytes:
    """The page as the engine sees it before any straightening, a grey PNG."""
    buffer = io.BytesIO()
    turned(cleaning.levelled(decoded(image)), image.turn).save(buffer, "PNG")
    return buffer.getvalue()


class Sheet:
    """A page image, its pixels, and its black print at the scale at which it is read."""

    def __init__(self, image: PageImage, picture: Image.Image) -> None:
        self.image = image
        self.scale = _scale_of_reading(image.dpi)
        self.picture = picture
        self.white = cleaning.FAINT_WHITE if _is_card(image) else cleaning.WHITE
        self.level = cleaning.levelled(self.picture, self.scale, self.white)
        self.lie = lie_of(turned(self.level, image.turn), image.dpi * self.scale)

    def grey(self, turn: Turn, scale: float, white: int | None = None) -> Image.Image:
        """The black print, turned, at a scale of the page: above that of reading, as sharp as the scan is."""
        white = white or self.white
        is_there = scale <= self.scale and white == self.white
        return turned(self.level if is_there else cleaning.levelled(self.picture, scale, white), turn)

    def mirrored(self) -> Sheet:
        """The page as it is seen from behind."""
        image = dataclasses.replace(self.image, turn=_mirrored(self.image.turn))
        return Sheet(image, ImageOps.mirror(self.picture))

    def skew(self, turn: Turn) -> float:
        """The tilt of the lines of print once the page is turned; 0 where they then run down the page."""
        sideways = (turn - self.image.turn) % 180 == 90
        return self.lie.skew if sideways == self.lie.sideways else 0.0


def _is_card(image: PageImage) -> bool:
    """Whether the page is a card or a page of a passport, whose labels are small and grey."""
    return max(image.width, image.height) * MM_PER_INCH / image.dpi < LONGEST_CARD_MM


def _scale_of_reading(dpi: float) -> float:
    if COARSEST_DPI <= dpi <= FINEST_DPI:
        return 1.0
    return min(READING_DPI / dpi, LARGEST_SCALING)


def _read_upright(sheet: Sheet, engine: OcrEngine) -> Page:
    """The page as it lies, where a person said so; or where that makes no sense, as the engine says it should lie; or
    as it does make sense."""
    stated = sheet.image.turn
    page = None if sheet.lie.sideways and not sheet.image.settled else _read_turned(sheet, stated, engine)
    if page and (sheet.image.settled or _is_read(page, FAIRLY_READ)):
        return page
    turn = _turn_to_upright(sheet, engine)
    if page is None:
        page = _read_turned(sheet, stated if turn is None else turn, engine)
    elif turn not in (None, stated):
        page = max(page, _read_turned(sheet, turn, engine), key=worth)
    if turn is not None:
        return page
    others = (_read_turned(sheet, other, engine) for other in get_args(Turn) if other != stated)
    return max((other for other in others if _is_read(other, FAIRLY_READ)), key=worth, default=page)


def _read_turned(sheet: Sheet, turn: Turn, engine: OcrEngine) -> Page:
    skew = sheet.skew(turn) if sheet.lie.gain >= SURE_OF_SKEW else 0.0
    return _read_at(sheet, turn, skew if abs(skew) >= HARMFUL_SKEW else 0.0, sheet.scale, engine)


def _read_better(sheet: Sheet, first: Page, engine: OcrEngine) -> Page:
    if has_stacked_words(first.text):
        return max(first, _read_at(sheet, first.image.turn, first.skew, sheet.scale * ENLARGED, engine), key=worth)
    if _is_read(first, WELL_READ):
        return first
    turn, skew, scale = first.image.turn, sheet.skew(first.image.turn), _scale_to_letters(first)
    straight = abs(skew - first.skew) < LEAST_SKEW
    if straight and 1 / LEAST_SCALING < scale / sheet.scale < LEAST_SCALING:
        return first
    return max(first, _read_at(sheet, turn, skew, scale, engine, cleaning.FAINT_WHITE), key=worth)


def _without_other_side(sheet: Sheet, page: Page, engine: OcrEngine) -> Page:
    """The page without a word where its print makes sense in a mirror only: it shows through from the other side."""
    if len(page.text.words) < LEAST_WORDS or _is_read(page, FAIRLY_READ):
        return page
    other = _read_turned(sheet.mirrored(), _mirrored(page.image.turn), engine)
    if not _is_read(other, FAIRLY_READ):
        return page
    whole = Box(0, 0, *page.image.upright_size)
    return Page(page.image, PageText(()), traces=(Trace("show_through", whole, round(other.text.confidence, 1)),))


def _mirrored(turn: Turn) -> Turn:
    """What turns the mirror image of a page as this turns the page."""
    return cast("Turn", -turn % 360)


def _read_at(sheet: Sheet, turn: Turn, skew: float, scale: float, engine: OcrEngine, white: int | None = None) -> Page:
    grey = sheet.grey(turn, scale, white)
    image = dataclasses.replace(sheet.image, turn=turn)
    made = grey.width / image.upright_size[0]
    straight = cleaning.straightened(grey, skew, scale / made).scaled(1 / made)
    cleaned = dataclasses.replace(straight, image=without_leaders(straight.image, image.dpi * scale))
    return Page(image, _recognised(cleaned, image.dpi * scale, engine), skew)


def _scale_to_letters(first: Page) -> float:
    height = cleaning.word_height(first.text)
    wanted = cleaning.WORD_HEIGHT / height if height else 1.0
    largest = math.sqrt(LARGEST_PIXELS / (first.image.width * first.image.height))
    return min(max(wanted, 1 / LARGEST_SCALING), LARGEST_SCALING, max(largest, 1 / LARGEST_SCALING))


def _is_read(page: Page, confidence: float) -> bool:
    """That sure of itself, and of words that lie rather than stand: Tesseract reads lines on their side as well."""
    boxes = [word.box for word in page.text.words]
    lying = sum(box.width for box in boxes) > sum(box.height for box in boxes)
    return len(boxes) >= LEAST_WORDS and lying and page.text.confidence >= confidence


def worth(page: Page) -> float:
    """How much was read, and how surely: of two readings of a page the greater is the better."""
    return sum((word.confidence - DOUBTFUL) * len(word.text) for word in page.text.words)


def _recognised(cleaned: Cleaned, dpi: float, engine: OcrEngine) -> PageText:
    page = packed(cleaned.image, dpi)
    lines = engine.recognise(page.picture, round(dpi)).lines
    return PageText(tuple(Line(tuple(_on_page(page.placed(word), cleaned) for word in line.words)) for line in lines))


def _on_page(word: Word, cleaned: Cleaned) -> Word:
    return dataclasses.replace(word, box=cleaned.on_page(word.box))


def _with_sights(sheet: Sheet, page: Page, engine: OcrEngine) -> Page:
    """The page with its QR codes, what its pixels show of seals and copiers, and the coloured print that stands where
    no seal is and nothing was read so far."""
    picture, dpi = turned(sheet.picture, page.image.turn), page.image.dpi
    small = small_page(picture, dpi)
    traces = (*page.traces, *traces_of(picture, dpi, small))
    page = dataclasses.replace(page, codes=codes_of(picture), traces=traces)
    known = [word.box for word in page.text.words if word.confidence >= FAIRLY_READ]
    known += [trace.box for trace in page.traces if trace.kind == "red_seal"]
    for part in unread_ink(small, known):
        page = _with_coloured_part(sheet, page, part, known, engine)
    return page


def _with_coloured_part(sheet: Sheet, page: Page, part: Box, known: Sequence[Box], engine: OcrEngine) -> Page:
    picture = turned(sheet.picture, page.image.turn).crop(part.outward)
    layer = cleaning.coloured(picture, sheet.scale)
    if layer is None:
        return page
    there = (box.moved(-part.left, -part.top).scaled(sheet.scale) for box in known)
    fresh = cleaning.straightened(cleaning.without(layer, there), _tilt(sheet, page.image.turn), 1.0)
    placed = fresh.scaled(1 / sheet.scale).moved(part.left, part.top)
    found = _recognised(placed, page.image.dpi * sheet.scale, engine)
    return dataclasses.replace(page, text=supplement.supplemented(page.text, found))


def _with_lines_again(sheet: Sheet, page: Page, engine: OcrEngine) -> Page:
    """The page with lines that were read poorly, and that names may stand on, read once more by themselves."""
    turn = page.image.turn
    tilt = _tilt(sheet, turn)
    page = with_marks(page, turned(sheet.picture, turn), sheet.scale, tilt, engine)
    return with_signers(page, sheet.grey(turn, sheet.scale), tilt, engine)


def _tilt(sheet: Sheet, turn: Turn) -> float:
    """The skew that a part of a page is straightened by before it is read."""
    skew = sheet.skew(turn)
    return skew if abs(skew) >= LEAST_SKEW else 0.0


def _turn_to_upright(sheet: Sheet, engine: OcrEngine) -> Turn | None:
    grey = turned(sheet.level, sheet.image.turn)
    small = grey.resize(_at_most(grey.size, ORIENTATION_DPI / (sheet.image.dpi * sheet.scale)), Image.Resampling.BOX)
    found = engine.orientation(small)
    sure = found.confidence >= SURE_OF_TURN
    return cast("Turn", (sheet.image.turn + found.turn) % 360) if sure else None


def _at_most(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (max(1, round(side * min(1.0, scale))) for side in size)
    return width, height


def decoded(image: PageImage) -> Image.Image:
    """The stored pixels."""
    return JpegImagePlugin.JpegImageFile(io.BytesIO(image.jpeg))


def turned(picture: Image.Image, turn: Turn) -> Image.Image:
    """The picture rotated clockwise."""
    return picture.transpose(TRANSPOSED[turn]) if turn else picture

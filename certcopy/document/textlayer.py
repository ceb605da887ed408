"""The words of a scan as text that is found and copied but not seen.

One ``Tj`` a line segment, axis-aligned, in a font without visible glyphs: measured to lose the fewest words in
poppler and PDFium. PDF/A-2 exempts rendering mode 3 from glyph checks except that ``.notdef`` is never shown
(ISO 19005-2, 6.2.11.4 and 6.2.11.8), so every letter maps to one empty glyph that exists.
"""

from __future__ import annotations

import dataclasses
import io
import statistics
import unicodedata
from collections.abc import Iterator

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from certcopy.document import fonts
from certcopy.document.fonts import THOUSAND, UsedFont
from certcopy.domain.page import POINTS_PER_INCH, Line, PageImage, PageText, Word

ADVANCE = 500
DESCENT = 0.2
GAP = 1.5
EPOCH = 2_082_844_800
"""1970 in seconds since 1904, as fonts count: the font never changes, so neither does its date."""


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand close together on a line. Points; ``stretch`` in percent makes the text as wide as the print."""

    text: str
    left: float
    baseline: float
    size: float
    stretch: float


def segments(text: PageText, image: PageImage, left: float, bottom: float) -> tuple[Segment, ...]:
    """The segments of a page whose scan stands with its lower left corner at (left, bottom)."""
    scale = POINTS_PER_INCH / image.dpi
    height = image.upright_size[1]
    return tuple(_segment(words, scale, left, bottom + height * scale) for line in text.lines for words in _runs(line))


def embed(pdf: pikepdf.Pdf, used: UsedFont) -> pikepdf.Object:
    """Put the font without visible glyphs into the PDF and return its dictionary."""
    count = len(used.letters)
    return fonts.composite_font(
        pdf, "GlyphlessCertCopy", _program(), [0] + [1] * count, [0.0] + [float(ADVANCE)] * count, used
    )


def _runs(line: Line) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in map(_cleaned, line.words):
        if not word.text or word.box.width <= 0 or word.box.height <= 0:
            continue
        if run and _apart(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _apart(before: Word, after: Word) -> bool:
    letter = max(before.box.height, after.box.height)
    return not -letter <= after.box.left - before.box.right <= GAP * letter


def _cleaned(word: Word) -> Word:
    letters = unicodedata.normalize("NFC", word.text)
    text = "".join(c for c in letters if not unicodedata.category(c).startswith(("C", "Z")))
    return dataclasses.replace(word, text=text)


def _segment(words: list[Word], scale: float, left: float, top: float) -> Segment:
    text = " ".join(word.text for word in words)
    size = statistics.median(word.box.height for word in words) * scale
    start, end = words[0].box.left, max(word.box.right for word in words)
    bottom = statistics.median(word.box.bottom for word in words)
    natural = len(text) * ADVANCE * size / THOUSAND
    stretch = 100 * (end - start) * scale / natural
    return Segment(text, left + start * scale, top - bottom * scale + DESCENT * size, size, stretch)


def _program() -> bytes:
    builder = FontBuilder(THOUSAND, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": Glyph(), "blank": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (0, 0), "blank": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    builder.updateHead(created=EPOCH, modified=EPOCH)
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()

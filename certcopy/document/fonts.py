"""The letters of a copy: measuring them, and embedding just those that are used.

Liberation Serif (SIL Open Font License 1.1, see ``fonts/LICENSE``) has the metrics of Times New Roman, which
NĐ 30/2020/NĐ-CP, Phụ lục I asks for, and every Vietnamese letter.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import io
import pathlib
import unicodedata

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

FOLDER = pathlib.Path(__file__).parent / "fonts"
THOUSAND = 1000
UNUSED_TABLES = ["GDEF", "GPOS", "GSUB", "kern", "FFTM", "PCLT"]
REPLACEMENT = "\N{WHITE SQUARE}"
"""Stands visibly for a letter that the family lacks."""


class Face(enum.Enum):
    """A face of the family, by its file."""

    REGULAR = "LiberationSerif-Regular.ttf"
    BOLD = "LiberationSerif-Bold.ttf"


def width(text: str, face: Face, size: float) -> float:
    """The width of one line of text, in points at ``size`` points."""
    return sum(advance(letter, face) for letter in printable(text, face)) * size / THOUSAND


def printable(text: str, face: Face) -> str:
    """The text in NFC, with a white square for each letter that the face lacks."""
    known = _advances(face)
    return "".join(letter if letter in known else REPLACEMENT for letter in unicodedata.normalize("NFC", text))


def advance(letter: str, face: Face) -> float:
    """How far one letter moves the pen, in thousandths of the size."""
    return _advances(face)[letter]


class UsedFont:
    """One face as one PDF uses it: letters are numbered (CIDs) in the order they first appear."""

    def __init__(self) -> None:
        self.letters: dict[str, int] = {}

    def encode(self, text: str) -> str:
        """The operand of ``Tj`` for the text: two bytes a letter, in hexadecimal."""
        return "<" + "".join(f"{self._number(letter):04X}" for letter in text) + ">"

    def _number(self, letter: str) -> int:
        return self.letters.setdefault(letter, len(self.letters) + 1)


def embed(pdf: pikepdf.Pdf, face: Face, used: UsedFont) -> pikepdf.Object:
    """Put the used letters of a face into the PDF and return the font dictionary."""
    program, glyphs = _subset(face, "".join(used.letters))
    widths = [0.0, *(advance(letter, face) for letter in used.letters)]
    name = _tag(program) + "+" + face.value.removesuffix(".ttf")
    return composite_font(pdf, name, program, [0, *glyphs], widths, used)


def composite_font(
    pdf: pikepdf.Pdf, name: str, program: bytes, glyphs: list[int], widths: list[float], used: UsedFont
) -> pikepdf.Object:
    """A Type 0 font over a TrueType program (ISO 32000-1, 9.7): ``glyphs`` and ``widths`` are listed by CID."""
    places = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + name),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, name, program)),
        CIDToGIDMap=pdf.make_indirect(Stream(pdf, places)),
        W=Array([0, Array([int(each) for each in widths])]),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + name),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(used))),
        )
    )


def _descriptor(pdf: pikepdf.Pdf, name: str, program: bytes) -> pikepdf.Dictionary:
    font = TTFont(io.BytesIO(program), lazy=True)
    scale = THOUSAND / font["head"].unitsPerEm
    head, hhea = font["head"], font["hhea"]
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + name),
        Flags=4,
        FontBBox=Array([round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=0,
        Ascent=round(hhea.ascent * scale),
        Descent=round(hhea.descent * scale),
        CapHeight=round(hhea.ascent * scale),
        StemV=80,
        FontFile2=pdf.make_indirect(Stream(pdf, program, Length1=len(program))),
    )


def _to_unicode(used: UsedFont) -> bytes:
    pairs = [f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, number in used.letters.items()]
    groups = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    maps = "".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar\n" for group in groups)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{maps}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _subset(face: Face, letters: str) -> tuple[bytes, list[int]]:
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    options.drop_tables += UNUSED_TABLES
    worker = subset.Subsetter(options)
    worker.populate(text=letters)
    with _open(face) as font:
        worker.subset(font)
        out = io.BytesIO()
        font.save(out)
        cmap = font.getBestCmap()
        return out.getvalue(), [font.getGlyphID(cmap[ord(letter)]) for letter in letters]


def _tag(program: bytes) -> str:
    """Six capitals that name a subset (ISO 32000-1, 9.6.4), drawn from its content."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


@functools.cache
def _advances(face: Face) -> dict[str, float]:
    with _open(face) as font:
        scale = THOUSAND / font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {chr(code): float(round(metrics[glyph][0] * scale)) for code, glyph in font.getBestCmap().items()}


def _open(face: Face) -> TTFont:
    return TTFont(FOLDER / face.value, recalcTimestamp=False, lazy=True)

"""What is drawn on one page or in one appearance, as PDF operators (ISO 32000-1, 8 and 9)."""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf
from pikepdf import Dictionary, Name, Stream

from certcopy.document import fonts, textlayer
from certcopy.document.fonts import Face, UsedFont
from certcopy.document.paragraph import Colour, Column
from certcopy.document.textlayer import Segment

Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]

FACES = {Face.REGULAR: "/FR", Face.BOLD: "/FB"}
INVISIBLE = "/FI"


class TypeCase:
    """The fonts of one PDF in the making, shared by all its canvases."""

    def __init__(self) -> None:
        self.faces = {face: UsedFont() for face in FACES}
        self.invisible = UsedFont()

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font resources, with every letter that was drawn embedded."""
        resources = Dictionary()
        for face, name in FACES.items():
            if self.faces[face].letters:
                resources[name] = fonts.embed(pdf, face, self.faces[face])
        if self.invisible.letters:
            resources[INVISIBLE] = textlayer.embed(pdf, self.invisible)
        return pdf.make_indirect(resources)


class Canvas:
    """A surface of ``width`` × ``height`` points, origin at the bottom left."""

    def __init__(self, width: float, height: float, case: TypeCase) -> None:
        self.width = width
        self.height = height
        self.case = case
        self._operators: list[str] = []
        self._images: dict[str, pikepdf.Object] = {}

    def column(self, column: Column, left: float, top: float) -> None:
        """Draw set text with its top left corner at (left, top)."""
        self._operators.append("q BT")
        for row in column.rows:
            letters = self.case.faces[row.paragraph.face].encode(row.text)
            self._operators += [
                f"{FACES[row.paragraph.face]} {number(row.paragraph.size)} Tf",
                f"{colour(row.paragraph.colour)} rg",
                f"1 0 0 1 {number(left + row.left)} {number(top - row.baseline)} Tm",
                f"{letters} Tj",
            ]
        self._operators.append("ET Q")

    def invisible(self, segments: Iterable[Segment]) -> None:
        """Lay the words of a scan over it, unseen but found and copied (text rendering mode 3)."""
        self._operators.append("q BT 3 Tr")
        for segment in segments:
            letters = self.case.invisible.encode(segment.text + " ")
            self._operators += [
                f"{INVISIBLE} {number(segment.size)} Tf",
                f"{number(segment.stretch)} Tz",
                f"1 0 0 1 {number(segment.left)} {number(segment.baseline)} Tm",
                f"{letters} Tj",
            ]
        self._operators.append("ET Q")

    def rule(self, left: float, right: float, height: float, thickness: float = 0.5) -> None:
        """Draw a horizontal line."""
        ends = f"{number(left)} {number(height)} m {number(right)} {number(height)} l"
        self._operators.append(f"q {number(thickness)} w {ends} S Q")

    def fill(self, rectangles: Iterable[Rectangle]) -> None:
        """Fill black rectangles (left, bottom, width, height) as one shape."""
        self._operators += [" ".join(map(number, each)) + " re" for each in rectangles]
        self._operators.append("f")

    def image(self, image: pikepdf.Object, matrix: Matrix, grey: float = 0.0, prefix: str = "I") -> None:
        """Draw an image whose unit square the matrix carries to its place; a mask is painted in ``grey``. Its name is
        the prefix with a number, counted in the order of painting."""
        name = f"/{prefix}{len(self._images)}"
        self._images[name] = image
        self._operators.append(f"q {number(grey)} g {' '.join(map(number, matrix))} cm {name} Do Q")

    def put(self, pdf: pikepdf.Pdf, font_resources: pikepdf.Object) -> None:
        """Add the surface to the PDF as its next page."""
        content = "\n".join(self._operators).encode("ascii")
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, exact(self.width), exact(self.height)],
            Resources=Dictionary(Font=font_resources, XObject=Dictionary(self._images)),
            Contents=pdf.make_indirect(Stream(pdf, content)),
            Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def number(value: float) -> str:
    """A number as PDF writes it: at most four decimals, no exponent."""
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def exact(value: float) -> pikepdf.Object:
    """The same number for a dictionary."""
    return pikepdf.Object.parse(number(value).encode("ascii"))


def colour(value: Colour) -> str:
    """The operands of ``rg``."""
    return " ".join(map(number, value))

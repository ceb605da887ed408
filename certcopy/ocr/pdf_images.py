"""A PDF whose pages are scanned images: each page's own JPEG if it has one, or else drawn at 300 dpi."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as native
from PIL import JpegImagePlugin

from certcopy.domain.page import POINTS_PER_INCH, PageImage, Turn
from certcopy.errors import DamagedFile, EmptyFile, EncryptedPdf, NotPageImages, TooManyPages
from certcopy.ocr import colour, pdf_guard, picture
from certcopy.ocr.limits import IntakeLimits, likely_dpi

DRAWN_DPI = 300
A4_LONG_PIXELS = 3508
LARGEST_POINTS = 1370
SMALLEST_POINTS = 113
COVERS = 0.98
INVISIBLE = frozenset({native.FPDF_TEXTRENDERMODE_INVISIBLE, native.FPDF_TEXTRENDERMODE_CLIP})
UNSEEN_ANNOTATIONS = ("/Link", "/Popup")
Bounds = tuple[float, float, float, float]


def pages_of(name: str, data: bytes, limits: IntakeLimits) -> Iterator[PageImage]:
    """The pages of a PDF of images, in its order, one by one.

    Raises:
        AlreadySigned, EncryptedPdf, ActivePdf, DamagedFile: the file as a whole is refused.
        EmptyFile, TooManyPages, NotPageImages, ImageTooLarge: its pages are.
    """
    pdf_guard.refuse_signed_bytes(name, data)
    with picture.refusing_damage(name), _opened(name, data) as pdf:
        pdf_guard.refuse_beyond_paper(name, pdf)
        _check_count(name, len(pdf.pages), limits)
        with contextlib.closing(pdfium.PdfDocument(data)) as drawing:
            for number in range(len(pdf.pages)):
                yield _page_image(name, pdf, drawing, number, limits)


def _opened(name: str, data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise EncryptedPdf(name=name) from None
    except pikepdf.PdfError:
        raise DamagedFile(name=name) from None


def _check_count(name: str, pages: int, limits: IntakeLimits) -> None:
    if not pages:
        raise EmptyFile(name=name)
    if pages > limits.pages:
        raise TooManyPages(pages=pages, limit=limits.pages)


def _page_image(
    name: str, pdf: pikepdf.Pdf, drawing: pdfium.PdfDocument, number: int, limits: IntakeLimits
) -> PageImage:
    with contextlib.closing(drawing[number]) as page:
        _show_something(page)
        seen = _seen(page)
        if not all(isinstance(item, pdfium.PdfImage) for item in seen) or not seen:
            raise NotPageImages(name=name, page=number + 1)
        if _is_written_upon(pdf.pages[number]):
            raise NotPageImages(name=name, page=number + 1)
        images = [item for item in seen if isinstance(item, pdfium.PdfImage)]
        for image in images:
            limits.check_size(name, *image.get_px_size())
        return _own_jpeg(page, images, pdf.pages[number]) or _drawn(name, page, limits)


def _show_something(page: pdfium.PdfPage) -> None:
    """Show all of a page whose crop box leaves nothing of it, as pdf.js does: to PDFium an empty box is none."""
    if not _area(page.get_bbox()):
        page.set_cropbox(0, 0, 0, 0)


def _seen(page: pdfium.PdfPage) -> list[pdfium.PdfObject]:
    """What is painted, without what the last opaque image that fills the page hides."""
    painted = [item for item in page.get_objects() if _paints(item)]
    covers = [index for index, item in enumerate(painted) if _fills(page, item)]
    return painted[covers[-1] :] if covers else painted


def _paints(item: pdfium.PdfObject) -> bool:
    if item.type == native.FPDF_PAGEOBJ_TEXT:
        return native.FPDFTextObj_GetTextRenderMode(item) not in INVISIBLE
    if item.type == native.FPDF_PAGEOBJ_PATH:
        fill, stroke = native.c_int(), native.c_int()
        native.FPDFPath_GetDrawMode(item, fill, stroke)
        return bool(fill.value or stroke.value)
    return bool(item.type != native.FPDF_PAGEOBJ_FORM)


def _fills(page: pdfium.PdfPage, item: pdfium.PdfObject) -> bool:
    if item.level or not isinstance(item, pdfium.PdfImage) or native.FPDFPageObj_HasTransparency(item):
        return False
    shown = _common(item.get_bounds(), page.get_bbox())
    return _area(shown) >= COVERS * _area(page.get_bbox())


def _common(one: Bounds, other: Bounds) -> Bounds:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _is_written_upon(page: pikepdf.Page) -> bool:
    annotations = page.obj.get("/Annots") or pikepdf.Array()
    return any(str(annotation.get("/Subtype")) not in UNSEEN_ANNOTATIONS for annotation in annotations)


def _own_jpeg(page: pdfium.PdfPage, images: list[pdfium.PdfImage], structure: pikepdf.Page) -> PageImage | None:
    if len(images) != 1 or not _lies_square(page, images[0]):
        return None
    data = _plain_jpeg(images[0], structure)
    if data is None:
        return None
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    if image.size != images[0].get_px_size():
        return None
    dpi = likely_dpi(*image.size, image.width * POINTS_PER_INCH / images[0].get_matrix().a)
    return picture.untouched(image, data, dpi, _turn(page))


def _lies_square(page: pdfium.PdfPage, image: pdfium.PdfImage) -> bool:
    a, b, c, d, _, _ = image.get_matrix().get()
    width, height = image.get_px_size()
    upright = a > 0 and d > 0 and abs(b) + abs(c) < 0.01
    square = upright and abs(width / a * d / height - 1) < picture.SQUARE - 1
    return square and _fills(page, image) and _area(image.get_bounds()) * COVERS <= _area(page.get_bbox())


def _plain_jpeg(image: pdfium.PdfImage, structure: pikepdf.Page) -> bytes | None:
    streams = list(structure.images.values())
    if image.get_filters(skip_simple=True) != ["DCTDecode"] or len(streams) != 1:
        return None
    if any(key in streams[0] for key in ("/SMask", "/Mask", "/Decode")) or not _has_plain_colours(streams[0]):
        return None
    return bytes(image.get_data(decode_simple=True))


def _has_plain_colours(stream: pikepdf.Object) -> bool:
    space = stream.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) == 2 and space[0] == pikepdf.Name.ICCBased:
        return colour.is_srgb(space[1].read_bytes())
    return space in (pikepdf.Name.DeviceRGB, pikepdf.Name.DeviceGray)


def _turn(page: pdfium.PdfPage) -> Turn:
    turns: dict[int, Turn] = {90: 90, 180: 180, 270: 270}
    return turns.get(page.get_rotation(), 0)


def _drawn(name: str, page: pdfium.PdfPage, limits: IntakeLimits) -> PageImage:
    scale = _scale(*page.get_size())
    width, height = (round(side * scale) for side in page.get_size())
    limits.check_size(name, width, height)
    drawn = page.render(scale=scale, draw_annots=False, may_draw_forms=False).to_pil()
    dpi = likely_dpi(drawn.width, drawn.height, scale * POINTS_PER_INCH)
    return picture.encoded(colour.plain(drawn), dpi)


def _scale(width: float, height: float) -> float:
    if max(width, height) <= LARGEST_POINTS and min(width, height) >= SMALLEST_POINTS:
        return DRAWN_DPI / POINTS_PER_INCH
    return A4_LONG_PIXELS / max(width, height)

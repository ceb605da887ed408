"""What forgers do to a signed file, each as a function from the file to the forgery."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

Attack = Callable[[bytes], bytes]


def overwritten_page_without_end_mark(pdf: bytes) -> bytes:
    """A new page object, an empty table and a pointer, but no end mark: some viewers show the forged page."""
    return pdf + _forged_page(pdf, end=b"")


def overwritten_page_left_off_the_table(pdf: bytes) -> bytes:
    """The same with an end mark: viewers that repair files find the object that the table does not list."""
    return pdf + _forged_page(pdf, end=b"%%EOF\n")


def _forged_page(pdf: bytes, end: bytes) -> bytes:
    reader = PdfFileReader(io.BytesIO(pdf))
    page = reader.root["/Pages"]["/Kids"].raw_get(0)
    forged = b"%d 0 obj\n<</Type/Page/MediaBox[0 0 200 200]>>\nendobj\n" % page.idnum
    trailer = b"xref\n0 0\ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        reader.trailer["/Size"],
        reader.root_ref.idnum,
        reader.last_startxref or 0,
    )
    return forged + trailer + b"startxref\n%d\n" % (len(pdf) + len(forged)) + end


def garbage_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"garbage"


def second_document_after_the_end(pdf: bytes) -> bytes:
    return pdf + pdf


def last_bytes_cut_off(pdf: bytes) -> bytes:
    return pdf[:-3]


def repainted_page(pdf: bytes) -> bytes:
    """A proper incremental update that paints over the first page."""

    def paint(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        over = StreamObject(stream_data=b"0 0 0 rg 50 50 400 400 re f")
        page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer.add_object(over)])
        writer.update_container(page)

    return _updated(pdf, paint)


def hidden_text_replaced(pdf: bytes) -> bytes:
    """A proper incremental update that changes what the page holds and nothing that one sees."""

    def replace(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        over = StreamObject(stream_data=b"BT 3 Tr ET")
        page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer.add_object(over)])
        writer.update_container(page)

    return _updated(pdf, replace)


def added_page(pdf: bytes) -> bytes:
    def add(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        box = ArrayObject([NumberObject(0), NumberObject(0), NumberObject(200), NumberObject(200)])
        page = DictionaryObject({NameObject("/Type"): NameObject("/Page"), NameObject("/MediaBox"): box})
        page[NameObject("/Parent")] = writer.root.raw_get("/Pages")
        pages["/Kids"].append(writer.add_object(page))
        pages[NameObject("/Count")] = NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages["/Kids"])
        writer.update_container(pages)

    return _updated(pdf, add)


def stamped_annotation(pdf: bytes) -> bytes:
    """A visible annotation laid over the first page."""

    def stamp(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        box = ArrayObject([NumberObject(n) for n in (60, 60, 300, 300)])
        square = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Square"), "/Rect": box}
        colour = ArrayObject([NumberObject(1), NumberObject(0), NumberObject(0)])
        annotation = DictionaryObject({NameObject(key): value for key, value in square.items()})
        annotation[NameObject("/C")] = annotation[NameObject("/IC")] = colour
        page["/Annots"].append(writer.add_object(annotation))
        writer.update_container(page["/Annots"])

    return _updated(pdf, stamp)


def form_removed(pdf: bytes) -> bytes:
    """The list of fields is dropped, so that careless readers find no signature at all."""

    def remove(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    return _updated(pdf, remove)


def sub_filter_renamed(pdf: bytes) -> bytes:
    return pdf.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detaches")


def upper_case_contents(pdf: bytes) -> bytes:
    return _in_last_contents(pdf, bytes.upper)


def white_space_in_contents(pdf: bytes) -> bytes:
    return _in_last_contents(pdf, lambda text: text[:-2] + b"  ")


def padding_filled(pdf: bytes) -> bytes:
    return _in_last_contents(pdf, lambda text: text[:-1] + b"1")


def _in_last_contents(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    return pdf[:start] + change(pdf[start:end]) + pdf[end:]


def with_validation_data(pdf: bytes, certificates: tuple[Any, ...]) -> bytes:
    """No attack: what an archive may add."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates)

    return _updated(pdf, add)


def _updated(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

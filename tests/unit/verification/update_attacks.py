"""What can be appended to a signed file in an incremental update, each as a function from the file to the forgery."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

Attack = Callable[[bytes], bytes]
SCRIPT = "app.alert('x')"


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in entries.items()})


def numbers(*each: int) -> ArrayObject:
    return ArrayObject([NumberObject(number) for number in each])


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with one more revision in good form."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def script() -> DictionaryObject:
    return dictionary(S=name("JavaScript"), JS=TextStringObject(SCRIPT))


def first_page(writer: IncrementalPdfFileWriter) -> Any:
    node = writer.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0]
    writer.update_container(node)
    return node


def first_field(writer: IncrementalPdfFileWriter) -> Any:
    field = writer.root["/AcroForm"]["/Fields"][0]
    writer.update_container(field)
    return field


def signed_fields(writer: IncrementalPdfFileWriter) -> list[Any]:
    fields = writer.root["/AcroForm"]["/Fields"]
    return [field for field in (fields[number] for number in range(len(fields))) if "/V" in field]


def form_stream(data: bytes) -> StreamObject:
    box = {name("Type"): name("XObject"), name("Subtype"): name("Form"), name("BBox"): numbers(0, 0, 600, 900)}
    return StreamObject(box, stream_data=data)


def annotate(writer: IncrementalPdfFileWriter, **entries: Any) -> None:
    page = first_page(writer)
    annotation = dictionary(Type=name("Annot"), Rect=numbers(60, 60, 300, 300), F=NumberObject(4), **entries)
    if "/Annots" not in page:
        page[name("Annots")] = ArrayObject()
    annotations = page["/Annots"]
    annotations.append(writer.add_object(annotation))
    writer.update_container(annotations)


def page_entry(key: str, value: Callable[[], Any]) -> Attack:
    def attack(pdf: bytes) -> bytes:
        return updated(pdf, lambda writer: first_page(writer).__setitem__(name(key), value()))

    return attack


def catalog_entry(key: str, value: Callable[[], Any]) -> Attack:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[name(key)] = value()
        writer.update_root()

    return lambda pdf: updated(pdf, change)


def annotation(**entries: Any) -> Attack:
    return lambda pdf: updated(pdf, lambda writer: annotate(writer, **entries))


def content_replaced(pdf: bytes) -> bytes:
    """The page's content stream overwritten where it stands."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        reference = _content(first_page(writer))
        writer.objects[(reference.generation, reference.idnum)] = StreamObject(stream_data=b"0 g 0 0 300 300 re f")

    return updated(pdf, change)


def _content(page: Any) -> IndirectObject:
    raw = page.raw_get("/Contents")
    reference = raw if isinstance(raw, IndirectObject) else raw.raw_get(0)
    assert isinstance(reference, IndirectObject)
    return reference


def content_called_metadata(pdf: bytes) -> bytes:
    """The same, dressed up as the metadata of the document."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        reference = _content(first_page(writer))
        kind = {name("Type"): name("Metadata"), name("Subtype"): name("XML")}
        forged = StreamObject(kind, stream_data=b"0 g 0 0 300 300 re f")
        writer.objects[(reference.generation, reference.idnum)] = forged
        writer.root[name("Metadata")] = IndirectObject(reference.idnum, reference.generation, writer)
        writer.update_root()

    return updated(pdf, change)


def content_called_certificate(pdf: bytes) -> bytes:
    """The same, listed as a certificate of the security store."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        reference = _content(first_page(writer))
        forged = StreamObject(stream_data=b"0 g 0 0 300 300 re f")
        writer.objects[(reference.generation, reference.idnum)] = forged
        here = ArrayObject([IndirectObject(reference.idnum, reference.generation, writer)])
        writer.root[name("DSS")] = writer.add_object(dictionary(Certs=here))
        writer.update_root()

    return updated(pdf, change)


def resources_replaced(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        first_page(writer)[name("Resources")] = dictionary(Font=dictionary())

    return updated(pdf, change)


def picture_or_font_replaced(pdf: bytes) -> bytes:
    """Whatever the page draws with first is overwritten by something else of its kind."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        resources = first_page(writer)["/Resources"]
        kind = "/XObject" if "/XObject" in resources else "/Font"
        key = next(iter(resources[kind]))
        thing = resources[kind][key]
        if kind == "/XObject":
            thing[name("Decode")] = numbers(1, 0)
        else:
            thing[name("BaseFont")] = name("Courier")
        writer.update_container(thing)

    return updated(pdf, change)


def page_twice(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"].append(pages["/Kids"].raw_get(0))
        pages[name("Count")] = NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages["/Kids"])
        writer.update_container(pages)

    return updated(pdf, change)


def pages_replaced(pdf: bytes) -> bytes:
    """A new page tree with one blank page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = dictionary(Type=name("Pages"), Count=NumberObject(1))
        place = writer.add_object(tree)
        blank = dictionary(Type=name("Page"), MediaBox=numbers(0, 0, 300, 300), Parent=place)
        tree[name("Kids")] = ArrayObject([writer.add_object(blank)])
        writer.root[name("Pages")] = place
        writer.update_root()

    return updated(pdf, change)


def pages_in_a_circle(pdf: bytes) -> bytes:
    """A tree of pages that contains itself: found by fuzzing, it once kept the verification busy for good."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages[name("Kids")] = ArrayObject([writer.root.raw_get("/Pages"), pages["/Kids"].raw_get(0)])
        writer.update_container(pages)

    return updated(pdf, change)


def fields_in_a_circle(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = dictionary(T=TextStringObject("x"))
        place = writer.add_object(field)
        field[name("Kids")] = ArrayObject([place, place])
        writer.root["/AcroForm"]["/Fields"].append(place)
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    return updated(pdf, change)


def fields_emptied(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[name("Fields")] = ArrayObject()
        writer.update_container(form)

    return updated(pdf, change)


def signature_taken_out(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        del first_field(writer)["/V"]

    return updated(pdf, change)


def signature_nulled(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        first_field(writer)[name("V")] = NullObject()

    return updated(pdf, change)


def signature_of_the_other_field(pdf: bytes) -> bytes:
    """The first field shows the signature of the last."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        first_field(writer)[name("V")] = signed_fields(writer)[-1].raw_get("/V")
        first_field(writer)[name("T")] = TextStringObject("Renamed")

    return updated(pdf, change)


def reason_rewritten(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        signature = signed_fields(writer)[-1]["/V"]
        signature[name("Reason")] = TextStringObject("Đã trả đủ tiền")
        writer.update_container(signature)

    return updated(pdf, change)


def permission_raised(pdf: bytes) -> bytes:
    """The certifier's permission set to 3 where it stands, then a mark upon the page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        signature = first_field(writer)["/V"]
        if "/Reference" in signature:
            signature["/Reference"][0]["/TransformParams"][name("P")] = NumberObject(3)
        writer.update_container(signature)
        annotate(writer, Subtype=name("Square"))

    return updated(pdf, change)


def permissions_removed(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        if "/Perms" in writer.root:
            del writer.root["/Perms"]
        writer.root[name("Lang")] = TextStringObject("xx")
        writer.update_root()

    return updated(pdf, change)


def widget_moved(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        first_field(writer)[name("Rect")] = numbers(0, 0, 500, 500)

    return updated(pdf, change)


def widget_taken_off(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = first_page(writer)
        page[name("Annots")] = ArrayObject()

    return updated(pdf, change)


def appearance_replaced(pdf: bytes) -> bytes:
    """The signature's picture says something else."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        picture = writer.add_object(form_stream(b"1 0 0 rg 0 0 600 900 re f"))
        first_field(writer)[name("AP")] = dictionary(N=picture)

    return updated(pdf, change)


def text_field_over_the_page(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        picture = writer.add_object(form_stream(b"1 1 1 rg 0 0 600 900 re f"))
        field = dictionary(
            FT=name("Tx"),
            T=TextStringObject("note"),
            V=TextStringObject("other"),
            Type=name("Annot"),
            Subtype=name("Widget"),
            Rect=numbers(0, 0, 600, 900),
            F=NumberObject(4),
            AP=dictionary(N=picture),
        )
        place = writer.add_object(field)
        writer.root["/AcroForm"]["/Fields"].append(place)
        writer.update_container(writer.root["/AcroForm"]["/Fields"])
        page = first_page(writer)
        page["/Annots"].append(place)
        writer.update_container(page["/Annots"])

    return updated(pdf, change)


def form_entry(key: str, value: Callable[[], Any]) -> Attack:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[name(key)] = value()
        writer.update_container(form)

    return lambda pdf: updated(pdf, change)


def field_acts(pdf: bytes) -> bytes:
    """The signature's widget runs a script when touched."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        first_field(writer)[name("AA")] = dictionary(E=script())

    return updated(pdf, change)


def evil_store(pdf: bytes) -> bytes:
    """A security store with an entry that is none."""
    return catalog_entry("DSS", lambda: dictionary(Certs=ArrayObject(), OpenAction=script()))(pdf)


def new_catalog(pdf: bytes) -> bytes:
    """The trailer leads to another catalogue, with the same pages and a script."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    number, out = int(reader.trailer["/Size"]), io.BytesIO()
    root = DictionaryObject({key: reader.root.raw_get(key) for key in reader.root})
    root[name("OpenAction")] = script()
    root.write_to_stream(out)
    forged = b"%d 0 obj\n%s\nendobj\n" % (number, out.getvalue())
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    end = _trailer(reader, len(pdf) + len(forged)).replace(
        b"/Root %d 0 R" % reader.root_ref.idnum, b"/Root %d 0 R" % number
    )
    return pdf + forged + table + end.replace(b"/Size %d" % number, b"/Size %d" % (number + 1))


def page_freed(pdf: bytes) -> bytes:
    """The table says that the page's content is free."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    node: Any = reader.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0]
    number = _content(node).idnum
    table = b"xref\n0 1\n0000000000 65535 f \n%d 1\n0000000000 00001 f \n" % number
    return pdf + table + _trailer(reader, len(pdf))


def table_entry_redirected(pdf: bytes) -> bytes:
    """The table moves the page's content to bytes that look like a comment of the update."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    node: Any = reader.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0]
    number = _content(node).idnum
    forged = b"%d 0 obj\n<</Length 20>>\nstream\n0 g 0 0 300 300 re f\nendstream\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    return pdf + forged + table + _trailer(reader, len(pdf) + len(forged))


def table_that_loops(pdf: bytes) -> bytes:
    """The new table names itself as the one before it."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        reader.trailer["/Size"],
        reader.root_ref.idnum,
        len(pdf),
    )
    return pdf + b"xref\n0 0\n" + trailer + b"startxref\n%d\n%%%%EOF\n" % len(pdf)


def encrypted_by_the_trailer(pdf: bytes) -> bytes:
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"00" * 32, b"00" * 32)
    return pdf + b"xref\n0 0\n" + _trailer(reader, len(pdf), b"/Encrypt " + lock)


def _trailer(reader: PdfFileReader, table: int, more: bytes = b"") -> bytes:
    entries = (reader.trailer["/Size"], reader.root_ref.idnum, reader.last_startxref or 0, more, table)
    return b"trailer\n<</Size %d/Root %d 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n" % entries


def empty_update(pdf: bytes) -> bytes:
    """A table with nothing in it."""
    return pdf + b"xref\n0 0\n" + _trailer(PdfFileReader(io.BytesIO(pdf), strict=False), len(pdf))


def two_end_marks(pdf: bytes) -> bytes:
    return pdf + b"%%EOF\n"


def layers_switched(pdf: bytes) -> bytes:
    """Layers whose default hides them."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        layer = writer.add_object(dictionary(Type=name("OCG"), Name=TextStringObject("x")))
        every = ArrayObject([layer])
        writer.root[name("OCProperties")] = dictionary(OCGs=every, D=dictionary(OFF=every))
        writer.update_root()

    return updated(pdf, change)


def file_attached(pdf: bytes) -> bytes:
    """A file among the attachments."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        inside = writer.add_object(StreamObject({name("Type"): name("EmbeddedFile")}, stream_data=b"MZ"))
        spec = dictionary(Type=name("Filespec"), F=TextStringObject("a.exe"), EF=dictionary(F=inside))
        pair = ArrayObject([TextStringObject("a.exe"), writer.add_object(spec)])
        writer.root[name("Names")] = dictionary(EmbeddedFiles=dictionary(Names=pair))
        writer.update_root()

    return updated(pdf, change)


UPDATES: dict[str, Attack] = {
    each.__name__: each
    for each in (
        content_replaced,
        content_called_metadata,
        content_called_certificate,
        resources_replaced,
        picture_or_font_replaced,
        page_twice,
        pages_replaced,
        pages_in_a_circle,
        fields_in_a_circle,
        fields_emptied,
        signature_taken_out,
        signature_nulled,
        signature_of_the_other_field,
        reason_rewritten,
        permission_raised,
        permissions_removed,
        widget_moved,
        widget_taken_off,
        appearance_replaced,
        text_field_over_the_page,
        field_acts,
        evil_store,
        new_catalog,
        page_freed,
        table_entry_redirected,
        table_that_loops,
        encrypted_by_the_trailer,
        layers_switched,
        file_attached,
    )
} | {
    "free text": annotation(Subtype=name("FreeText"), Contents=TextStringObject("X"), DA=TextStringObject("/F 9 Tf")),
    "stamp": annotation(Subtype=name("Stamp"), Name=name("Approved")),
    "link with a script": annotation(Subtype=name("Link"), A=script()),
    "attachment on the page": annotation(Subtype=name("FileAttachment")),
    "highlight": annotation(Subtype=name("Highlight"), QuadPoints=numbers(60, 90, 90, 90, 60, 60, 90, 60)),
    "open action": catalog_entry("OpenAction", script),
    "actions of the document": catalog_entry("AA", lambda: dictionary(WC=script())),
    "named script": catalog_entry("Names", lambda: dictionary(JavaScript=dictionary(Names=ArrayObject()))),
    "outlines": catalog_entry("Outlines", lambda: dictionary(Type=name("Outlines"))),
    "page labels": catalog_entry("PageLabels", lambda: dictionary(Nums=ArrayObject())),
    "page actions": page_entry("AA", lambda: dictionary(O=script())),
    "crop box": page_entry("CropBox", lambda: numbers(0, 0, 100, 100)),
    "media box": page_entry("MediaBox", lambda: numbers(0, 0, 100, 100)),
    "rotation": page_entry("Rotate", lambda: NumberObject(180)),
    "user unit": page_entry("UserUnit", lambda: NumberObject(7)),
    "appearances needed": form_entry("NeedAppearances", lambda: BooleanObject(True)),
    "XFA form": form_entry("XFA", lambda: ArrayObject()),
    "calculation order": form_entry("CO", lambda: ArrayObject()),
}
HARMLESS: dict[str, Attack] = {each.__name__: each for each in (empty_update, two_end_marks)}
"""Updates that change nothing a reader could see: refused on our own copies, which have one form."""

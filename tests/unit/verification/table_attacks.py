"""Updates by every kind of table a PDF may have: streams, object streams, hybrids of old tables and streams; each
written by hand, so that objects stand where a careless reader does not look (ISO 32000-2, 7.5.6 to 7.5.8)."""

from __future__ import annotations

import io
from collections.abc import Callable

from pyhanko.pdf_utils.reader import PdfFileReader

Attack = Callable[[bytes], bytes]
FREE, PLAIN, PACKED = 0, 1, 2
Row = tuple[int, int, int]
PAINT = b"0 g 0 0 300 300 re f"


class _Update:
    """What is appended, and what it must know of the file: its size, its catalogue, its first page's parts."""

    def __init__(self, pdf: bytes) -> None:
        reader = PdfFileReader(io.BytesIO(pdf))
        node = reader.root.raw_get("/Pages")
        while "/Kids" in node.get_object():
            self.parent, node = node, node.get_object()["/Kids"].raw_get(0)
        self.page = node.idnum
        contents = node.get_object().raw_get("/Contents")
        self.contents = (contents if hasattr(contents, "idnum") else contents.raw_get(0)).idnum
        self.size, self.root = int(reader.trailer["/Size"]), reader.root_ref.idnum
        self.previous = reader.last_startxref or 0
        self.start, self.body = len(pdf), b""
        self.pdf = pdf

    @property
    def here(self) -> int:
        return self.start + len(self.body)

    def add(self, data: bytes) -> int:
        """Append and say where it stands."""
        at = self.here
        self.body += data
        return at

    def add_stream(self, number: int, entries: bytes, data: bytes) -> int:
        head = b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        return self.add(head + data + b"\nendstream\nendobj\n")

    def add_packed(self, number: int, inside: int, thing: bytes, more: bytes = b"") -> int:
        """An object stream with one object."""
        head = b"%d 0 " % inside
        return self.add_stream(number, b"/Type/ObjStm/N 1/First %d%s" % (len(head), more), head + thing)

    def add_table_stream(self, number: int, rows: dict[int, Row], previous: int | None = None) -> int:
        """A cross-reference stream that lists these objects and itself."""
        rows = rows | {number: (PLAIN, self.here, 0)}
        index = b" ".join(b"%d 1" % each for each in sorted(rows))
        data = b"".join(_row(*rows[each]) for each in sorted(rows))
        entries = b"/Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root %d 0 R/Prev %d" % (
            index,
            self.size + 9,
            self.root,
            self.previous if previous is None else previous,
        )
        return self.add_stream(number, entries, data)

    def add_table(self, rows: dict[int, int], more: bytes = b"") -> int:
        lines = b"".join(b"%d 1\n%010d 00000 n \n" % each for each in sorted(rows.items()))
        trailer = b"<</Size %d/Root %d 0 R/Prev %d%s>>" % (self.size + 9, self.root, self.previous, more)
        return self.add(b"xref\n%strailer\n%s\n" % (lines, trailer))

    def ended(self, table: int) -> bytes:
        return self.pdf + self.body + b"startxref\n%d\n%%%%EOF\n" % table

    @property
    def blank_page(self) -> bytes:
        return b"<</Type/Page/MediaBox[0 0 200 200]/Parent %d 0 R>>" % self.parent.idnum


def _row(kind: int, where: int, index: int) -> bytes:
    return bytes([kind]) + where.to_bytes(4, "big") + index.to_bytes(2, "big")


def page_packed(pdf: bytes) -> bytes:
    """The first page anew, in an object stream that a cross-reference stream lists."""
    update = _Update(pdf)
    packed, table = update.size, update.size + 1
    at = update.add_packed(packed, update.page, update.blank_page)
    rows = {update.page: (PACKED, packed, 0), packed: (PLAIN, at, 0)}
    return update.ended(update.add_table_stream(table, rows))


def content_by_table_stream(pdf: bytes) -> bytes:
    """The page's content anew, listed by a cross-reference stream."""
    update = _Update(pdf)
    at = update.add_stream(update.contents, b"", PAINT)
    return update.ended(update.add_table_stream(update.size, {update.contents: (PLAIN, at, 0)}))


def page_freed_by_table_stream(pdf: bytes) -> bytes:
    update = _Update(pdf)
    return update.ended(update.add_table_stream(update.size, {update.page: (FREE, 0, 1)}))


def page_packed_in_a_hybrid(pdf: bytes) -> bytes:
    """The old table lists only the packing; /XRefStm beside it, the page inside."""
    update = _Update(pdf)
    packed, table = update.size, update.size + 1
    at = update.add_packed(packed, update.page, update.blank_page)
    stream = update.add_table_stream(table, {update.page: (PACKED, packed, 0)})
    return update.ended(update.add_table({packed: at, table: stream}, b"/XRefStm %d" % stream))


def hybrid_that_contradicts_itself(pdf: bytes) -> bytes:
    """The old table lists one content, /XRefStm another: two readers see two papers."""
    update = _Update(pdf)
    harmless = update.add_stream(update.contents, b"", b" ")
    forged = update.add_stream(update.contents, b"", PAINT)
    stream = update.add_table_stream(update.size, {update.contents: (PLAIN, forged, 0)})
    return update.ended(update.add_table({update.contents: harmless}, b"/XRefStm %d" % stream))


def hybrid_without_a_word(pdf: bytes) -> bytes:
    """The old table lists nothing, and everything stands in /XRefStm."""
    update = _Update(pdf)
    at = update.add_stream(update.contents, b"", PAINT)
    stream = update.add_table_stream(update.size, {update.contents: (PLAIN, at, 0)})
    return update.ended(update.add_table({}, b"/XRefStm %d" % stream))


def hybrid_that_points_back(pdf: bytes) -> bytes:
    """/XRefStm leads into what was signed, where no stream stands."""
    update = _Update(pdf)
    return update.ended(update.add_table({}, b"/XRefStm %d" % update.previous))


def packing_in_a_packing(pdf: bytes) -> bytes:
    """An object stream that extends another, which holds the page."""
    update = _Update(pdf)
    first, second, table = update.size, update.size + 1, update.size + 2
    below = update.add_packed(first, update.page, update.blank_page)
    above = update.add_packed(second, update.size + 5, b"null", b"/Extends %d 0 R" % first)
    rows = {update.page: (PACKED, first, 0), first: (PLAIN, below, 0), second: (PLAIN, above, 0)}
    return update.ended(update.add_table_stream(table, rows))


def packed_under_another_number(pdf: bytes) -> bytes:
    """The table says that the page is the first object of a stream which itself gives that object another number."""
    update = _Update(pdf)
    packed, table = update.size, update.size + 1
    at = update.add_packed(packed, update.size + 5, update.blank_page)
    rows = {update.page: (PACKED, packed, 0), packed: (PLAIN, at, 0)}
    return update.ended(update.add_table_stream(table, rows))


def table_stream_that_forgets(pdf: bytes) -> bytes:
    """A cross-reference stream whose /Prev skips the last revision."""
    update = _Update(pdf)
    at = update.add_stream(update.contents, b"", PAINT)
    earliest = pdf.index(b"xref\n") if b"\nxref\n" in pdf else 0
    return update.ended(update.add_table_stream(update.size, {update.contents: (PLAIN, at, 0)}, previous=earliest))


def catalogue_packed(pdf: bytes) -> bytes:
    """A new catalogue in an object stream: no form, so no signature that a careless reader finds."""
    update = _Update(pdf)
    packed, table = update.size, update.size + 1
    catalogue = b"<</Type/Catalog/Pages %d 0 R>>" % update.parent.idnum
    at = update.add_packed(packed, update.root, catalogue)
    rows = {update.root: (PACKED, packed, 0), packed: (PLAIN, at, 0)}
    return update.ended(update.add_table_stream(table, rows))


TABLES: dict[str, Attack] = {
    each.__name__: each
    for each in (
        page_packed,
        content_by_table_stream,
        page_freed_by_table_stream,
        page_packed_in_a_hybrid,
        hybrid_that_contradicts_itself,
        hybrid_without_a_word,
        hybrid_that_points_back,
        packing_in_a_packing,
        packed_under_another_number,
        table_stream_that_forgets,
        catalogue_packed,
    )
}

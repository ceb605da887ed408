"""What a forger does to an issued copy: every one of these must be called bad by somebody."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf

FORGED_PAGE = b"q 0.8 0.1 0.1 rg 60 60 400 500 re f Q"

Attack = Callable[[bytes], bytes]


def flip_in_scan(copy: bytes) -> bytes:
    """One bit of the scan's own bytes."""
    return _flip(copy, copy.index(b"/DCTDecode") + 2_000)


def flip_in_last_revision(copy: bytes) -> bytes:
    """One bit between the last signature's value and the end of the file."""
    return _flip(copy, copy.rindex(b"/ByteRange") + 100)


def garbage_after_the_end(copy: bytes) -> bytes:
    """Bytes that belong to no revision."""
    return copy + b"\n% not part of any revision\n" + bytes(range(32, 127)) * 4


def tail_without_end(copy: bytes) -> bytes:
    """The first page overwritten, an empty cross-reference table, no end-of-file mark: viewers rebuild the table and
    show the forged page; a reader that looks for the last end-of-file mark sees nothing of it."""
    forged, _ = _forged_objects(copy)
    return copy + forged + b"xref\nstartxref\n%d\n" % (len(copy) + len(forged))


def overwriting_revision(copy: bytes) -> bytes:
    """The first page overwritten in an ordinary incremental update."""
    forged, at = _forged_objects(copy)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in sorted(at.items()))
    before = copy[copy.rindex(b"startxref") :].split()[1]
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size + 1, root, before)
    start = b"startxref\n%d\n%%%%EOF\n" % (len(copy) + len(forged))
    return copy + forged + b"xref\n" + table + trailer + start


ATTACKS: dict[str, Attack] = {
    "byte flipped in the scan": flip_in_scan,
    "byte flipped in the last revision": flip_in_last_revision,
    "garbage after the end": garbage_after_the_end,
    "page overwritten, no end of file": tail_without_end,
    "page overwritten in a revision": overwriting_revision,
}


def _flip(copy: bytes, position: int) -> bytes:
    return copy[:position] + bytes([copy[position] ^ 1]) + copy[position + 1 :]


def _forged_objects(copy: bytes) -> tuple[bytes, dict[int, int]]:
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        page, content = pdf.pages[0].obj, int(pdf.trailer.Size)
        number = page.objgen[0]
        page.Contents = pdf.make_indirect(pikepdf.Dictionary())
        forged = page.unparse(resolved=True)
        place = b"%d 0 R" % page.Contents.objgen[0]
    head = b"\n%d 0 obj\n%s\nendobj\n" % (number, forged.replace(b"/Contents " + place, b"/Contents %d 0 R" % content))
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (content, len(FORGED_PAGE), FORGED_PAGE)
    return head + body, {number: len(copy) + 1, content: len(copy) + len(head)}

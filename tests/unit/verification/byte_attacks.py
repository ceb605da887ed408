"""What can be done to the bytes of a signed file, each as a function from the file to the forgery."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pikepdf

Attack = Callable[[bytes], bytes]
RANGE = re.compile(rb"/ByteRange\s*\[[^\]]*\]")


def _with_range(pdf: bytes, change: Callable[[list[int]], bytes]) -> bytes:
    """The last /ByteRange written anew, within the room it has."""
    found = list(RANGE.finditer(pdf))[-1]
    values = [int(each) for each in re.findall(rb"\d+", found[0])]
    new = b"/ByteRange [" + change(values) + b"]"
    return pdf[: found.start()] + new.ljust(len(found[0])) + pdf[found.start() + max(len(found[0]), len(new)) :]


def _text(*values: int) -> bytes:
    return b" ".join(b"%d" % each for each in values)


RANGES: dict[str, Callable[[list[int]], bytes]] = {
    "gap widened": lambda each: _text(each[0], each[1] - 40, each[2], each[3]),
    "range from byte 1": lambda each: _text(1, each[1] - 1, each[2], each[3]),
    "tail left out": lambda each: _text(each[0], each[1], each[2], each[3] - 8),
    "tail beyond the end": lambda each: _text(each[0], each[1], each[2], each[3] + 9),
    "overlapping": lambda each: _text(0, each[2], each[1], each[3]),
    "negative": lambda each: _text(0, each[1], -each[2], each[3]),
    "huge": lambda each: _text(0, each[1], each[2], 10**18),
    "nothing": lambda _: _text(0, 0, 0, 0),
    "everything": lambda each: _text(0, each[2] + each[3], 0, 0),
    "two numbers": lambda each: _text(0, each[1]),
    "six numbers": lambda each: _text(0, 5, 5, each[1] - 5, each[2], each[3]),
    "reals": lambda each: b"0 %d.0 %d %d" % (each[1], each[2], each[3]),
    "names": lambda _: b"/a /b /c /d",
    "null": lambda _: b"null",
}


def _in_last_contents(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    return pdf[:start] + change(pdf[start:end]) + pdf[end:]


CONTENTS: dict[str, Callable[[bytes], bytes]] = {
    "one digit in capitals": lambda text: re.sub(rb"[a-f]", lambda found: found[0].upper(), text, count=1),
    "blank inside": lambda text: text[:-2] + b"  ",
    "line break inside": lambda text: text[:-1] + b"\n",
    "comment inside": lambda text: text[:-2] + b"%\n",
    "odd length": lambda text: text[:-1] + b">",
    "all zeros": lambda text: b"0" * len(text),
    "indefinite length": lambda text: b"3080" + text[4:],
    "octets in front": lambda text: b"0400" + text[:-4],
    "value cut short": lambda text: text[:200] + b"0" * (len(text) - 200),
    "padding that says something": lambda text: text[:-8] + b"deadbeef",
}


def contents_emptied(pdf: bytes) -> bytes:
    """USF: the string in the gap is empty, the rest of the gap blank."""
    return _in_last_contents(pdf, lambda text: b">" + b" " * (len(text) - 1))


def range_renamed(pdf: bytes) -> bytes:
    """USF: the signature has no range any more."""
    return pdf.replace(b"/ByteRange", b"/BiteRange")


def contents_renamed(pdf: bytes) -> bytes:
    """USF: the signature has no contents any more."""
    return pdf.replace(b"/Contents <", b"/Kontents <")


def signatures_swapped(pdf: bytes) -> bytes:
    """The values of the first two signatures change places."""
    first, second = list(re.finditer(rb"/Contents <([0-9a-f]+)>", pdf))[:2]
    cut = min(len(first[1]), len(second[1]))
    swapped = pdf[: first.start(1)] + second[1][:cut].ljust(len(first[1]), b"0") + pdf[first.end(1) :]
    return swapped[: second.start(1)] + first[1][:cut].ljust(len(second[1]), b"0") + swapped[second.end(1) :]


def wrapped(pdf: bytes) -> bytes:
    """SWA: the signed tail moves back, something else takes its place, and the range follows it."""
    found = list(RANGE.finditer(pdf))[-1]
    start, length, resume, rest = (int(each) for each in re.findall(rb"\d+", found[0]))
    evil = b"\n99 0 obj\n<</S/JavaScript>>\nendobj\n"
    moved = b"/ByteRange [%d %d %d %d]" % (start, length, resume + len(evil), rest)
    head = pdf[: found.start()] + moved.ljust(len(found[0])) + pdf[found.end() : resume]
    return head + evil + pdf[resume:]


def something_in_front(pdf: bytes) -> bytes:
    return b"<html><script>x()</script></html>\n" + pdf


def archive_behind(pdf: bytes) -> bytes:
    """A file that is a PDF and a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return pdf + out.getvalue()


def blanks_behind(pdf: bytes) -> bytes:
    return pdf + b" \r\n" * 40


def pointer_without_end_mark(pdf: bytes) -> bytes:
    return pdf + b"startxref\n0\n"


def end_mark_in_a_comment(pdf: bytes) -> bytes:
    return pdf + b"% x startxref 0 %%EOF\n"


def saved_anew(pdf: bytes) -> bytes:
    """Opened and saved by an editor."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def saved_with_object_streams(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def encrypted(pdf: bytes) -> bytes:
    """Saved with an empty password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="", owner="x"))
    return out.getvalue()


def linearized(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, linearize=True)
    return out.getvalue()


def _range_attack(change: Callable[[list[int]], bytes]) -> Attack:
    return lambda pdf: _with_range(pdf, change)


def _contents_attack(change: Callable[[bytes], bytes]) -> Attack:
    return lambda pdf: _in_last_contents(pdf, change)


BYTES: dict[str, Attack] = {
    each.__name__: each
    for each in (
        contents_emptied,
        range_renamed,
        contents_renamed,
        wrapped,
        something_in_front,
        archive_behind,
        pointer_without_end_mark,
        end_mark_in_a_comment,
        saved_anew,
        saved_with_object_streams,
        encrypted,
        linearized,
    )
}
BYTES |= {f"range: {title}": _range_attack(change) for title, change in RANGES.items()}
BYTES |= {f"contents: {title}": _contents_attack(change) for title, change in CONTENTS.items()}
OWN_ONLY: dict[str, Attack] = {each.__name__: each for each in (signatures_swapped, blanks_behind)}

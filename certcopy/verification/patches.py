"""Large photographs drawn as plain patches, where only what lies around and on them can have changed.

Decoding a scanned page takes a tenth of a second for every revision, and its bytes are the same in all of them: they
lie in the part that every signature covers. So the comparison draws a small patch in its place, of its own shade for
every photograph: another photograph, another place, anything on top still look different.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.leaks import LEAKS
from certcopy.verification.window import Edit

JPEG = re.compile(rb"stream\r?\n(?=\xff\xd8\xff)")
DICTIONARY = re.compile(rb"\bobj\b((?:(?!\bobj\b).){1,1200})>>\s{0,4}\Z", re.DOTALL)
SIDE = re.compile(rb"/(Width|Height)\s+(\d{2,6})(?=[\s/>])")
LEAST_PIXELS = 200_000
LEAST_BYTES = 4_096
PATCH = 16
SHADES = 120
MOST = 8 * SHADES
"""So many patches look different."""
HEAD = 65_536


class Photograph(NamedTuple):
    """Where the JPEG of a photograph begins, and from where to where its width and height are written."""

    data: int
    sides: tuple[tuple[int, int], ...]


def patches_of(pdf: Pdf, end: int) -> list[Edit]:
    """What patches over the photographs of the file's first ``end`` bytes; its length stays."""
    found = list(_photographs(pdf, end))
    if len(found) > MOST:
        return []
    return [edit for number, photograph in enumerate(found) for edit in _edits(pdf, photograph, number)]


def _photographs(pdf: Pdf, end: int) -> Iterator[Photograph]:
    for stream in JPEG.finditer(pdf, 0, end):
        found = DICTIONARY.search(pdf, max(pdf.rfind(b"obj", 0, stream.start()) - 1, 0), stream.start())
        sides = list(SIDE.finditer(pdf, found.start(1), found.end(1))) if found else []
        if found and b"/DCTDecode" in found[1] and _is_large(pdf, sides, stream.end()):
            yield Photograph(stream.end(), tuple(side.span(2) for side in sides))


def _is_large(pdf: Pdf, sides: list[re.Match[bytes]], data: int) -> bool:
    """Whether its width and height are stated once each, and both picture and file are worth the patching."""
    if sorted(side[1] for side in sides) != [b"Height", b"Width"]:
        return False
    return int(sides[0][2]) * int(sides[1][2]) >= LEAST_PIXELS and b"endstream" not in pdf[data : data + LEAST_BYTES]


def _edits(pdf: Pdf, photograph: Photograph, number: int) -> Iterator[Edit]:
    try:
        mode = Image.open(io.BytesIO(pdf[photograph.data : photograph.data + HEAD])).mode
        patch = _patch(mode, number)
    except LEAKS:
        return
    yield photograph.data, patch
    for start, end in photograph.sides:
        yield start, b"%0*d" % (end - start, PATCH)


@functools.cache
def _patch(mode: str, number: int) -> bytes:
    """A small JPEG of one shade, with a corner of another so that turning it shows; no other number has both."""
    level = 8 + 2 * (number % SHADES)
    picture = Image.new(mode, (PATCH, PATCH), _grey(mode, level))
    picture.paste(_grey(mode, (level + 128 + 8 * (number // SHADES)) % 256), (0, 0, PATCH // 2, PATCH // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def _grey(mode: str, level: int) -> int | tuple[int, ...]:
    return (level,) * len(mode) if len(mode) > 1 else level

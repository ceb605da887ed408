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

from PIL import Image

from certcopy.verification.leaks import LEAKS

PHOTOGRAPH = re.compile(rb"\bobj\b((?:(?!\bobj\b).){1,1200}?)>>\s{0,4}stream\r?\n(?=\xff\xd8\xff)", re.DOTALL)
SIDE = re.compile(rb"/(Width|Height)\s+(\d{2,6})(?=[\s/>])")
LEAST_PIXELS = 200_000
LEAST_BYTES = 4_096
PATCH = 16
SHADES = 120
HEAD = 65_536

Edit = tuple[int, bytes]


def patched(pdf: bytes, end: int) -> bytes:
    """The file with the photographs of its first ``end`` bytes patched over; of the same length."""
    found = list(_photographs(pdf, end))
    if not found or len(found) > SHADES:
        return pdf
    copy = bytearray(pdf)
    for shade, photograph in enumerate(found):
        for position, new in _edits(pdf, photograph, shade):
            copy[position : position + len(new)] = new
    return bytes(copy)


def _photographs(pdf: bytes, end: int) -> Iterator[re.Match[bytes]]:
    for found in PHOTOGRAPH.finditer(pdf, 0, end):
        sides = SIDE.findall(found[1])
        if b"/DCTDecode" not in found[1] or {name for name, _ in sides} != {b"Width", b"Height"} or len(sides) != 2:
            continue
        if (
            int(sides[0][1]) * int(sides[1][1]) >= LEAST_PIXELS
            and b"endstream" not in pdf[found.end() : found.end() + LEAST_BYTES]
        ):
            yield found


def _edits(pdf: bytes, photograph: re.Match[bytes], shade: int) -> Iterator[Edit]:
    data = photograph.end()
    try:
        mode = Image.open(io.BytesIO(pdf[data : data + HEAD])).mode
        patch = _patch(mode, shade)
    except LEAKS:
        return
    yield data, patch
    for side in SIDE.finditer(photograph[1]):
        yield photograph.start(1) + side.start(2), b"%0*d" % (len(side[2]), PATCH)


@functools.cache
def _patch(mode: str, shade: int) -> bytes:
    """A small JPEG of one shade, with a corner of another so that turning it shows."""
    level = 8 + 2 * shade
    picture = Image.new(mode, (PATCH, PATCH), (level,) * len(mode) if len(mode) > 1 else level)
    dark = tuple((level + 128) % 256 for _ in mode)
    picture.paste(dark if len(mode) > 1 else dark[0], (0, 0, PATCH // 2, PATCH // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()

"""The PNG file format, chunk by chunk (ISO/IEC 15948): the decoder itself does not check the sums of pixel data."""

from __future__ import annotations

import struct
import zlib

from certcopy.domain.page import MM_PER_INCH

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND"
PHYSICAL = b"pHYs"
AFTER_HEADER = 33
"""Where the first chunk after the header begins."""

LOOKED_THROUGH = 4096
FRAME = 12
"""Bytes of a chunk beside its data: length, kind, checksum."""


def is_whole(data: bytes) -> bool:
    """Whether every chunk up to the end chunk is there with the right checksum."""
    position = len(SIGNATURE)
    while position + FRAME <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        body, end = data[position + 4 : position + 8 + length], position + FRAME + length
        if end > len(data) or zlib.crc32(body) != int.from_bytes(data[end - 4 : end], "big"):
            return False
        if body[:4] == END:
            return True
        position = end
    return False


def with_resolution(data: bytes, dpi: int) -> bytes:
    """The PNG with this resolution in its header, where it states none: ``scanimage`` leaves it out."""
    if not data.startswith(SIGNATURE) or PHYSICAL in data[:LOOKED_THROUGH]:
        return data
    per_metre = round(dpi * 1000 / MM_PER_INCH)
    content = PHYSICAL + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return data[:AFTER_HEADER] + chunk + data[AFTER_HEADER:]

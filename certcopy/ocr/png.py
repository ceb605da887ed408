"""The PNG file format, chunk by chunk (ISO/IEC 15948): the decoder itself does not check the sums of pixel data."""

from __future__ import annotations

import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND"
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

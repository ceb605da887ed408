"""Hexadecimal strings read at once: pyHanko reads them digit by digit, most of the time that a signed file takes."""

from __future__ import annotations

import binascii
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PDF_WHITESPACE

PIECE = 16_384

_digit_by_digit = generic.read_hex_string_from_stream


def read_hexadecimal(stream: BinaryIO) -> generic.ByteStringObject | generic.TextStringObject:
    """What pyHanko reads from the same place, and leaves the stream where pyHanko would.

    Raises:
        PdfStreamError: it is no hexadecimal string.
    """
    start, read = stream.tell(), b""
    while b">" not in read and (piece := stream.read(PIECE)):
        read += piece
    end = read.find(b">")
    value = _decoded(read[1:end].translate(None, PDF_WHITESPACE)) if end > 0 else None
    if value is None:
        stream.seek(start)
        return _digit_by_digit(stream)
    stream.seek(start + end + 1)
    return generic.pdf_string(value)


def _decoded(digits: bytes) -> bytes | None:
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error:
        return None


def install() -> None:
    """Let pyHanko's parser use it, in this process."""
    generic.read_hex_string_from_stream = read_hexadecimal

"""The file in which a scanner gives a page, or all pages."""

from __future__ import annotations

from certcopy.ocr import jpeg, png

PDF, PDF_END, PDF_END_WITHIN = b"%PDF-", b"%%EOF", 4096


def is_whole(data: bytes) -> bool:
    """Whether a file has its end. A server that stops in the middle of a page may end its answer as if all had come
    (AirSane does when the paper jams). A format that says nothing of its end is believed."""
    if data.startswith(jpeg.SIGNATURE):
        return jpeg.is_whole(data)
    if data.startswith(png.SIGNATURE):
        return png.is_whole(data)
    if data.startswith(PDF):
        return PDF_END in data[-PDF_END_WITHIN:]
    return bool(data)

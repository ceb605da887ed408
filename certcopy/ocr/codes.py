"""QR codes on a page image: what they say and where they stand."""

from __future__ import annotations

import unicodedata

import zxingcpp
from PIL import Image

from certcopy.domain.page import Box, Code

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
MOST = 8
LONGEST = 2000


def codes_of(picture: Image.Image) -> tuple[Code, ...]:
    """The readable QR codes of an upright page, text NFC."""
    grey = picture if picture.mode == "L" else picture.convert("L")
    found = zxingcpp.read_barcodes(grey, formats=QR, try_invert=False)
    return tuple(Code(unicodedata.normalize("NFC", each.text)[:LONGEST], _box(each.position)) for each in found[:MOST])


def _box(position: zxingcpp.Position) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return Box(min(across), min(down), max(across), max(down))

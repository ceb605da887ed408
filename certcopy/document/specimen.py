"""Pictures for a TEST office: a scribble and a seal that nobody can take for real."""

from __future__ import annotations

import io
import math
import unicodedata

from PIL import Image, ImageDraw, ImageFont

from certcopy.document.fonts import FOLDER, Face

Colour = tuple[int, int, int, int]

BLUE: Colour = (24, 48, 160, 235)
RED: Colour = (200, 16, 32, 215)
NOTICE = "MẪU THỬ – KHÔNG CÓ GIÁ TRỊ"
SEAL_PIXELS = 425
"""36 mm at 300 dpi."""
SIGNATURE_PIXELS = (472, 213)
"""40 × 18 mm at 300 dpi."""
OVERSAMPLING = 4


def specimen_signature() -> bytes:
    """A blue scribble on transparent ground, PNG of ``SIGNATURE_PIXELS``."""
    width, height = (OVERSAMPLING * side for side in SIGNATURE_PIXELS)
    image = Image.new("RGBA", (width, height), (*BLUE[:3], 0))
    draw = ImageDraw.Draw(image)
    for step in range(1600):
        x, y = _stroke(step / 1600)
        thick = OVERSAMPLING * (2 + 2 * abs(math.sin(step / 90)))
        draw.circle((x * width, y * height), thick, fill=BLUE)
    return _png(image, BLUE)


def specimen_seal(agency: str) -> bytes:
    """A red round seal on transparent ground, PNG of ``SEAL_PIXELS`` a side: around it the agency's name, across
    it the notice that it is a specimen."""
    side = SEAL_PIXELS * OVERSAMPLING
    image = Image.new("RGBA", (side, side), (*RED[:3], 0))
    draw = ImageDraw.Draw(image)
    for inset, thick in ((0.01, 0.014), (0.035, 0.005), (0.2, 0.006)):
        draw.ellipse(_inset(side, inset), outline=RED, width=round(thick * side))
    _around(image, unicodedata.normalize("NFC", agency).upper())
    for row, text in enumerate(_rows(NOTICE)):
        font = ImageFont.truetype(FOLDER / Face.BOLD.value, side * 0.085)
        draw.text((side / 2, side * (0.385 + 0.115 * row)), text, RED, font, anchor="mm")
    return _png(image, RED)


def _stroke(t: float) -> tuple[float, float]:
    """A point of the pen's way, in shares of the picture, for t from 0 to 1."""
    swing = math.exp(-1.6 * t)
    x = 0.06 + 0.86 * t + 0.09 * math.sin(17 * t)
    y = 0.52 + 0.36 * swing * math.sin(26 * t) - 0.1 * math.sin(5 * t)
    return x, y


def _rows(text: str) -> list[str]:
    first, second = text.split(" – ")
    words = second.split()
    return [first, " ".join(words[:2]), " ".join(words[2:])]


def _around(image: Image.Image, text: str) -> None:
    side = image.width
    step = min(math.radians(15), 2 * math.pi * 0.92 / max(1, len(text)))
    font = ImageFont.truetype(FOLDER / Face.BOLD.value, min(side * 0.1, 0.38 * side * step * 1.35))
    for index, letter in enumerate(text):
        angle = (index - (len(text) - 1) / 2) * step
        tile = Image.new("RGBA", (round(side * 0.16), round(side * 0.16)), (*RED[:3], 0))
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height * 0.72), letter, RED, font, anchor="ms")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x = side / 2 + 0.385 * side * math.sin(angle) - tile.width / 2
        y = side / 2 - 0.385 * side * math.cos(angle) - tile.height / 2
        image.alpha_composite(tile, (round(x), round(y)))


def _inset(side: int, share: float) -> tuple[float, float, float, float]:
    return side * share, side * share, side * (1 - share), side * (1 - share)


def _png(image: Image.Image, colour: Colour) -> bytes:
    out = io.BytesIO()
    alpha = image.getchannel("A").reduce(OVERSAMPLING)
    even = Image.new("RGBA", alpha.size, colour)
    even.putalpha(alpha)
    even.save(out, "PNG", optimize=True)
    return out.getvalue()

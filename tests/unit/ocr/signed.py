"""A made-up signature block in one ink, drawn: a title of office, a seal, a pen stroke, and a name that both touch."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box
from tests.unit.ocr.test_cleaning import FONT

DPI = 200
SIZE = (700, 480)
SEAL = Box(60, 60, 328, 328)
NAME = "Trần Văn Ví Dụ"
NAME_BOX = Box(185, 320, 450, 368)
BOLD = FONT.with_name("LiberationSerif-Bold.ttf")


def block(name: str = NAME) -> Image.Image:
    """The block in black on white, at 200 dpi."""
    part = Image.new("L", SIZE, 255)
    pen, font = ImageDraw.Draw(part), ImageFont.truetype(BOLD, 39)
    pen.text((315, 20), "CHỦ TỊCH", 0, font, anchor="ma")
    pen.ellipse((SEAL.left, SEAL.top, SEAL.right, SEAL.bottom), outline=0, width=7)
    stroke = [(230 + 2 * step, 190 + 60 * math.sin(step / 6) * (1 - step / 160)) for step in range(120)]
    pen.line(stroke, fill=0, width=6)
    pen.text((315, NAME_BOX.top), name, 0, font, anchor="ma")
    return part


def signed_page(name: str = NAME) -> Image.Image:
    """A page of A4 with some print and the block at its lower right."""
    page = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(FONT, 39)
    for number in range(14):
        text = "Ủy ban nhân dân phường Ví Dụ chứng thực bản sao này đúng với bản chính"
        ImageDraw.Draw(page).text((200, 300 + 70 * number), text, 0, font)
    page.paste(block(name), (850, 1400))
    return page

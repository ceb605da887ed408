"""Labels in grey, seven points high, on a scan that noise and a tilt have spoilt, as on passports."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from certcopy.ocr.engines import choose_engine
from certcopy.ocr.picture import encoded
from certcopy.ocr.reading import read_page
from tests.unit.ocr.signed import BOLD, DPI
from tests.unit.ocr.test_cleaning import FONT

ENTRIES = (
    ("Họ và tên / Full name", "ĐỖ THỊ VÍ DỤ"),
    ("Quốc tịch / Nationality", "VIỆT NAM / VIETNAMESE"),
    ("Giới tính / Sex", "NỮ / F"),
    ("Ngày cấp / Date of issue", "14/12/2022"),
    ("Có giá trị đến / Date of expiry", "14/12/2032"),
)
PAPER, GREY = (214, 200, 172), (94, 88, 76)


def data_page() -> Image.Image:
    """A page of a passport at 200 dpi, laid crookedly, soft and noisy."""
    page = Image.new("RGB", (1030, 740), PAPER)
    pen = ImageDraw.Draw(page)
    for number, (label, value) in enumerate(ENTRIES):
        pen.text((345, 120 + 100 * number), label, GREY, ImageFont.truetype(FONT, 21))
        pen.text((345, 146 + 100 * number), value, "black", ImageFont.truetype(BOLD, 26))
    crooked = page.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=PAPER).filter(ImageFilter.GaussianBlur(0.5))
    noise = np.random.default_rng(7).normal(0, 2.5, (740, 1030, 1))
    return Image.fromarray(np.clip(np.asarray(crooked) + noise, 0, 255).astype(np.uint8))


def test_labels_in_grey_are_read_on_a_page_of_a_passport() -> None:
    text = read_page(encoded(data_page(), DPI), choose_engine("bundled")).text.text
    assert [value for _, value in ENTRIES if value.split(" / ")[0] not in text] == []
    assert [label for label, _ in ENTRIES if label.split(" / ")[0] not in text] == []

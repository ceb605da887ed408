"""Smaller page images: what may be cut out as black print, and what must stay as it was scanned."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from certcopy.document import fonts
from certcopy.domain.layers import Stencil, joined, parted
from certcopy.domain.office import ImageProfile
from certcopy.domain.page import PageImage
from certcopy.ocr import compression
from certcopy.ocr.print_mask import black_print

WORDS = "Chứng thực bản sao đúng với bản chính. Số chứng thực: 99 quyển số: 01/2026"
RED, BLUE = (205, 30, 45), (25, 50, 160)
PAPER = (246, 243, 232)
STAMP = (300, 700, 620, 1020)
PHOTO = (900, 700, 1200, 1100)


def page(*, photo: bool = False, noise: float = 2.5) -> Image.Image:
    """A noisy sheet at 150 dpi with black print, a red stamp across it, a blue stroke, and a dark photograph."""
    rng = np.random.default_rng(7)
    paper = np.clip(rng.normal(PAPER, noise, (1754, 1240, 3)), 0, 255).astype(np.uint8)
    sheet = Image.fromarray(paper)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(fonts.FOLDER / fonts.Face.REGULAR.value, 26)
    for row in range(60, 1700, 60):
        draw.text((90, row), WORDS, fill=(20, 20, 22), font=font)
    draw.ellipse(STAMP, outline=RED, width=8)
    draw.line((380, 1060, 640, 1100), fill=BLUE, width=6)
    if photo:
        draw.rectangle(PHOTO, fill=(60, 55, 50))
    return sheet


def stored(picture: Image.Image, quality: int = 95) -> PageImage:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return PageImage(buffer.getvalue(), picture.width, picture.height, 150.0, grey=picture.mode == "L")


def opened(image: PageImage) -> Image.Image:
    return Image.open(io.BytesIO(compression.composite(image)))


def difference(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The mean difference of the samples in a part of two pictures."""
    return float(np.mean(ImageStat.Stat(ImageChops.difference(one, other).crop(box)).mean))


def test_both_layers_of_a_page_are_one_object() -> None:
    stencil = Stencil(b"\x01\x02", 30_000, 16, 25)
    assert parted(joined(b"\xff\xd8jpeg\xff\xd9", stencil)) == (b"\xff\xd8jpeg\xff\xd9", stencil)
    assert parted(b"\xff\xd8jpeg\xff\xd9") == (b"\xff\xd8jpeg\xff\xd9", None)


@pytest.mark.parametrize("noise", [2.5, 25.0])
@pytest.mark.parametrize(("profile", "budget"), [("faithful", 400), ("compact", 130)])
def test_every_page_fits_its_profile(profile: ImageProfile, budget: int, noise: float) -> None:
    scan = stored(page(noise=noise, photo=True))
    image = compression.compressed(scan, profile)
    assert len(image.jpeg) <= budget * 1024 < len(scan.jpeg)
    assert opened(image).size == (image.width, image.height) == (1240, 1754)


@pytest.mark.parametrize("profile", ["faithful", "compact"])
def test_the_tint_of_the_paper_stays_however_much_must_go(profile: ImageProfile) -> None:
    before, margin = page(noise=25.0), (20, 20, 1220, 56)
    after = opened(compression.compressed(stored(before), profile))
    assert ImageStat.Stat(after.crop(margin)).mean == pytest.approx(ImageStat.Stat(before.crop(margin)).mean, abs=2)


def test_a_hair_line_between_thick_strokes_is_print() -> None:
    sheet = Image.new("RGB", (1240, 1754), PAPER)
    draw = ImageDraw.Draw(sheet)
    for left in (200, 209):
        draw.rectangle((left, 200, left + 3, 230), fill="black")
    draw.line((200, 215, 212, 215), fill=(120, 120, 118))
    assert opened(compression.compressed(stored(sheet), "compact")).convert("L").getpixel((206, 215)) < 160  # type: ignore[operator]


def test_what_is_small_already_keeps_its_bytes() -> None:
    image = stored(page(), quality=20)
    assert compression.compressed(image, "faithful") is image
    assert compression.compressed(stored(page()), "scanned") == stored(page())


def test_black_print_is_cut_out_and_coloured_ink_never() -> None:
    mask = black_print(page())
    assert mask.getpixel((96, 72)) in (0, 255)
    assert mask.crop((90, 60, 900, 100)).getbbox() is not None
    ring = mask.crop((STAMP[0] - 2, STAMP[1] - 2, STAMP[2] + 2, STAMP[1] + 12))
    assert ring.getbbox() is None
    assert mask.crop((380, 1050, 640, 1110)).histogram()[255] < 900


def test_on_tinted_paper_print_is_still_black_and_ink_still_coloured() -> None:
    tinted = ImageChops.multiply(page(), Image.new("RGB", (1240, 1754), (250, 235, 190)))
    mask, plain = black_print(tinted), black_print(page())
    assert mask.histogram()[255] > 0.9 * plain.histogram()[255]
    assert mask.crop((STAMP[0] - 2, STAMP[1] - 2, STAMP[2] + 2, STAMP[1] + 12)).getbbox() is None
    assert mask.crop((400, 1058, 470, 1074)).getbbox() is None


def test_the_stamp_keeps_its_colour_and_its_place() -> None:
    before = page()
    after = opened(compression.compressed(stored(before), "compact"))
    seal = (STAMP[0], STAMP[1], STAMP[2], STAMP[1] + 12)
    assert difference(before, after, seal) < 12
    red, green, blue = after.getpixel((460, 704))  # type: ignore[misc]
    assert red > 150 > 90 > max(green, blue)


def test_a_photograph_is_no_print() -> None:
    mask = black_print(page(photo=True))
    left, top, right, bottom = PHOTO
    assert mask.crop((left + 40, top + 40, right - 40, bottom - 40)).getbbox() is None


def test_the_print_is_where_it_was() -> None:
    before = page().convert("L")
    after = opened(compression.compressed(stored(page()), "compact")).convert("L")
    dark_before, dark_after = (np.asarray(each) < 120 for each in (before, after))
    assert (dark_before & dark_after).sum() > 0.9 * dark_before.sum()


def test_a_grey_page_stays_grey() -> None:
    image = compression.compressed(stored(page().convert("L")), "compact")
    assert opened(image).mode == "L"


def test_an_empty_page_has_no_print() -> None:
    assert black_print(Image.new("RGB", (400, 300), "white")).getbbox() is None

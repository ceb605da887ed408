"""The certified image differs from the scan in geometry only."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from certcopy.domain.edit import Crop, PageEdit, Point, Turn
from certcopy.domain.page import PageImage
from certcopy.errors import BadEdit
from certcopy.ocr import geometry, picture
from certcopy.ocr.geometry import homography

SIZE = (1240, 1754)
DOTS = [(200, 300), (1000, 320), (980, 1500), (240, 1450), (620, 880)]


def marked() -> Image.Image:
    """A page of 150 dpi with five dark dots and patches of the colours of ink and seals."""
    page = Image.new("RGB", SIZE, (246, 242, 232))
    pen = ImageDraw.Draw(page)
    for x, y in DOTS:
        pen.ellipse((x - 8, y - 8, x + 8, y + 8), fill=(20, 20, 30))
    for number, colour in enumerate([(190, 30, 40), (30, 50, 160), (225, 150, 150)]):
        pen.rectangle((400 + 160 * number, 1000, 520 + 160 * number, 1120), fill=colour)
    return page


def scan(image: Image.Image | None = None, turn: Turn = 0) -> PageImage:
    return dataclasses.replace(picture.encoded(image or marked(), 150.0, 95), turn=turn)


def pixels(image: PageImage) -> npt.NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(image.jpeg)))


def dots(image: PageImage) -> list[tuple[float, float]]:
    """The middles of the dark dots, in reading order."""
    dark = pixels(image).max(axis=2) < 90
    found = []
    while dark.any():
        y, x = (int(each) for each in np.argwhere(dark)[0])
        part = (slice(max(0, y - 20), y + 24), slice(max(0, x - 22), x + 22))
        down, across = np.nonzero(dark[part])
        found.append((across.mean() + part[1].start + 0.5, down.mean() + part[0].start + 0.5))
        dark[part] = False
    return found


def photographed(corners: list[tuple[float, float]]) -> PageImage:
    """The page seen at an angle on a dark table of 1500 × 2000 pixels."""
    way = homography(corners, [(0, 0), (SIZE[0], 0), SIZE, (0, SIZE[1])])
    table = Image.new("RGB", (1500, 2000), (150, 120, 100))
    cover = Image.new("L", SIZE, 255).transform(table.size, Image.Transform.PERSPECTIVE, tuple(way.ravel()[:8]))
    seen = marked().transform(table.size, Image.Transform.PERSPECTIVE, tuple(way.ravel()[:8]), Image.Resampling.BICUBIC)
    table.paste(seen, mask=cover)
    return scan(table)


def certified(image: PageImage, edit: PageEdit) -> PageImage:
    return geometry.certified({1: image}, (edit,))


@pytest.mark.parametrize("turn", [None, 0, 90, 180, 270])
def test_a_quarter_turn_leaves_every_byte_alone(turn: Turn | None) -> None:
    whole = scan(turn=90)
    made = certified(whole, PageEdit(1, turn, paper="a4"))
    assert made.jpeg is whole.jpeg
    assert made.turn == (90 if turn is None else turn)
    assert made.settled is (turn is not None)
    assert made.dpi == pytest.approx(150, abs=0.1)


def test_a_crop_copies_pixels() -> None:
    whole = scan()
    made = certified(whole, PageEdit(1, crop=Crop(0.1, 0.1, 0.9, 0.5)))
    cut = pixels(whole)[175 : 175 + made.height, 124 : 124 + made.width].astype(int)
    assert made.width == round(0.8 * SIZE[0])
    assert abs(pixels(made).astype(int) - cut).mean() < 0.6
    assert made.dpi == 150


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_crop_of_a_turned_page_is_the_turned_crop(turn: Turn) -> None:
    edit = PageEdit(1, turn, crop=Crop(0.2, 0.25, 0.8, 0.75))
    whole = Image.fromarray(pixels(scan())).rotate(-turn, expand=True)
    made = certified(scan(), edit)
    left, top = int(whole.width * 0.2), int(whole.height * 0.25)
    cut = np.asarray(whole.crop((left, top, left + made.width, top + made.height))).astype(int)
    assert abs(pixels(made).astype(int) - cut).mean() < 0.6


@pytest.mark.parametrize("lean", [-7.0, -0.4, 1.5, 12.0])
def test_a_leaning_page_stands_straight_to_the_pixel(lean: float) -> None:
    leaning = scan(marked().rotate(-lean, Image.Resampling.BICUBIC, fillcolor=(246, 242, 232)))
    made = certified(leaning, PageEdit(1, skew=lean))
    for found, (x, y) in zip(dots(made), sorted(DOTS, key=lambda dot: dot[1]), strict=True):
        assert found == pytest.approx((x + 0.5, y + 0.5), abs=1.0)


def test_a_known_perspective_is_undone_to_two_pixels() -> None:
    corners = [(160.0, 150.0), (1370.0, 90.0), (1450.0, 1910.0), (70.0, 1850.0)]
    quad = tuple(Point(x / 1500, y / 2000) for x, y in corners)
    made = certified(photographed(corners), PageEdit(1, corners=quad, paper="a4"))  # type: ignore[arg-type]
    assert made.width / made.height == pytest.approx(210 / 297, abs=0.002)
    scale = made.width / SIZE[0]
    for found, (x, y) in zip(dots(made), sorted(DOTS, key=lambda dot: dot[1]), strict=True):
        assert (found[0] / scale, found[1] / scale) == pytest.approx((x, y), abs=2.0)
    assert made.dpi == pytest.approx(made.height * 25.4 / 297, abs=0.01)


def test_colours_stay_what_they_are() -> None:
    """Mean CIE 1976 ΔE below 1, less than an eye can tell, with every instruction at once."""
    whole = scan(marked().rotate(-2, Image.Resampling.BICUBIC, fillcolor=(246, 242, 232)))
    made = certified(whole, PageEdit(1, skew=2.0, crop=Crop(0, 0, 1, 1)))
    before, after = (lab(np.asarray(marked())), lab(pixels(made)))
    for x, y in [(460, 1060), (620, 1060), (780, 1060), (620, 400)]:
        part = (slice(y - 30, y + 30), slice(x - 30, x + 30))
        assert np.linalg.norm(before[part] - after[part], axis=-1).mean() < 1.0


def lab(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """CIE L*a*b* of sRGB under D65 (IEC 61966-2-1)."""
    linear = rgb / 255.0
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.asarray([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])
    scaled = xyz / np.asarray([0.9505, 1.0, 1.089])
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    light, red, yellow = 116 * root[..., 1] - 16, root[..., 0] - root[..., 1], root[..., 1] - root[..., 2]
    return np.stack([light, 500 * red, 200 * yellow], axis=-1)


def test_two_sides_of_a_card_stand_on_one_sheet_at_their_real_size() -> None:
    card = Image.new("RGB", (1011, 638), (200, 220, 230))
    scans = {number: dataclasses.replace(picture.encoded(card, dpi), dpi=dpi) for number, dpi in ((1, 300.0), (2, 310))}
    sides = (PageEdit(1, paper="id1"), PageEdit(2, paper="id1", joined=True))
    made = geometry.certified(scans, sides)
    assert made.width * 25.4 / made.dpi == pytest.approx(210, abs=0.2)
    assert made.height * 25.4 / made.dpi == pytest.approx(297, abs=0.2)
    tinted = (pixels(made)[:, made.width // 2].max(axis=1) < 245).nonzero()[0]
    assert tinted.size * 25.4 / made.dpi == pytest.approx(2 * 53.98, abs=0.6)


def test_what_does_not_fit_on_a_sheet_is_not_joined() -> None:
    with pytest.raises(BadEdit, match="fit"):
        geometry.certified({1: scan(), 2: scan()}, (PageEdit(1), PageEdit(2, joined=True)))


def test_a_preview_is_small_and_shows_the_edited_page() -> None:
    small = Image.open(io.BytesIO(geometry.preview(scan(), PageEdit(1, 90, crop=Crop(0, 0, 0.5, 1)), 600)))
    assert max(small.size) == 600
    assert small.width / small.height == pytest.approx(1754 / 2 / 1240, abs=0.01)


def test_making_a_paper_flat_adds_no_detail() -> None:
    far = (Point(0.25, 0.25), Point(0.75, 0.25), Point(0.75, 0.75), Point(0.25, 0.75))
    tilted = (Point(0.3, 0.1), Point(0.7, 0.1), Point(0.95, 0.9), Point(0.05, 0.9))
    for corners, least, most in ((far, 0.99, 1.0), (tilted, 0.7, 0.9)):
        assert least <= geometry.detail({1: scan()}, (PageEdit(1, corners=corners),)) <= most
    assert geometry.detail({1: scan()}, (PageEdit(1, 90),)) == 1.0

"""Where coloured print may stand: beside the seal."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from certcopy.domain.page import Box
from certcopy.ocr.traces import small_page
from certcopy.ocr.unread_ink import unread_ink
from tests.unit.ocr.test_cleaning import FONT, printed

DPI = 150
SEAL = Box(700, 1400, 900, 1600)


def page_with_seal() -> Image.Image:
    page = printed("RGB")
    ImageDraw.Draw(page).ellipse((SEAL.left, SEAL.top, SEAL.right, SEAL.bottom), outline=(210, 40, 40), width=4)
    return page


def with_number(page: Image.Image) -> Image.Image:
    ImageDraw.Draw(page).text((900, 80), "CB 123456", (200, 30, 40), ImageFont.truetype(FONT, 28))
    return page


def encloses(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


def test_a_page_in_black_has_none() -> None:
    assert unread_ink(small_page(printed("RGB"), DPI), []) == []


def test_a_known_seal_is_none() -> None:
    assert unread_ink(small_page(page_with_seal(), DPI), [SEAL]) == []


def test_a_red_number_is_found_beside_the_seal() -> None:
    (part,) = unread_ink(small_page(with_number(page_with_seal()), DPI), [SEAL])
    assert encloses(part, Box(905, 90, 1000, 105))
    assert part.height < 100


def test_pieces_apart_are_told_apart() -> None:
    assert len(unread_ink(small_page(with_number(page_with_seal()), DPI), [])) == 2


def framed(page: Image.Image, *corners: tuple[float, float]) -> Image.Image:
    ImageDraw.Draw(page).line([*corners, corners[0]], fill=(180, 140, 40), width=12)
    return page


def test_a_frame_is_none() -> None:
    assert unread_ink(small_page(framed(printed("RGB"), (40, 40), (1200, 40), (1200, 1700), (40, 1700)), DPI), []) == []


def test_what_a_leaning_frame_encloses_is_found() -> None:
    leaning = framed(with_number(printed("RGB")), (70, 40), (1200, 70), (1170, 1700), (40, 1670))
    (part,) = unread_ink(small_page(leaning, DPI), [])
    assert encloses(part, Box(905, 90, 1000, 105))
    assert part.height < 100


def test_a_stamp_across_a_frame_is_found_whole() -> None:
    page = framed(printed("RGB"), (40, 40), (1200, 40), (1200, 1700), (40, 1700))
    ImageDraw.Draw(page).rectangle((800, 20, 1000, 80), outline=(210, 40, 40), width=4)
    (part,) = unread_ink(small_page(page, DPI), [])
    assert encloses(part, Box(800, 20, 1000, 80))
    assert part.height < 200

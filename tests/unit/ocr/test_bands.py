"""Print found by its ink, where Tesseract sees a drawing."""

from __future__ import annotations

import dataclasses

from PIL import Image

from certcopy.ocr.bands import bands_of, room_for
from tests.unit.ocr.signed import NAME_BOX, SIZE, block

HEIGHT = 36.0


def test_the_most_crowded_band_is_the_line_of_print_and_no_drawing() -> None:
    first = next(band for band in bands_of(block(), HEIGHT, 3) if band.top > 250)
    assert NAME_BOX.top < first.top < first.bottom < NAME_BOX.bottom
    assert first.left < NAME_BOX.left + 20
    assert first.right > NAME_BOX.right - 20
    assert len(bands_of(block(), HEIGHT, 1)) == 1


def test_neither_a_blank_part_nor_a_seal_with_a_signature_has_print() -> None:
    assert bands_of(Image.new("L", SIZE, 255), HEIGHT, 3) == []
    assert bands_of(Image.new("L", (1, 1), 0), HEIGHT, 3) == []
    without_print = block("").crop((0, 66, *SIZE))
    assert bands_of(without_print, HEIGHT, 3) == []


def test_a_line_that_the_edge_cuts_is_left_out() -> None:
    cut = block().crop((0, round(NAME_BOX.top) + 18, *SIZE))
    assert bands_of(cut, HEIGHT, 3) == []


def test_a_band_gets_room_for_marks_and_tails_within_the_picture() -> None:
    (band,) = (band for band in bands_of(block(), HEIGHT, 3) if band.top > 250)
    room, less = room_for(band, SIZE), room_for(band, SIZE, 0.85)
    assert room.top < less.top < band.top
    assert band.bottom < less.bottom < room.bottom
    assert room.top < NAME_BOX.top + 8
    assert dataclasses.astuple(room_for(band, (round(band.right), round(band.bottom))))[2:] == (band.right, band.bottom)

"""Grain is no print: nothing of it is left to be read, and print among it stays."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from certcopy.ocr.cleaning import levelled
from certcopy.ocr.grain import without_grain

SIZE = (800, 1000)


def noisy(sigma: float, paper: int = 205) -> Image.Image:
    grain = np.random.default_rng(1).normal(paper, sigma, SIZE[::-1])
    return Image.fromarray(grain.clip(0, 255).astype(np.uint8))


def printed(page: Image.Image) -> Image.Image:
    for line in range(20):
        for letter in range(40):
            ImageDraw.Draw(page).rectangle((60 + 16 * letter, 60 + 40 * line, 62 + 16 * letter, 78 + 40 * line), 20)
    return page


def dusty(page: Image.Image, share: float) -> Image.Image:
    specks = np.random.default_rng(2).uniform(size=SIZE[::-1]) < share
    return Image.fromarray(np.where(specks, 0, np.asarray(page)).astype(np.uint8))


def ink(page: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(page) < 128


@pytest.mark.parametrize("sigma", [3, 10, 25, 40])
def test_an_empty_page_is_white_however_noisy(sigma: float) -> None:
    assert levelled(noisy(sigma)).getextrema() == (255, 255)


@pytest.mark.parametrize("share", [0.001, 0.03])
def test_dust_on_an_empty_page_is_gone(share: float) -> None:
    assert without_grain(dusty(Image.new("L", SIZE, 255), share)).getextrema() == (255, 255)


def test_print_under_dust_stays() -> None:
    sound = printed(Image.new("L", SIZE, 255))
    cleaned = ink(without_grain(dusty(sound, 0.06)))
    assert (cleaned & ink(sound)).sum() > 0.9 * ink(sound).sum()
    assert (cleaned & ~ink(sound)).sum() < 0.05 * ink(sound).sum()


def test_sound_print_is_not_touched() -> None:
    sound = printed(Image.new("L", SIZE, 255))
    assert without_grain(sound) is sound


def test_print_among_little_grain_keeps_its_edges() -> None:
    sound = dusty(printed(Image.new("L", SIZE, 255)), 0.03)
    assert without_grain(sound) is sound

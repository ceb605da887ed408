"""JPEGs that fit: which frequencies go first, and how near a result comes to the bytes it may have."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from certcopy.ocr.fitting import CLOSE, coarser, fitted, standard_tables, tables_of


def pattern(width: int = 1000, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Fine noise over broad waves, more of it to the right."""
    rng, across = np.random.default_rng(5), np.linspace(0, 1, width)
    waves = 160 + 60 * np.sin(9 * across)[None, :, None] * np.cos(np.linspace(0, 5, height))[:, None, None]
    grain = rng.normal(0, 24, (height, width, 3)) * across[None, :, None]
    return Image.fromarray(np.clip(waves + grain, 0, 255).astype(np.uint8)).convert(mode)


def as_opened(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue()))


def test_a_step_stays_or_becomes_more_than_twice_as_coarse() -> None:
    tables = standard_tables(75)
    assert coarser(tables, 0) == tables
    for level in range(1, 130):
        steps = zip(sum(tables, ()), sum(coarser(tables, level), ()), strict=True)
        assert all(after == before or after > 2 * before for before, after in steps)


def test_the_highest_frequency_goes_first_and_the_mean_of_a_block_last() -> None:
    brightness, _ = standard_tables(75)

    def changed(level: int) -> list[int]:
        now = coarser((brightness,), level)[0]
        return [place for place in range(64) if now[place] != brightness[place]]

    assert changed(1) == [63]
    assert changed(63) == list(range(1, 64))
    assert 0 not in changed(127)
    assert 0 in changed(128)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("kib", [12, 40, 80])
def test_a_picture_uses_nearly_all_it_may_have(mode: str, kib: int) -> None:
    data = fitted(pattern(mode=mode), standard_tables(90), kib * 1024)
    assert CLOSE * kib * 1024 * 0.97 < len(data) <= kib * 1024
    assert Image.open(io.BytesIO(data)).mode == mode


def test_a_picture_that_fits_keeps_its_steps() -> None:
    scan = as_opened(pattern(), 60)
    data = fitted(scan, tables_of(scan), 10**6)  # type: ignore[arg-type]
    assert Image.open(io.BytesIO(data)).quantization == scan.quantization  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(7, 5), (100, 3000), (3000, 9)])
def test_narrow_pictures_are_fitted_too(size: tuple[int, int]) -> None:
    data = fitted(pattern(*size), standard_tables(90), max(1500, size[0] * size[1] // 8))
    assert len(data) <= max(1500, size[0] * size[1] // 8)
    assert Image.open(io.BytesIO(data)).size == size

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certcopy.ocr import jpeg


def encoded(mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert(mode).save(buffer, "JPEG", **options)
    return buffer.getvalue()


PROGRESSIVE = encoded(progressive=True, icc_profile=b"profile" * 20_000)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_file_is_the_sum_of_its_segments(mode: str, progressive: bool) -> None:
    data = encoded(mode, progressive=progressive, restart_marker_blocks=2)
    assert b"\xff\xd8" + b"".join(segment.body for segment in jpeg.segments(data)) == data
    assert jpeg.without_private_data(data) == data
    assert jpeg.has_ordinary_colour(data)


def test_colour_that_must_be_explained_is_not_ordinary() -> None:
    assert not jpeg.has_ordinary_colour(encoded("CMYK"))
    assert not jpeg.has_ordinary_colour(encoded("RGB", keep_rgb=True))


@given(st.integers(min_value=2, max_value=len(PROGRESSIVE) - 1))
def test_a_file_cut_anywhere_is_broken(end: int) -> None:
    with pytest.raises(jpeg.BrokenJpeg):
        list(jpeg.segments(PROGRESSIVE[:end]))

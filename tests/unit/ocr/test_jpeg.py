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


def told_late(data: bytes) -> bytes:
    """The same picture with its height at its end, as feeders of HP send it."""
    frame = next(segment.body for segment in jpeg.segments(data) if segment.marker in jpeg.FRAMES)
    unknown = frame[:5] + b"\xff\xff" + frame[7:]
    return data.replace(frame, unknown)[:-2] + b"\xff\xdc\x00\x04" + frame[5:7] + b"\xff\xd9"


def test_a_height_told_at_the_end_is_put_where_decoders_look_for_it() -> None:
    usual = encoded()
    late = told_late(usual)
    assert Image.open(io.BytesIO(late)).height == 65535
    mended = Image.open(io.BytesIO(jpeg.with_its_height(late)))
    mended.load()
    assert mended.size == (64, 48)
    assert mended.tobytes() == Image.open(io.BytesIO(usual)).tobytes()


@pytest.mark.parametrize("data", [encoded(), told_late(encoded())[:-2], b"\xff\xd8\xff\xdc", b""])
def test_no_other_file_is_touched_for_its_height(data: bytes) -> None:
    assert jpeg.with_its_height(data) == data


def test_a_file_is_whole_with_its_end() -> None:
    assert jpeg.is_whole(encoded())
    assert not jpeg.is_whole(encoded()[:-2])

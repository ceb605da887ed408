from __future__ import annotations

import io

import pytest
from PIL import Image, ImageStat

from certcopy.document.specimen import specimen_seal, specimen_signature

MM_PER_PIXEL = 25.4 / 300


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=["PNG"])


@pytest.mark.parametrize("agency", ["", "UBND", "Ủy ban nhân dân phường Thí Dụ Có Tên Rất Dài, thành phố Tưởng Tượng"])
def test_the_seal_is_round_red_and_of_real_size(agency: str) -> None:
    seal = opened(specimen_seal(agency))
    red, green, blue, _ = ImageStat.Stat(seal, seal.getchannel("A")).mean
    assert red > 2 * max(green, blue)
    assert [side * MM_PER_PIXEL for side in seal.size] == pytest.approx([36, 36], abs=0.1)
    assert {seal.getpixel((x, y))[3] for x in (0, seal.width - 1) for y in (0, seal.height - 1)} == {0}  # type: ignore[index]


def test_the_signature_is_blue_on_transparent_ground() -> None:
    signature = opened(specimen_signature())
    red, green, blue, alpha = ImageStat.Stat(signature, signature.getchannel("A")).mean
    assert blue > 2 * max(red, green)
    assert ImageStat.Stat(signature.getchannel("A")).mean[0] < 0.2 * alpha
    box = signature.getchannel("A").getbbox()
    assert box is not None
    assert box[0] > 0
    assert box[3] < signature.height

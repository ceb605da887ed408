"""Any picture as 8-bit sRGB or grey on white paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms

if TYPE_CHECKING:
    import numpy.typing as npt

STRIP = 256
"""Rows that are looked at in one go: copies of a large page are dear."""
DEEP_MODES = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})


def plain(image: Image.Image) -> Image.Image:
    """The picture in mode ``L`` or ``RGB``: profile applied, transparency on white, samples of 8 bits."""
    image = _without_transparency(_shallow(image))
    profile = image.info.get("icc_profile")
    if profile and not is_srgb(profile):
        image = _to_srgb(image, profile)
    if image.mode in ("1", "L"):
        return image.convert("L")
    return _grey_if_colourless(image if image.mode == "RGB" else image.convert("RGB"))


def is_srgb(profile: bytes) -> bool:
    """Whether the ICC profile is one of the many copies of sRGB (IEC 61966-2-1), or says nothing readable."""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return True
    return "srgb" in name.lower()


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    wanted = "L" if image.mode == "L" else "RGB"
    target = ImageCms.createProfile("sRGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return changed.convert(wanted) if changed else image


def _shallow(image: Image.Image) -> Image.Image:
    if image.mode not in DEEP_MODES:
        return image
    samples: npt.NDArray[np.float32] = np.array(image, dtype=np.float32)
    samples /= 257.0 if samples.max(initial=0) > 255 else 1.0
    return Image.fromarray(np.clip(samples, 0, 255, out=samples).astype(np.uint8))


def _without_transparency(image: Image.Image) -> Image.Image:
    if image.mode in ("P", "PA"):
        image = _kept(image, image.convert("RGBA" if image.has_transparency_data else "RGB"))
    if not image.has_transparency_data:
        return image
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return _kept(image, paper.convert("L" if image.mode in ("1", "L", "LA", "La") else "RGB"))


def _kept(image: Image.Image, changed: Image.Image) -> Image.Image:
    changed.info = {key: value for key, value in image.info.items() if key == "icc_profile"}
    return changed


def _grey_if_colourless(image: Image.Image) -> Image.Image:
    strips = (image.crop((0, top, image.width, top + STRIP)) for top in range(0, image.height, STRIP))
    return image.getchannel(0) if all(map(_is_colourless, strips)) else image


def _is_colourless(strip: Image.Image) -> bool:
    samples = np.asarray(strip)
    return bool((samples == samples[..., :1]).all())

"""Pictures of two tones in CCITT Group 4 (ITU-T T.6), written and read as TIFFs of one strip (TIFF 6.0)."""

from __future__ import annotations

import io
import struct

from PIL import Image, TiffImagePlugin

from certcopy.domain.layers import Stencil

TIFF_HEAD = 8 + 2 + 8 * 12 + 4


def packed(mask: Image.Image) -> bytes:
    """A mask in mode ``L``; its ones are what is 255."""
    buffer = io.BytesIO()
    mask.convert("1", dither=Image.Dither.NONE).save(
        buffer, "TIFF", compression="group4", tiffinfo={TiffImagePlugin.ROWSPERSTRIP: mask.height}
    )
    tags = TiffImagePlugin.TiffImageFile(io.BytesIO(buffer.getvalue())).tag_v2
    starts, lengths = tags[TiffImagePlugin.STRIPOFFSETS], tags[TiffImagePlugin.STRIPBYTECOUNTS]
    return b"".join(buffer.getvalue()[a : a + n] for a, n in zip(starts, lengths, strict=True))


def unpacked(stencil: Stencil) -> Image.Image:
    """The mask again."""
    entries = (
        (256, 4, stencil.width), (257, 4, stencil.height), (258, 3, 1), (259, 3, 4), (262, 3, 1),
        (273, 4, TIFF_HEAD), (278, 4, stencil.height), (279, 4, len(stencil.group4)),
    )  # fmt: skip
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + bytes(4)
    return TiffImagePlugin.TiffImageFile(io.BytesIO(head + stencil.group4)).convert("L")

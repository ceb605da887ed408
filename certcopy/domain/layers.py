"""A page of two layers as one object: a JPEG of the paper and its colours, and over it a stencil of its black print.

The stencil (CCITT Group 4, ITU-T T.6, ones are print) follows the end of the JPEG, so that a page image has one digest
whichever profile made it.
"""

from __future__ import annotations

import dataclasses
import struct

MARK = b"certcopy stencil 1"
TAIL = struct.Struct(f">IHHB{len(MARK)}s")


@dataclasses.dataclass(frozen=True, slots=True)
class Stencil:
    """Where black print stands: Group 4 data of ``width`` × ``height`` pixels, painted in one grey (0 is black)."""

    group4: bytes
    width: int
    height: int
    grey: int


def joined(jpeg: bytes, stencil: Stencil) -> bytes:
    """Both layers in one."""
    tail = TAIL.pack(len(stencil.group4), stencil.width, stencil.height, stencil.grey, MARK)
    return jpeg + stencil.group4 + tail


def parted(data: bytes) -> tuple[bytes, Stencil | None]:
    """The JPEG, and the stencil where there is one."""
    if not data.endswith(MARK):
        return data, None
    length, width, height, grey, _ = TAIL.unpack(data[-TAIL.size :])
    start = len(data) - TAIL.size - length
    return data[:start], Stencil(data[start : -TAIL.size], width, height, grey)

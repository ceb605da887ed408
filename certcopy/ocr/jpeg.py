"""The JPEG file format, marker by marker (ITU-T T.81, annex B): nothing is decoded here.

A certified copy keeps the scanner's own compressed pixels, but not what stands beside them: telephones write
the place, the time and their serial number into EXIF, and whole further pictures behind the end of the first.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\xff\xd8\xff"
END = 0xD9
SCAN = 0xDA
LINES = 0xDC
LINES_MARKER = b"\xff\xdc"
NO_LINES = b"\x00\x00"
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
ADOBE = 0xEE
APPLICATION = frozenset({*range(0xE0, 0xF0), 0xFE})
KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", ADOBE: b"Adobe"}
"""The application segments that say how to show the samples; all others, and comments, are private."""


class BrokenJpeg(ValueError):
    """The markers do not lead from the start of the image to its end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """From one marker to the next; ``body`` includes the marker and, after SOS, the entropy data."""

    marker: int
    body: bytes

    @property
    def payload(self) -> bytes:
        return self.body[4:]


def segments(data: bytes) -> Iterator[Segment]:
    """The segments after SOI up to and including EOI; what follows EOI is no part of the picture.

    Raises:
        BrokenJpeg: the file ends before EOI, or something other than a marker stands where one must.
    """
    position = 2
    while True:
        marker, start = _marker_at(data, position)
        position = _end_of(data, marker, start)
        yield Segment(marker, data[start:position])
        if marker == END:
            return


def is_whole(data: bytes) -> bool:
    """Whether the markers lead to the end of the image."""
    try:
        return any(segment.marker == END for segment in segments(data))
    except BrokenJpeg:
        return False


def with_its_height(data: bytes) -> bytes:
    """The same picture with the number of lines where decoders look for it, in the frame header.

    Feeders of HP begin a page before they know how long it is: the header says 65535, and a DNL segment behind the
    samples says how many lines came (T.81, B.2.5), which libjpeg does not read. A file without such a segment, or
    without its end, stays as it is.
    """
    if LINES_MARKER not in data:
        return data
    try:
        found = list(segments(data))
    except BrokenJpeg:
        return data
    lines = next((s.payload for s in found if s.marker == LINES and s.payload[:2] != NO_LINES), b"")[:2]
    return b"\xff\xd8" + b"".join(_of_height(s, lines) for s in found) if len(lines) == 2 else data


def without_private_data(data: bytes) -> bytes:
    """The same picture, bit for bit, without EXIF, XMP, IPTC, comments, and anything behind its end.

    Raises:
        BrokenJpeg: see ``segments``.
    """
    return b"\xff\xd8" + b"".join(s.body for s in segments(data) if not _is_private(s))


def has_ordinary_colour(data: bytes) -> bool:
    """Whether every reader takes the samples for 8-bit grey or YCbCr without being told.

    Raises:
        BrokenJpeg: see ``segments``.
    """
    found = list(segments(data))
    frames = [s.payload for s in found if s.marker in FRAMES]
    adobe = [s.payload for s in found if s.marker == ADOBE and not _is_private(s)]
    return len(frames) == 1 and _is_ordinary(frames[0], adobe)


def _of_height(segment: Segment, lines: bytes) -> bytes:
    """The body, with this number of lines where it is a frame header."""
    return segment.body[:5] + lines + segment.body[7:] if segment.marker in FRAMES else segment.body


def _is_ordinary(frame: bytes, adobe: list[bytes]) -> bool:
    if len(frame) < 6 or frame[0] != 8:
        return False
    identifiers = frame[6::3]
    if frame[5] == 1:
        return True
    return frame[5] == 3 and identifiers != b"RGB" and all(a[11:12] == b"\x01" for a in adobe)


def _is_private(segment: Segment) -> bool:
    if segment.marker not in APPLICATION:
        return False
    return segment.marker not in KEPT or not segment.payload.startswith(KEPT[segment.marker])


def _marker_at(data: bytes, position: int) -> tuple[int, int]:
    while data[position : position + 2] == b"\xff\xff":
        position += 1
    if data[position : position + 1] != b"\xff" or position + 2 > len(data):
        raise BrokenJpeg
    return data[position + 1], position


def _end_of(data: bytes, marker: int, start: int) -> int:
    if marker == END or marker in STANDALONE:
        return start + 2
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    end = start + 2 + length
    if length < 2 or end > len(data):
        raise BrokenJpeg
    return _end_of_entropy(data, end) if marker == SCAN else end


def _end_of_entropy(data: bytes, position: int) -> int:
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            raise BrokenJpeg
        following = data[position + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            position += 2
        elif following == 0xFF:
            position += 1
        else:
            return position

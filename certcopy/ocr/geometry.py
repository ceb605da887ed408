"""The image that is certified, made of a scan by its edits: only where its points lie changes.

Nothing, or a quarter turn, leaves the scan's bytes alone; a crop copies pixels; everything else is one resampling,
straight from the scan, however many instructions there are.
"""

from __future__ import annotations

import dataclasses
import io
import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, JpegImagePlugin

from certcopy.domain.edit import PAPERS_MM, Corners, Crop, Edits, PageEdit, Paper, Turn
from certcopy.domain.page import MM_PER_INCH, PageImage
from certcopy.errors import BadEdit
from certcopy.ocr import picture

if TYPE_CHECKING:
    from collections.abc import Mapping

Matrix = npt.NDArray[np.float64]
"""A homography of the plane, 3 × 3: it takes a pixel of what is drawn to one of the scan."""

QUALITY = 95
LARGEST_SIDE = 16_000
SHEET: Paper = "a4"
SHEET_MARGIN_MM = 20.0
SHEET_GAP_MM = 15.0


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What is to be drawn: so many pixels of ``dpi`` to the inch, each taken from the scan by ``to_scan``."""

    width: int
    height: int
    to_scan: Matrix
    dpi: float

    def scaled(self, scale: float) -> Frame:
        """The same part of the scan in other pixels."""
        width, height = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        smaller = _scale(self.width / width, self.height / height)
        return Frame(width, height, self.to_scan @ smaller, self.dpi * scale)


def certified(scans: Mapping[int, PageImage], edits: Edits) -> PageImage:
    """One page of the copy, made of the scanned pages that stand on it; ``scans`` are numbered from 1.

    Raises:
        BadEdit: what is joined does not fit on a sheet.
    """
    if len(edits) > 1:
        return _joined(scans, edits)
    (edit,) = edits
    scan = scans[edit.scan]
    if edit.is_lossless:
        return _turned(scan, edit)
    frame = frame_of(edit, scan)
    return picture.encoded(drawn(scan, frame), frame.dpi, QUALITY, settled=True)


def detail(scans: Mapping[int, PageImage], edits: Edits) -> float:
    """How many points of the scan stand behind one of the page, along a line, at most 1: making a paper flat adds
    points, but nothing to see."""
    return min(1.0, *(_detail(frame_of(edit, scans[edit.scan])) for edit in edits))


def _detail(frame: Frame) -> float:
    corners = np.asarray([(*corner, 1.0) for corner in _rectangle((float(frame.width), float(frame.height)))])
    across, down, depth = frame.to_scan @ corners.T
    x, y = across / depth, down / depth
    area = abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2
    return math.sqrt(area / (frame.width * frame.height))


def preview(scan: PageImage, edit: PageEdit, side: int) -> bytes:
    """The edited page as a JPEG of at most ``side`` pixels along its longer side."""
    frame = frame_of(edit, scan)
    smaller = frame.scaled(min(1.0, side / max(frame.width, frame.height)))
    return picture.encoded(drawn(scan, smaller), smaller.dpi).jpeg


def frame_of(edit: PageEdit, scan: PageImage) -> Frame:
    """Where every pixel of the edited page comes from."""
    turn = scan.turn if edit.turn is None else edit.turn
    width, height = dataclasses.replace(scan, turn=turn).upright_size
    to_scan, size = _unturning(turn, scan.width, scan.height), (float(width), float(height))
    if edit.corners is not None:
        pixels = [(corner.x * width, corner.y * height) for corner in edit.corners]
        size = _flat_size(edit.corners, width, height, edit.paper)
        to_scan = to_scan @ homography(_rectangle(size), pixels)
    to_scan = to_scan @ _leaning(edit.skew, size)
    left, top, right, bottom = _pixels(edit.crop, size)
    frame = Frame(right - left, bottom - top, to_scan @ _shift(left, top), scan.dpi)
    return dataclasses.replace(frame, dpi=_dpi(frame, scan.dpi, edit.paper))


def to_upright(edit: PageEdit, scan: PageImage) -> Matrix:
    """From a pixel of the edited page to one of the scan that is turned as the edit says, and nothing else."""
    upright = frame_of(PageEdit(edit.scan, edit.turn), scan)
    way: Matrix = np.linalg.inv(upright.to_scan) @ frame_of(edit, scan).to_scan
    return way


def homography(source: list[tuple[float, float]], target: list[tuple[float, float]]) -> Matrix:
    """The matrix that takes four points, no three on a line, to four others."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved = np.linalg.solve(np.asarray(rows, np.float64), np.asarray(values, np.float64))
    return np.append(solved, 1.0).reshape(3, 3)


def drawn(scan: PageImage, frame: Frame) -> Image.Image:
    """The frame's pixels: copied where they fall on pixels of the scan, else resampled once; white outside the scan."""
    whole = JpegImagePlugin.JpegImageFile(io.BytesIO(scan.jpeg))
    size, matrix = (frame.width, frame.height), frame.to_scan / frame.to_scan[2, 2]
    if np.allclose(matrix, _shift(round(matrix[0, 2]), round(matrix[1, 2])), atol=1e-9):
        left, top = round(matrix[0, 2]), round(matrix[1, 2])
        return whole.crop((left, top, left + frame.width, top + frame.height))
    fewer = max(1, math.floor(np.hypot(matrix[0, 0], matrix[1, 0])))
    source = whole if fewer == 1 else whole.reduce(fewer)
    matrix = _scale(1 / fewer, 1 / fewer) @ matrix
    coefficients = tuple((matrix / matrix[2, 2]).ravel()[:8])
    white = 255 if source.mode == "L" else (255, 255, 255)
    return source.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=white)


def _turned(scan: PageImage, edit: PageEdit) -> PageImage:
    settled = edit.turn is not None
    turned = dataclasses.replace(scan, turn=edit.turn if edit.turn is not None else scan.turn, settled=settled)
    return dataclasses.replace(turned, dpi=_paper_dpi(turned.upright_size, edit.paper) or scan.dpi)


def _joined(scans: Mapping[int, PageImage], edits: Edits) -> PageImage:
    frames = [(scans[edit.scan], frame_of(edit, scans[edit.scan])) for edit in edits]
    dpi = max(frame.dpi for _, frame in frames)
    parts = [drawn(scan, frame.scaled(dpi / frame.dpi)) for scan, frame in frames]
    margin, gap = (round(length / MM_PER_INCH * dpi) for length in (SHEET_MARGIN_MM, SHEET_GAP_MM))
    width, height = (round(side / MM_PER_INCH * dpi) for side in PAPERS_MM[SHEET])
    if margin + sum(part.height + gap for part in parts) > height or max(part.width for part in parts) > width:
        raise BadEdit(page=edits[0].scan, problem="fit")
    grey = all(part.mode == "L" for part in parts)
    sheet, top = Image.new("L" if grey else "RGB", (width, height), "white"), margin
    for part in parts:
        sheet.paste(part, ((width - part.width) // 2, top))
        top += part.height + gap
    return picture.encoded(sheet, dpi, QUALITY, settled=True)


def _unturning(turn: Turn, width: int, height: int) -> Matrix:
    """From the turned scan to the stored one, of ``width`` × ``height`` pixels."""
    ways: dict[Turn, list[list[float]]] = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
    }
    return np.asarray(ways[turn], np.float64)


def _leaning(degrees: float, size: tuple[float, float]) -> Matrix:
    """From the straight page to the leaning one, about its middle."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    rotation = np.asarray([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    across, down = size[0] / 2, size[1] / 2
    leaning: Matrix = _shift(across, down) @ rotation @ _shift(-across, -down)
    return leaning


def _shift(across: float, down: float) -> Matrix:
    return np.asarray([[1.0, 0, across], [0, 1.0, down], [0, 0, 1.0]])


def _scale(across: float, down: float) -> Matrix:
    return np.diag([across, down, 1.0])


def _rectangle(size: tuple[float, float]) -> list[tuple[float, float]]:
    return [(0.0, 0.0), (size[0], 0.0), size, (0.0, size[1])]


def _pixels(crop: Crop | None, size: tuple[float, float]) -> tuple[int, int, int, int]:
    width, height = (min(LARGEST_SIDE, max(1, round(side))) for side in size)
    if crop is None:
        return 0, 0, width, height
    left, top = math.floor(crop.left * width), math.floor(crop.top * height)
    return left, top, max(left + 1, math.ceil(crop.right * width)), max(top + 1, math.ceil(crop.bottom * height))


def _flat_size(corners: Corners, width: int, height: int, paper: Paper | None) -> tuple[float, float]:
    """How large the paper is once it lies flat: no side loses pixels, and a known paper has its own shape."""
    points = [np.asarray((corner.x * width, corner.y * height)) for corner in corners]
    top, right, bottom, left = (float(np.linalg.norm(points[i] - points[(i + 1) % 4])) for i in range(4))
    across, down = max(top, bottom), max(left, right)
    if paper is None:
        return across, down
    short, long = PAPERS_MM[paper]
    shape = short / long if across < down else long / short
    return (across, across / shape) if across / shape >= down else (down * shape, down)


def _dpi(frame: Frame, dpi: float, paper: Paper | None) -> float:
    return _paper_dpi((frame.width, frame.height), paper) or dpi


def _paper_dpi(size: tuple[int, int], paper: Paper | None) -> float | None:
    return round(max(size) * MM_PER_INCH / PAPERS_MM[paper][1], 2) if paper else None

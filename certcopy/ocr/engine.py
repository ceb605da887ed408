"""The swap point for recognition: what every engine can do, and the models it needs."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from certcopy.domain.page import Line, PageText, Turn

EngineName = Literal["auto", "bundled", "system"]

MODELS = pathlib.Path(__file__).parent / "models"
LANGUAGE = "vie"
ORIENTATION = "osd"
NETWORK = "vie.onnx"
"""The network for lines in ``vie.traineddata``, as ONNX Runtime takes it."""
LEAST_SIDE = 8
"""Pixels; in anything smaller no letter can stand, and Tesseract refuses it."""

LINE_DPI = 300
"""Said to Tesseract of a picture of one line; how large its letters are it sees for itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Orientation:
    """The clockwise turn that makes an image upright, and the engine's confidence (15 is sure, 0 is none)."""

    turn: Turn
    confidence: float


UNKNOWN = Orientation(0, 0.0)


class OcrEngine(Protocol):
    """Reads printed Vietnamese. Images are 8-bit grey (mode ``L``); nothing of them is kept."""

    name: str

    def recognise(self, image: Image.Image, dpi: int) -> PageText:
        """The words of an upright page, boxes in pixels of ``image``, text NFC, confidence 0 to 100."""
        ...

    def recognise_lines(self, lines: Sequence[Image.Image]) -> list[Line]:
        """The words of pictures that show one line of print each, boxes in pixels of the line's picture."""
        ...

    def orientation(self, image: Image.Image) -> Orientation:
        """Which way is up; works best at 150 dpi."""
        ...


def has_models(folder: pathlib.Path) -> bool:
    """Whether the models for text and for orientation are in this folder."""
    return not missing_models(folder)


def missing_models(folder: pathlib.Path) -> list[str]:
    """The names of the models that are not in this folder."""
    return [name for name in (LANGUAGE, ORIENTATION) if not (folder / f"{name}.traineddata").is_file()]

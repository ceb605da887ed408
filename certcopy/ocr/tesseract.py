"""Tesseract inside the tesserocr wheel, no system package: it reads by itself where ONNX Runtime cannot be loaded."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import tesserocr

from certcopy.errors import MissingModel, NoOcrEngine
from certcopy.ocr import tsv
from certcopy.ocr.engine import LANGUAGE, LEAST_SIDE, LINE_DPI, ORIENTATION, UNKNOWN, Orientation, missing_models
from certcopy.ocr.layout import show

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

    from PIL import Image

    from certcopy.domain.page import Line, PageText, Turn


class TesseractEngine:
    """Tesseract through tesserocr, one page at a time in a process; each model is loaded once, when first needed."""

    name = "tesseract"

    def __init__(self, models: pathlib.Path) -> None:
        """Raises: MissingModel: a model is not in the folder."""
        for model in missing_models(models):
            raise MissingModel(model=model)
        self._models = models

    def recognise(self, image: Image.Image, dpi: int) -> PageText:
        return self._read(image, dpi, tesserocr.PSM.AUTO)

    def recognise_lines(self, lines: Sequence[Image.Image]) -> list[Line]:
        return [self._read(line, LINE_DPI, tesserocr.PSM.SINGLE_LINE).one_line for line in lines]

    def orientation(self, image: Image.Image) -> Orientation:
        if min(image.size) < LEAST_SIDE:
            return UNKNOWN
        reader = loaded(self._models, ORIENTATION, tesserocr.PSM.OSD_ONLY)
        show(reader, image, 150)
        found = reader.DetectOrientationScript()
        reader.Clear()
        if not found:
            return UNKNOWN
        return Orientation(cast("Turn", -found["orient_deg"] % 360), float(found["orient_conf"]))

    def _read(self, image: Image.Image, dpi: int, mode: int) -> PageText:
        if min(image.size) < LEAST_SIDE:
            return tsv.page_text("")
        reader = loaded(self._models, LANGUAGE, mode)
        show(reader, image, dpi)
        table = reader.GetTSVText(0)
        reader.Clear()
        return tsv.page_text(table)


@functools.cache
def loaded(models: pathlib.Path, language: str, mode: int) -> tesserocr.PyTessBaseAPI:
    """Tesseract with a model.

    Raises:
        NoOcrEngine: it does not take it.
    """
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    try:
        return tesserocr.PyTessBaseAPI(
            path=f"{models}/", lang=language, psm=mode, variables={"debug_file": "/dev/null"}
        )
    except RuntimeError:
        raise NoOcrEngine(engine=TesseractEngine.name) from None

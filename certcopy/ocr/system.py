"""The engine an office already has: the ``tesseract`` program of the machine, driven through pytesseract."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, cast

import pytesseract

from certcopy.errors import MissingModel, NoOcrEngine
from certcopy.ocr import tsv
from certcopy.ocr.engine import LANGUAGE, LEAST_SIDE, LINE_DPI, ORIENTATION, UNKNOWN, Orientation, has_models

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator, Sequence

    from PIL import Image

    from certcopy.domain.page import Line, PageText, Turn

PASSED_AS = "PPM"
"""Uncompressed: encoding a page as PNG takes as long as reading it, and as JPEG loses detail."""


class SystemEngine:
    """The machine's Tesseract with our models, so that both engines agree, or else with its own."""

    name = "system"

    def __init__(self, models: pathlib.Path) -> None:
        """Raises: NoOcrEngine: the program is not there; MissingModel: nobody has the models."""
        self._environment = {"OMP_THREAD_LIMIT": "1"}
        if has_models(models):
            self._environment["TESSDATA_PREFIX"] = str(models)
        self._check()

    def recognise(self, image: Image.Image, dpi: int) -> PageText:
        return self._read(image, f"--psm 3 --dpi {dpi}")

    def recognise_lines(self, lines: Sequence[Image.Image]) -> list[Line]:
        return [self._read(line, f"--psm 7 --dpi {LINE_DPI}").one_line for line in lines]

    def orientation(self, image: Image.Image) -> Orientation:
        if min(image.size) < LEAST_SIDE:
            return UNKNOWN
        try:
            with _environment(self._environment):
                answer = pytesseract.image_to_osd(
                    _passed(image), lang=ORIENTATION, config="--dpi 150", output_type=pytesseract.Output.DICT
                )
        except pytesseract.TesseractError:
            return UNKNOWN
        return Orientation(cast("Turn", answer["rotate"]), answer["orientation_conf"])

    def _read(self, image: Image.Image, config: str) -> PageText:
        if min(image.size) < LEAST_SIDE:
            return tsv.page_text("")
        with _environment(self._environment):
            return tsv.page_text(pytesseract.image_to_data(_passed(image), lang=LANGUAGE, config=config))

    def _check(self) -> None:
        try:
            with _environment(self._environment):
                known = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, OSError):
            raise NoOcrEngine(engine=self.name) from None
        for model in {LANGUAGE, ORIENTATION} - set(known):
            raise MissingModel(model=model)


def _passed(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    grey.format = PASSED_AS
    return grey


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for the program about to start: pytesseract hands it this process's environment."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

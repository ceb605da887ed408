"""The engine that comes with CertCopy: Tesseract finds the print, and its network for lines, run by ONNX Runtime, reads
many of them at once."""

from __future__ import annotations

import functools
import itertools
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

import tesserocr

from certcopy.domain.page import Box, Line, PageText
from certcopy.errors import MissingModel
from certcopy.ocr.ctc import Answer
from certcopy.ocr.decoding import Spelt, words_of
from certcopy.ocr.engine import LANGUAGE, LEAST_SIDE, NETWORK
from certcopy.ocr.layout import strips_of
from certcopy.ocr.line_network import LineNetwork
from certcopy.ocr.strip import Strip
from certcopy.ocr.tables import unruled
from certcopy.ocr.tesseract import TesseractEngine, loaded

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

    from PIL import Image


class BundledEngine(TesseractEngine):
    """As ``TesseractEngine``, in a third of its time; the network is loaded once in a process."""

    name = "bundled"

    def __init__(self, models: pathlib.Path) -> None:
        """Raises: MissingModel: a model is not in the folder."""
        super().__init__(models)
        if not (models / NETWORK).is_file():
            raise MissingModel(model=NETWORK)

    def recognise(self, image: Image.Image, dpi: int) -> PageText:
        if min(image.size) < LEAST_SIDE:
            return PageText(())
        page = unruled(image, dpi)
        strips = strips_of(loaded(self._models, LANGUAGE, tesserocr.PSM.AUTO), page, dpi)
        read = self._spelt([strip.picture(page.picture) for strip in strips])
        spelt = ((strip.line, strip.words(words)) for strip, words in zip(strips, read, strict=True))
        lines = itertools.groupby(spelt, key=itemgetter(0))
        found = (Line(tuple(word for _, words in strips for word in words)) for _, strips in lines)
        return PageText(tuple(filter(attrgetter("words"), found)))

    def recognise_lines(self, lines: Sequence[Image.Image]) -> list[Line]:
        strips = [Strip(number, Box(0, 0, *line.size), ()) for number, line in enumerate(lines)]
        read = self._spelt([strip.picture(line) for strip, line in zip(strips, lines, strict=True)])
        return [Line(tuple(strip.words(words))) for strip, words in zip(strips, read, strict=True)]

    def _spelt(self, pictures: Sequence[Image.Image]) -> list[list[Spelt]]:
        network = _network(self._models / NETWORK)
        return [words_of(Answer(chances, network.alphabet)) for chances in network.chances(pictures)]


_network = functools.cache(LineNetwork)

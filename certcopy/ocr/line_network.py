"""Tesseract's own network for lines of print, run on many lines at once by ONNX Runtime.

The network is that of ``vie.traineddata`` (see ``model/``): Tesseract runs it line by line, and takes five times as
long. It sees a line 36 pixels high, and says for every third column how likely each letter is.
"""

from __future__ import annotations

import functools
import json
import pathlib
from collections.abc import Iterator, Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from certcopy.ocr.alphabet import Alphabet
from certcopy.ocr.strip import COLUMN, HEIGHT

Floats = NDArray[np.float32]

AT_ONCE = 3000
"""Pixels of the longest line times the lines of a batch: more would not stay in a core's cache."""
FOREIGN = dict(zip("ÐðÑñÏïÖöŠšŸÿ¡¿⁄", "ĐđNnIiOoSsYyi//", strict=True))
"""Letters and signs that no Vietnamese text has, and those that are taken for them."""
UNKNOWN = 0.0
"""What lies beyond the edge of a line: the middle of the noise that it was in training."""


class LineNetwork:
    """The network, loaded once for a process."""

    def __init__(self, model: pathlib.Path) -> None:
        """Raises: RuntimeError: the file is not there or is none of ours."""
        onnxruntime.disable_telemetry_events()  # On Windows it would tell the system what it is used for.
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @functools.cached_property
    def alphabet(self) -> Alphabet:
        """What the columns of ``chances`` stand for."""
        facts = self._session.get_modelmeta().custom_metadata_map
        return Alphabet(tuple(json.loads(facts["letters"])), frozenset(facts["words"].split("\n")))

    @functools.cached_property
    def _foreign(self) -> list[tuple[int, int]]:
        letters = self.alphabet.letters
        return [(letters.index(foreign), letters.index(own)) for foreign, own in FOREIGN.items()]

    def chances(self, lines: Sequence[Image.Image]) -> list[Floats]:
        """For each line, a grey picture of ``HEIGHT`` pixels, an array of steps by letters: how likely each is."""
        found: dict[int, Floats] = {}
        for batch in _batches(lines):
            found.update(zip(batch, self._run([lines[number] for number in batch]), strict=True))
        return [found[number] for number in range(len(lines))]

    def _run(self, lines: Sequence[Image.Image]) -> Iterator[Floats]:
        width = max(line.width for line in lines)
        pixels = np.full((len(lines), 1, HEIGHT + 2, width + 2), UNKNOWN, dtype=np.float32)
        for place, line in zip(pixels, lines, strict=True):
            place[0, 1:-1, 1 : 1 + line.width] = _contrasted(line)
        steps = np.asarray([line.width // COLUMN for line in lines], dtype=np.int32)
        (chances,) = self._session.run(None, {"lines": pixels, "steps": steps})
        for foreign, own in self._foreign:
            chances[..., own] += chances[..., foreign]
            chances[..., foreign] = 0
        return (chances[:count, number] for number, count in enumerate(steps))


def _batches(lines: Sequence[Image.Image]) -> Iterator[list[int]]:
    """The numbers of lines of about the same length, the longest first."""
    batch: list[int] = []
    for number in sorted(range(len(lines)), key=lambda number: -lines[number].width):
        if batch and (len(batch) + 1) * lines[batch[0]].width > AT_ONCE:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _contrasted(line: Image.Image) -> Floats:
    """The tones from -1, black, to 1, white; what is black and white is told by the row of pixels in the middle."""
    tones = np.asarray(line, dtype=np.float32)
    before, here, after = tones[HEIGHT // 2, :-2], tones[HEIGHT // 2, 1:-1], tones[HEIGHT // 2, 2:]
    least = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    most = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    black = float(np.percentile(least, 25)) if least.size else 0.0
    white = float(np.percentile(most, 75)) if most.size else 255.0
    half = (white - black) / 2 if white > black else 1.0
    evened: Floats = np.clip((tones - black) / half - 1, -1, 1)
    return evened

"""The engines there are, and how one is chosen."""

from __future__ import annotations

import contextlib

from certcopy.errors import MissingModel, NoOcrEngine
from certcopy.ocr.engine import MODELS, OcrEngine


def choose_engine(name: str = "auto") -> OcrEngine:
    """The engine of that name; ``auto`` takes the bundled one, or else the machine's own.

    Raises:
        NoOcrEngine: there is no engine of that name, or it cannot run here.
        MissingModel: the bundled engine runs, but its models are gone.
    """
    if name == "bundled":
        return _bundled()
    if name == "system":
        return _system()
    if name != "auto":
        raise NoOcrEngine(engine=name)
    try:
        return _bundled()
    except (NoOcrEngine, MissingModel):
        return _system()


def _bundled() -> OcrEngine:
    with contextlib.suppress(ImportError):  # ONNX Runtime: on Windows it needs Microsoft's runtime for C++.
        from certcopy.ocr.bundled import BundledEngine

        return BundledEngine(MODELS)
    try:
        from certcopy.ocr.tesseract import TesseractEngine
    except ImportError:
        raise NoOcrEngine(engine="bundled") from None
    return TesseractEngine(MODELS)


def _system() -> OcrEngine:
    from certcopy.ocr.system import SystemEngine

    return SystemEngine(MODELS)

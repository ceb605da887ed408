"""What the environment may set (``CERTCOPY_…``), and where an office's home is."""

from __future__ import annotations

import pathlib
from typing import Literal

import platformdirs
from pydantic_settings import BaseSettings, SettingsConfigDict

OcrChoice = Literal["auto", "bundled", "system"]


class Settings(BaseSettings):
    """The settings of this process.

    ``home``: the office's folder; ``ocr_engine``: which Tesseract; ``lang``: ``vi`` or ``en``; ``upload_mib``: the
    largest request; ``certifier_passphrase`` and ``agency_passphrase``: in place of the files in ``keys/``.
    """

    model_config = SettingsConfigDict(env_prefix="CERTCOPY_", extra="ignore")

    home: pathlib.Path | None = None
    ocr_engine: OcrChoice = "auto"
    lang: str | None = None
    upload_mib: int = 100


def default_home() -> pathlib.Path:
    """Where an office lives unless told otherwise."""
    return platformdirs.user_data_path("certcopy", appauthor=False)


def demo_home() -> pathlib.Path:
    """Where the TEST office of ``certcopy demo`` lives: never the same folder as a real one."""
    return platformdirs.user_data_path("certcopy-demo", appauthor=False)

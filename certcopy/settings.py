"""What the environment may set (``CERTCOPY_…``), and where an office's home is."""

from __future__ import annotations

import pathlib
from typing import Literal

import platformdirs
from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

OcrChoice = Literal["auto", "bundled", "system"]
EngineChoice = Literal["embedded", "procrastinate"]


POSTGRESQL = ("postgresql://", "postgresql+psycopg://")


class Settings(BaseSettings):
    """The settings of this process.

    ``home``: the office's folder; ``ocr_engine``: which Tesseract; ``lang``: ``vi`` or ``en``; ``upload_mib``: the
    largest request; ``certifier_passphrase`` and ``agency_passphrase``: in place of the files in ``keys/``;
    ``objects``: ``s3://bucket/prefix`` in place of the home's folder, at ``s3_endpoint`` where that is not Amazon's;
    ``engine``: who runs the machine's steps, the server itself or, on PostgreSQL, ``certcopy worker``
    (``procrastinate``);
    ``mdns``: from which of our own addresses network scanners are looked for: ``all``, ``off``, or a list with commas;
    ``database``: ``postgresql+psycopg://user@host/name`` in place of the file in the home, shown nowhere since it may
    hold a password; ``cluster``: write only while a standby follows that database synchronously.
    """

    model_config = SettingsConfigDict(env_prefix="CERTCOPY_", extra="ignore", hide_input_in_errors=True)

    home: pathlib.Path | None = None
    ocr_engine: OcrChoice = "auto"
    lang: str | None = None
    upload_mib: int = 100
    engine: EngineChoice = "embedded"
    objects: str | None = None
    s3_endpoint: str | None = None
    mdns: str = "all"
    database: SecretStr | None = None
    cluster: bool = False

    @field_validator("database")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(POSTGRESQL):
            raise ValueError("must be postgresql+psycopg://user@host/name")
        return value


def default_home() -> pathlib.Path:
    """Where an office lives unless told otherwise."""
    return platformdirs.user_data_path("certcopy", appauthor=False)


def demo_home() -> pathlib.Path:
    """Where the TEST office of ``certcopy demo`` lives: never the same folder as a real one."""
    return platformdirs.user_data_path("certcopy-demo", appauthor=False)

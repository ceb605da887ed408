"""What veraPDF, EU DSS and pdfsig say of a file, as values."""

from __future__ import annotations

import pathlib
import re
import subprocess
from collections.abc import Sequence

import pydantic

JAR = pathlib.Path(__file__).parent / "java" / "target" / "judge.jar"


class Failure(pydantic.BaseModel):
    """A rule of ISO 19005 that a file breaks."""

    clause: str
    test: int
    times: int
    description: str
    where: str


class Conformance(pydantic.BaseModel):
    """veraPDF's answer for one flavour: the claimed one, or another it was told to assume."""

    flavour: str
    forced: bool
    compliant: bool
    failures: tuple[Failure, ...]


class Finding(pydantic.BaseModel):
    """DSS's answer for one signature or time-stamp (ETSI EN 319 102-1)."""

    id: str
    indication: str
    sub_indication: str | None = pydantic.Field(alias="subIndication")
    format: str
    signer: str | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


class Opinion(pydantic.BaseModel):
    """One line of the Java judges."""

    file: pathlib.Path
    pdfa: tuple[Conformance, ...]
    signatures: tuple[Finding, ...]
    timestamps: tuple[Finding, ...]
    faults: tuple[str, ...]


class PopplerSignature(pydantic.BaseModel):
    """One signature as pdfsig reads it; it knows no document time-stamps and calls their type unknown."""

    field: str
    kind: str
    valid: bool
    total: bool


def opinions(files: Sequence[pathlib.Path], root: pathlib.Path, *, aloud: bool) -> list[Opinion]:
    """Ask veraPDF and DSS, trusting the root; ``aloud``, all they say goes to standard error in words.

    Raises:
        subprocess.CalledProcessError: the judges themselves failed.
    """
    done = subprocess.run(
        ["java", "-jar", str(JAR), "--trust", str(root), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=None if aloud else subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [Opinion.model_validate_json(line) for line in done.stdout.splitlines()]


def pdfsig(file: pathlib.Path) -> list[PopplerSignature]:
    """Ask poppler, without its certificate check: an empty list where it finds no signature or cannot read the file."""
    done = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False)
    return [_signature(block) for block in re.split(r"^Signature #\d+:\n", done.stdout, flags=re.MULTILINE)[1:]]


def _signature(block: str) -> PopplerSignature:
    facts = dict(re.findall(r"^  - ([^:\n]+): (.*)$", block, flags=re.MULTILINE))
    return PopplerSignature(
        field=facts["Signature Field Name"],
        kind=facts.get("Signature Type", "unknown"),
        valid=facts.get("Signature Validation") == "Signature is Valid.",
        total="  - Total document signed" in block,
    )

"""What came of reading one paper, beside the truth."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
from collections.abc import Iterator, Mapping

from bench.papers import COPIES, Case, pages_of
from bench.tallies import Value, nfc
from certcopy.domain.page import Reading
from certcopy.ocr.intake import ScanFile
from certcopy.ocr.reading import read_original
from certcopy.ocr.understanding.understand import understand
from fixtures import Original, ScanSet
from fixtures.generator.layouts import LAYOUTS
from fixtures.generator.layouts.frame import Made

PHOTOCOPIES = "grey"
"""The group of kept scans that a copier made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """The truth of one paper in one scan, and what was found; ``sealed`` with a round seal of full size."""

    name: str
    scan: str
    seed: int
    kind: str
    fields: Mapping[str, str]
    sealed: bool
    found_kind: str | None
    found: Mapping[str, tuple[str, float]]
    suspicions: Mapping[str, float]

    @property
    def is_copy(self) -> bool:
        return self.scan in COPIES or self.scan == PHOTOCOPIES

    def values(self) -> Iterator[Value]:
        """Every value that the truth names."""
        for name, truth in self.fields.items():
            found, confidence = self.found.get(name, (None, 0.0))
            yield Value(self.kind, name, self.scan, self.seed, truth, found, confidence)

    def wrongs(self) -> Iterator[str]:
        """Every value that was not found right, and the kind."""
        if self.found_kind != self.kind:
            yield f"{self.name}: kind {self.found_kind}"
        for field, truth in self.fields.items():
            value, confidence = self.found.get(field, ("-", 0.0))
            if nfc(value) != nfc(truth):
                yield f"{self.name}: {field} {truth!r} read {value!r} ({confidence:.0f})"


def read_case(case: Case, kept: pathlib.Path | None) -> Result:
    """Draw, scan, read and understand one case."""
    original = case.drawn()
    reading = understand(pages_of(case, original, kept))
    sealed = is_sealed(original)
    return _result(case.name, case.scan, case.seed, original.kind, original.fields, sealed, reading)


def read_fixture(original: Original, scans: ScanSet) -> Result:
    """Read one of the scans that are kept."""
    reading = read_original(tuple(ScanFile(path.name, path.read_bytes()) for path in scans.files), "bundled")
    name = f"{original.id} {scans.group}"
    return _result(name, scans.group, 0, original.kind, original.fields, _sealed_fixtures()[original.id], reading)


def is_sealed(original: Made) -> bool:
    """Whether it has a round seal of full size."""
    return any(mark.seal and mark.scale == 1 for sheet in original.sheets for mark in sheet.marks)


def _result(
    name: str, scan: str, seed: int, kind: str, fields: Mapping[str, str], sealed: bool, reading: Reading
) -> Result:
    suspicions: dict[str, float] = {}
    for doubt in reading.doubts:
        suspicions[doubt.suspicion] = max(doubt.confidence, suspicions.get(doubt.suspicion, 0))
    found = {field.name: (field.value, field.confidence) for field in reading.fields}
    return Result(name, scan, seed, kind, fields, sealed, reading.kind, found, suspicions)


@functools.cache
def _sealed_fixtures() -> Mapping[str, bool]:
    return {original.id: is_sealed(original) for original in (draw() for draw in LAYOUTS)}

"""How good a page image is, measure by measure, and whether it may be certified without a person saying why."""

from __future__ import annotations

import dataclasses
import enum


class Measure(enum.StrEnum):
    """What is measured; the names are stored."""

    RESOLUTION = "resolution"
    PRINT = "print"
    SHARPNESS = "sharpness"
    LEGIBILITY = "legibility"
    CONTRAST = "contrast"
    GLARE = "glare"
    BORDER = "border"
    CUT = "cut"
    SKEW = "skew"


class Grade(enum.StrEnum):
    """What a measure comes to: good, worth a second look, or too bad to be certified as it is."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One measure: its value, in the unit ``UNITS`` names, and its grade."""

    measure: Measure
    value: float
    grade: Grade


@dataclasses.dataclass(frozen=True, slots=True)
class Quality:
    """All measures of one page."""

    findings: tuple[Finding, ...]

    @property
    def grade(self) -> Grade:
        """The worst of the grades."""
        grades = {finding.grade for finding in self.findings}
        return next((grade for grade in (Grade.POOR, Grade.FAIR) if grade in grades), Grade.GOOD)

    @property
    def stops(self) -> bool:
        """Whether the gate stops here: the page must be scanned again, or a person says why it may pass."""
        return self.grade is Grade.POOR


UNITS: dict[Measure, str] = {
    Measure.RESOLUTION: "dpi",
    Measure.PRINT: "pt",
    Measure.SHARPNESS: "mm",
    Measure.LEGIBILITY: "%",
    Measure.CONTRAST: "%",
    Measure.GLARE: "%",
    Measure.BORDER: "%",
    Measure.CUT: "%",
    Measure.SKEW: "°",
}
"""Of each measure: effective dots an inch; height of the words, where the size of the paper is in doubt; width of a
printed edge; mean confidence; paper less ink, of full tone; area; area; share of an edge that print runs into; lean of
the lines."""

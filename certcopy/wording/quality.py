"""How good a page is, in the words of a clerk: what was measured, and what to do about it."""

from __future__ import annotations

import dataclasses

from certcopy.domain.edit import Paper
from certcopy.domain.inspection import Kind, Proposal
from certcopy.domain.quality import UNITS, Finding, Grade, Measure, Quality
from certcopy.i18n import gettext as _
from certcopy.wording.figures import decimal


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """One measure in words; ``todo`` is empty where it is good."""

    name: str
    value: str
    grade: Grade
    word: str
    todo: str


def judged(quality: Quality) -> tuple[Judged, ...]:
    """All measures of a page, the worst first."""
    order = [Grade.POOR, Grade.FAIR, Grade.GOOD]
    findings = sorted(quality.findings, key=lambda finding: order.index(finding.grade))
    return tuple(_judged(finding) for finding in findings)


def grade_words(grade: Grade) -> str:
    """The grade in a word or two: never by colour alone."""
    return {Grade.GOOD: _("Good"), Grade.FAIR: _("Look again"), Grade.POOR: _("Not good enough")}[grade]


def proposal_words(proposal: Proposal) -> str:
    """What the machine proposes to do to a page."""
    edit = proposal.edit
    return {
        Kind.STRAIGHTEN: _("Straighten by {degrees}°").format(degrees=decimal(-edit.skew, 1, "+")),
        Kind.OUTLINE: _("Cut out the paper and make it flat"),
        Kind.PAPER: _("Set its real size to {paper}: the print does not fit the resolution in the file").format(
            paper="" if edit.paper is None else paper_words(edit.paper)
        ),
        Kind.JOIN: _("Put it below the page before: two sides of one card on one page"),
        Kind.BLANK: _("Leave out: nothing stands on this page"),
        Kind.TWIN: _("Leave out: it is the same as scanned page {number}").format(number=proposal.twin),
    }[proposal.kind]


def paper_words(paper: Paper) -> str:
    """A size of paper."""
    return {"id1": _("Card (85.6 × 54 mm)"), "letter": "Letter"}.get(paper, paper.upper())


def _judged(finding: Finding) -> Judged:
    number = decimal(finding.value, DIGITS.get(finding.measure, 0))
    value = f"{number} {UNITS[finding.measure]}"
    todo = "" if finding.grade is Grade.GOOD else _todo(finding.measure)
    return Judged(measure_words(finding.measure), value, finding.grade, grade_words(finding.grade), todo)


DIGITS = {
    Measure.SHARPNESS: 2,
    Measure.PRINT: 1,
    Measure.SKEW: 1,
    Measure.BORDER: 1,
    Measure.GLARE: 1,
    Measure.CUT: 1,
}
"""Behind the comma, as many as mean something; none for the others."""


def measure_words(measure: Measure) -> str:
    """What a measure is called."""
    return {
        Measure.RESOLUTION: _("Resolution"),
        Measure.PRINT: _("Height of the print"),
        Measure.SHARPNESS: _("Width of printed edges"),
        Measure.LEGIBILITY: _("Legibility"),
        Measure.CONTRAST: _("Contrast"),
        Measure.GLARE: _("Glare"),
        Measure.BORDER: _("Outside the paper"),
        Measure.CUT: _("Print at the edge"),
        Measure.SKEW: _("Skew"),
    }[measure]


def _todo(measure: Measure) -> str:
    return {
        Measure.RESOLUTION: _("Scan again at 300 dpi; with a phone, go closer until the paper fills the picture."),
        Measure.PRINT: _(
            "The resolution in the file does not fit the print: set the paper's real size, or scan again at 300 dpi."
        ),
        Measure.SHARPNESS: _("The print is blurred: wipe the glass or the lens, hold the phone still, and scan again."),
        Measure.LEGIBILITY: _("The machine can hardly read this page: scan it again, flat and upright, at 300 dpi."),
        Measure.CONTRAST: _("The print is faint: scan again in colour, with the contrast of the scanner at normal."),
        Measure.GLARE: _("A lamp is reflected in the paper: tilt the lamp away or use the scanner."),
        Measure.BORDER: _("Cut to the edge of the paper, or close the lid and scan again."),
        Measure.CUT: _(
            "Print runs into the edge: see whether something is missing, and lay the paper fully on the glass."
        ),
        Measure.SKEW: _("The page lies askew: straighten it here, or lay it straight and scan again."),
    }[measure]

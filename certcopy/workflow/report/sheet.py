"""The report as a printed sheet, with the documents for programs inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from certcopy.document.fonts import Face
from certcopy.document.paragraph import BLACK, RED, Colour, Paragraph
from certcopy.document.sheet import Imprint, Inside, print_sheet
from certcopy.verification.report import Verdict
from certcopy.workflow.report.document import ReportDocument
from certcopy.workflow.report.telling import Section, Telling

GREEN: Colour = (0.05, 0.40, 0.20)
AMBER: Colour = (0.54, 0.35, 0.0)
COLOURS = {Verdict.VALID: GREEN, Verdict.INVALID: RED, Verdict.INCONCLUSIVE: AMBER}
SIZE = 10.5


def sheet_of(document: ReportDocument, telling: Telling, author: str, inside: Iterable[Inside]) -> bytes:
    """The PDF/A-3u with these files inside. ``author`` is who answers for the report."""
    at = document.checked_at
    foot = f"{telling.title} · SHA-256 {document.sha256[:16]}… · {at:%d/%m/%Y %H:%M}"
    imprint = Imprint(f"{telling.title}: {document.file}", author, at, foot)
    return print_sheet(_paragraphs(telling, author), imprint, inside)


def _paragraphs(telling: Telling, author: str) -> Iterator[Paragraph]:
    yield Paragraph(author, SIZE)
    yield Paragraph(telling.title.upper(), 15, Face.BOLD, "centre", before=10)
    yield Paragraph(telling.answer.upper(), 22, Face.BOLD, "centre", COLOURS[telling.verdict], before=10)
    yield Paragraph(telling.meaning, SIZE, align="centre", before=2)
    if telling.warning:
        yield Paragraph(telling.warning, SIZE, Face.BOLD, "centre", RED, before=4)
    for section in telling.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Paragraph]:
    yield Paragraph(section.heading, 12, Face.BOLD, before=12)
    for sentence in section.sentences:
        yield Paragraph(f"•  {sentence}", SIZE, colour=BLACK, before=3)
    for name, value in section.facts:
        yield Paragraph(f"{name}: {value or '–'}", SIZE, before=1.5)

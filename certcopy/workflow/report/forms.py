"""The forms a report comes in, and how one is made; what only one form needs is imported where it is made."""

from __future__ import annotations

import dataclasses
import enum
import json

from certcopy.i18n import gettext as _
from certcopy.verification.report import Report
from certcopy.workflow.report.document import ReportDocument
from certcopy.workflow.report.telling import tell


class Form(enum.StrEnum):
    """What a report is written as; the value is also the ending of its file name."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    XML = "xml"


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A report as bytes, with their media type."""

    data: bytes
    media_type: str


def written(report: Report, document: ReportDocument, form: Form, author: str) -> Written:
    """``document`` says what ``report`` found; here it is in this form, in the language of the present context.
    ``author`` is who answers for it."""
    match form:
        case Form.JSON:
            return Written(_json(document), "application/json")
        case Form.XML:
            return Written(_xml(report, document), "application/xml")
        case Form.HTML:
            return Written(_page(document), "text/html; charset=utf-8")
        case Form.PDF:
            return Written(_sheet(report, document, author), "application/pdf")


def _json(document: ReportDocument) -> bytes:
    return json.dumps(document.plain(), ensure_ascii=False, indent=2).encode()


def _xml(report: Report, document: ReportDocument) -> bytes:
    from certcopy.verification.etsi_report import xml_of

    return xml_of(report, document.checked_at)


def _page(document: ReportDocument) -> bytes:
    from certcopy.workflow.report.page import page_of

    return page_of(tell(document))


def _sheet(report: Report, document: ReportDocument, author: str) -> bytes:
    """The sheet carries what programs read."""
    from certcopy.document.sheet import Inside
    from certcopy.workflow.report.sheet import sheet_of

    inside = (
        Inside("verification-report.json", "application/json", _json(document), _("The same report for programs")),
        Inside("verification-report.xml", "application/xml", _xml(report, document), "ETSI TS 119 102-2"),
    )
    return sheet_of(document, tell(document), author, inside)

"""The forms a report comes in, and how one is made."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Iterator

from certcopy.document.sheet import Inside
from certcopy.i18n import gettext as _
from certcopy.verification.etsi_report import xml_of
from certcopy.verification.report import Report
from certcopy.workflow.report.document import ReportDocument
from certcopy.workflow.report.page import page_of
from certcopy.workflow.report.sheet import sheet_of
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
            return Written(xml_of(report, document.checked_at), "application/xml")
        case Form.HTML:
            return Written(page_of(tell(document)), "text/html; charset=utf-8")
        case Form.PDF:
            inside = tuple(_inside(report, document))
            return Written(sheet_of(document, tell(document), author, inside), "application/pdf")


def _json(document: ReportDocument) -> bytes:
    return json.dumps(document.plain(), ensure_ascii=False, indent=2).encode()


def _inside(report: Report, document: ReportDocument) -> Iterator[Inside]:
    """The sheet carries what programs read."""
    yield Inside("verification-report.json", "application/json", _json(document), _("The same report for programs"))
    xml = xml_of(report, document.checked_at)
    yield Inside("verification-report.xml", "application/xml", xml, "ETSI TS 119 102-2")

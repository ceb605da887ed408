"""The forms a report comes in, and how one is made."""

from __future__ import annotations

import dataclasses
import enum
import json

from certcopy.workflow.report.document import ReportDocument
from certcopy.workflow.report.page import page_of
from certcopy.workflow.report.sheet import sheet_of
from certcopy.workflow.report.telling import tell


class Form(enum.StrEnum):
    """What a report is written as; the value is also the ending of its file name."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A report as bytes, with their media type."""

    data: bytes
    media_type: str


def written(document: ReportDocument, form: Form, author: str) -> Written:
    """The report in this form, in the language of the present context. ``author`` is who answers for it."""
    if form is Form.JSON:
        return Written(json.dumps(document.plain(), ensure_ascii=False, indent=2).encode(), "application/json")
    telling = tell(document)
    if form is Form.HTML:
        return Written(page_of(telling), "text/html; charset=utf-8")
    return Written(sheet_of(document, telling, author), "application/pdf")

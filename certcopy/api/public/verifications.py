"""Verify files, for programs: one at a time with the report in any form, or many at once."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import BaseModel

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.problems import Problem, documented, problem_of
from certcopy.api.public.example import VERIFICATION
from certcopy.api.uploads import bare_name
from certcopy.errors import BadPdf, BadValue, Overrun
from certcopy.verification.report import Report
from certcopy.workflow.report.document import ReportDocument, document_of
from certcopy.workflow.report.forms import Form, Written, written
from certcopy.workflow.report.seal import sealed

MOST = 50
"""Files in one batch."""

router = APIRouter(tags=["verification"])

Upload = Annotated[UploadFile, File(description="The PDF to verify; it is neither stored nor logged")]
Uploads = Annotated[
    list[UploadFile], File(description=f"At most {MOST} PDFs; they are neither stored nor logged", max_length=MOST)
]
AskedForm = Annotated[Form, Query(alias="form", description="JSON, or HTML, PDF/A-3, ETSI TS 119 102-2 XML")]
Sealed = Annotated[bool, Query(description="With the agency's seal; needs the counter key, and is had as `pdf` only")]
FORMS: dict[str, Any] = {
    "text/html": {},
    "application/xml": {},
    "application/pdf": {},
    "application/json": {"example": VERIFICATION},
}
DESCRIBED: dict[str, Any] = {
    "summary": "Verify a file",
    "response_model": ReportDocument,
    "responses": {200: {"content": FORMS}, **documented(401, 413, 422, 503)},
}


class Unread(BaseModel):
    """A file of a batch that could not be read, and what to do."""

    file: str
    verdict: None = None
    error: Problem


class Batch(BaseModel):
    """The reports in the order of the files."""

    files: list[ReportDocument | Unread]


@router.post("/verify", deprecated=True, **DESCRIBED)
@router.post("/api/v1/verify", deprecated=True, **DESCRIBED)
@router.post("/api/v1/verifications", **DESCRIBED)
async def verify(
    request: Request, doors: TheDoors, file: Upload, form: AskedForm = Form.JSON, seal: Sealed = False
) -> Response:
    """Who signed when, whether anything changed since, whether the signers are trusted, and what follows."""
    if seal:
        await _may_seal(request, doors, form)
    report, record = await doors.check(file)
    document = document_of(report, record, bare_name(file.filename), doors.house.clock())
    made = await anyio.to_thread.run_sync(_write, doors, report, document, form, seal, limiter=doors.desks)
    headers = {} if form is Form.JSON else {"Content-Disposition": f'attachment; filename="verification.{form}"'}
    return Response(made.data, media_type=made.media_type, headers=headers)


@router.post("/api/v1/verifications/batch", summary="Verify files", responses=documented(413, 422))
async def verify_batch(doors: TheDoors, files: Uploads) -> Batch:
    """A report for each file; one that cannot be read does not stop the others."""
    return Batch(files=list(await asyncio.gather(*(_report_or_problem(doors, each) for each in files))))


async def _may_seal(request: Request, doors: Doors, form: Form) -> None:
    await at_the_counter(request, doors)
    if form is not Form.PDF:
        raise BadValue(name="form")


async def _report_or_problem(doors: Doors, upload: UploadFile) -> ReportDocument | Unread:
    try:
        report, record = await doors.check(upload)
        return document_of(report, record, bare_name(upload.filename), doors.house.clock())
    except (BadPdf, Overrun) as refusal:
        return Unread(file=bare_name(upload.filename), error=problem_of(refusal))


def _write(doors: Doors, report: Report, document: ReportDocument, form: Form, seal: bool) -> Written:
    made = written(report, document, form, doors.house.office.agency.name)
    return Written(sealed(doors.house, made.data), made.media_type) if seal else made

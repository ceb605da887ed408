"""The public's pages: drop a file and read the verdict; look up a verification code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.doors import Doors, TheDoors, check_rate
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.api.public.digest import DigestBody
from certcopy.api.public.verdict import answer_of
from certcopy.domain.certification import plain_code
from certcopy.errors import BadPdf, CertCopyError, Overrun, UnknownCopy
from certcopy.i18n import language
from certcopy.verification.reasons import verdict_words
from certcopy.verification.report import Verdict
from certcopy.workflow.check import record_by_code

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def first_page(request: Request, doors: TheDoors) -> Response:
    return _form(request, doors)


@router.post("/", dependencies=[Depends(check_rate)])
async def verdict(request: Request, doors: TheDoors, file: Annotated[UploadFile, File()]) -> Response:
    try:
        report, record = await doors.check(file)
    except (BadPdf, Overrun) as error:
        return _form(request, doors, error)
    return page(request, "verdict.html", answer=answer_of(report, record), limit=doors.upload_mib)


@router.post("/check", dependencies=[Depends(check_rate)])
async def verdict_on_signatures(request: Request, doors: TheDoors, body: DigestBody) -> Response:
    """What a browser that checked a file by itself is answered."""
    report, record = await doors.check_blocks(body.blocks(), body.size, body.sha256)
    return page(request, "verdict.html", answer=answer_of(report, record, stayed=True), limit=doors.upload_mib)


@router.get("/c")
def find_copy(code: Annotated[str, Query(max_length=60)] = "") -> Response:
    """Where the code field of the first page leads."""
    typed = plain_code(code)
    return RedirectResponse(f"/c/{typed}" if typed else "/", 303)


@router.get("/c/{code}")
def copy_page(request: Request, doors: TheDoors, code: str) -> Response:
    try:
        record = record_by_code(doors.house, code)
    except UnknownCopy as error:
        return page(request, "copy.html", status_of(error), record=None, code=plain_code(code), error=error)
    return page(request, "copy.html", record=record, code=plain_code(code), limit=doors.upload_mib)


def _form(request: Request, doors: Doors, error: CertCopyError | None = None) -> Response:
    words = {verdict.value: verdict_words(verdict, language()) for verdict in Verdict}
    status = 200 if error is None else status_of(error)
    return page(request, "verify.html", status, error=error, limit=doors.upload_mib, words=words)

"""Refusals over HTTP: problem details (RFC 9457) for programs, a page for people, one table of statuses."""

from __future__ import annotations

import http
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from certcopy import errors
from certcopy.api.pages import page
from certcopy.i18n import language

STATUS: dict[type[errors.CertCopyError], int] = {
    errors.FileTooLarge: 413,
    errors.DuplicateUpload: 409,
    errors.BadScan: 422,
    errors.BadPdf: 422,
    errors.UnknownDossier: 404,
    errors.UnknownCopy: 404,
    errors.NoSuchAddress: 404,
    errors.UnknownNumber: 404,
    errors.NoOpenVolume: 409,
    errors.VolumeOpen: 409,
    errors.NotIssuedYet: 409,
    errors.NotLoggedYet: 409,
    errors.WrongState: 409,
    errors.ChangedMeanwhile: 412,
    errors.DoubtsStand: 409,
    errors.NotReadYet: 409,
    errors.StillSigning: 409,
    errors.CopyRevoked: 409,
    errors.ReusedKey: 409,
    errors.WrongHost: 421,
    errors.TooManyRequests: 429,
    errors.UnknownScan: 404,
    errors.BadRequest: 422,
    errors.ScannerUnknown: 404,
    errors.ScannerBusy: 409,
    errors.ScannerLacks: 422,
    errors.NotOurNetwork: 422,
    errors.ScannerError: 502,
    errors.DiskFull: 507,
    errors.OfficeNotReady: 503,
    errors.ForeignForm: 403,
    errors.PairingOver: 410,
    errors.PhoneTaken: 403,
    errors.AccessDenied: 401,
    errors.Overrun: 422,
    errors.Unexpected: 500,
}
"""From class to status; an error takes that of its nearest ancestor."""

PROGRAMS = ("/api/", "/log/", "/verify", "/healthz", "/openapi.json", "/phone/pages/")
"""Where these addresses begin, a program is asking."""

PHONE = "/phone"
"""Below it a paired telephone is asking, whose page leads nowhere else."""

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong and what to do next, in two languages (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:certcopy:problem:scan.empty_file",
                "title": "Unprocessable Entity",
                "status": 422,
                "detail": "Tệp “trang-1.jpg” rỗng. Hãy quét lại rồi gửi tệp mới.",
                "code": "scan.empty_file",
                "vi": "Tệp “trang-1.jpg” rỗng. Hãy quét lại rồi gửi tệp mới.",
                "en": "The file “trang-1.jpg” is empty. Scan again and send the new file.",
                "facts": {"name": "trang-1.jpg"},
            }
        }
    )

    type: str = Field(description="Names the kind of problem; never changes")
    title: str
    status: int
    detail: str = Field(description="The sentence in the language of the request")
    code: str = Field(description="Stable code of the problem")
    vi: str
    en: str
    facts: dict[str, Any]


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of these refusals."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"model": Problem, "content": content, "description": _phrase(status)} for status in statuses}


def status_of(error: errors.CertCopyError) -> int:
    """The HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem_of(error: errors.CertCopyError) -> Problem:
    """The error as problem details."""
    status = status_of(error)
    return Problem(
        type=f"urn:certcopy:problem:{error.code}",
        title=_phrase(status),
        status=status,
        detail=error.sentence(language()),
        code=error.code,
        vi=error.sentence("vi"),
        en=error.sentence("en"),
        facts=error.facts(),
    )


def answer(request: Request, error: errors.CertCopyError) -> Response:
    """The refusal, for a program or for a person."""
    status = status_of(error)
    if request.url.path.startswith(PROGRAMS):
        headers = {"WWW-Authenticate": "Bearer"} if status == http.HTTPStatus.UNAUTHORIZED else None
        return JSONResponse(problem_of(error).model_dump(), status, headers, media_type=MEDIA_TYPE)
    return page(request, _template_for(request, error), status, error=error)


def _template_for(request: Request, error: errors.CertCopyError) -> str:
    if request.url.path.startswith(PHONE):
        return "phone_over.html"
    return "enter.html" if isinstance(error, errors.AccessDenied) else "error.html"


def install(app: FastAPI, upload_mib: int) -> None:
    """Have every refusal of the application answered."""

    async def refused(request: Request, error: errors.CertCopyError) -> Response:
        return answer(request, error)

    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        return answer(request, _first_problem(error))

    async def not_served(request: Request, error: HTTPException) -> Response:
        return answer(request, _http_problem(error.status_code, upload_mib))

    app.exception_handler(errors.CertCopyError)(refused)
    app.exception_handler(RequestValidationError)(not_understood)
    app.exception_handler(HTTPException)(not_served)


def _first_problem(error: RequestValidationError) -> errors.CertCopyError:
    first = error.errors()[0]
    if first["loc"][0] == "path":
        return errors.NoSuchAddress()
    name = str(first["loc"][-1])
    if first["type"] != "missing":
        return errors.BadValue(name=name)
    return errors.NoPages() if name == "scans" else errors.MissingValue(name=name)


def _http_problem(status: int, upload_mib: int) -> errors.CertCopyError:
    if status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return errors.FileTooLarge(limit_mib=upload_mib)
    if status in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.METHOD_NOT_ALLOWED):
        return errors.NoSuchAddress()
    return errors.BadValue(name="body")


def _phrase(status: int) -> str:
    return http.HTTPStatus(status).phrase

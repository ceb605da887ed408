"""The public's pages: check a file, scan a print, look up a code; the kiosk, and the widget for other sites."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.doors import Doors, TheDoors, check_rate, code_rate, picture_rate
from certcopy.api.headers import WITH_CAMERA, policy
from certcopy.api.language import spoken_base
from certcopy.api.pages import page
from certcopy.api.problems import status_of
from certcopy.api.public.digest import DigestBody
from certcopy.api.public.held import Typed, answer_for
from certcopy.api.public.verdict import answer_of
from certcopy.domain.certification import plain_code
from certcopy.errors import BadPdf, CertCopyError, NoSuchAddress, Overrun, UnknownCopy
from certcopy.i18n import language
from certcopy.verification.code_sentences import CODE_SENTENCES
from certcopy.verification.reasons import verdict_words
from certcopy.verification.report import Verdict
from certcopy.workflow.holder import held_copy, page_picture

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

TypedCode = Annotated[str, Query(max_length=60)]
TypedNumber = Annotated[str, Query(max_length=20)]
TypedDay = Annotated[str, Query(max_length=20)]


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


@router.get("/scan")
def scan_page(request: Request) -> Response:
    """A print's code, by camera or picture; works with no network once it was opened."""
    return page(request, "printed.html", headers=WITH_CAMERA, words=_words(), sentences=_code_sentences())


@router.get("/kiosk")
def kiosk(request: Request) -> Response:
    """The same for a touch screen in the office's hall."""
    return page(request, "kiosk.html", headers=WITH_CAMERA, words=_words(), sentences=_code_sentences())


@router.get("/widget")
def widget(request: Request, doors: TheDoors) -> Response:
    """A small form for the sites that the office profile names."""
    framed = {"Content-Security-Policy": policy(framed_by=doors.house.profile.public.framed_by)}
    return page(request, "widget.html", headers=framed)


@router.get("/c")
def find_copy(code: TypedCode = "", number: TypedNumber = "", day: TypedDay = "", kiosk: bool = False) -> Response:
    """Where the code fields of our pages lead."""
    typed, start = plain_code(code), "/kiosk" if kiosk else ""
    base = spoken_base(language())
    if not typed:
        return RedirectResponse(f"{base}{start or '/'}", 303)
    return RedirectResponse(f"{base}{start}/c/{typed}{Typed(number, day).query()}", 303)


@router.get("/c/{code}", dependencies=[Depends(code_rate)])
def copy_page(request: Request, doors: TheDoors, code: str, number: TypedNumber = "", day: TypedDay = "") -> Response:
    return _copy(request, doors, "copy.html", code, Typed(number, day))


@router.get("/kiosk/c/{code}", dependencies=[Depends(code_rate)])
def copy_at_the_kiosk(request: Request, doors: TheDoors, code: str) -> Response:
    return _copy(request, doors, "kiosk_copy.html", code, Typed())


@router.get("/c/{code}/pages/{number}", dependencies=[Depends(picture_rate)])
def small_page(doors: TheDoors, code: str, number: int) -> Response:
    """A page of the copy, too small to read, for whoever has the copy to compare."""
    picture = page_picture(doors.house, code, number)
    if picture is None:
        raise NoSuchAddress
    return Response(picture, media_type="image/jpeg")


def _copy(request: Request, doors: Doors, template: str, code: str, typed: Typed) -> Response:
    plain = plain_code(code)
    try:
        held = held_copy(doors.house, code)
    except UnknownCopy as error:
        return page(request, template, status_of(error), answer=None, code=plain, error=error, limit=doors.upload_mib)
    return page(request, template, answer=answer_for(held, typed), code=plain, limit=doors.upload_mib)


def _form(request: Request, doors: Doors, error: CertCopyError | None = None) -> Response:
    status = 200 if error is None else status_of(error)
    return page(request, "verify.html", status, error=error, limit=doors.upload_mib, words=_words())


def _words() -> dict[str, str]:
    return {verdict.value: verdict_words(verdict, language()) for verdict in Verdict}


def _code_sentences() -> dict[str, str]:
    which = 2 if language() == "vi" else 3
    return {code: str(words[which]) for code, words in CODE_SENTENCES.items()}

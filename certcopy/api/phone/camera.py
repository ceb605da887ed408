"""A telephone's camera as a scanner: opened by the QR code at the counter, for one batch and a short time.

The code is in the address once; what the telephone then holds is a cookie that opens this page and nothing else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from certcopy.api.auth import require_own_page
from certcopy.api.doors import TheDoors, TheHouse
from certcopy.api.headers import devices
from certcopy.api.pages import page
from certcopy.errors import MissingValue, PairingOver
from certcopy.i18n import gettext as _
from certcopy.storage.tray import MOST_FILES, TrayFile
from certcopy.workflow import phone as phones
from certcopy.workflow.phone import Phone
from certcopy.workflow.tray import preview

COOKIE = "certcopy_phone"
WITH_CAMERA = {"Permissions-Policy": devices("self")}

router = APIRouter(prefix="/phone", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=MOST_FILES)]


def paired_phone(request: Request) -> Phone:
    """The telephone that sent the request.

    Raises:
        PairingOver: none that we know.
        ForeignForm: a page of another site sent it.
    """
    batch, _, secret = request.cookies.get(COOKIE, "").partition(".")
    if not secret:
        raise PairingOver
    if request.method not in ("GET", "HEAD"):
        require_own_page(request)
    return Phone(batch, secret)


ThePhone = Annotated[Phone, Depends(paired_phone)]


@router.get("", response_class=HTMLResponse)
def camera(request: Request, doors: TheDoors, phone: ThePhone) -> Response:
    """The camera page with what was sent so far."""
    batch, files = phones.at_work(doors.house, phone), phones.sent(doors.house, phone)
    shown = page(
        request, "phone.html", files=files, until=batch.until, following=_following(files), limit=doors.upload_mib
    )
    shown.headers.update(WITH_CAMERA)
    return shown


@router.post("")
def send_by_form(house: TheHouse, phone: ThePhone, photo: Annotated[UploadFile | None, File()] = None) -> Response:
    """A photo without JavaScript: it becomes the next page."""
    data = b"" if photo is None else photo.file.read()
    if not data:
        raise MissingValue(name=_("Photo"))
    phones.send(house, phone, _following(phones.sent(house, phone)), data)
    return RedirectResponse("/phone", 303)


@router.post("/remove")
def remove_by_form(house: TheHouse, phone: ThePhone, number: Annotated[int, Form(ge=1, le=MOST_FILES)]) -> Response:
    phones.take_back(house, phone, number)
    return RedirectResponse("/phone", 303)


@router.put("/pages/{number}", status_code=204)
def send(house: TheHouse, phone: ThePhone, number: Number, photo: UploadFile) -> None:
    """Put a photo at its place; the same again is harmless, so a telephone repeats until it hears an answer."""
    phones.send(house, phone, number, photo.file.read())


@router.delete("/pages/{number}", status_code=204)
def take_back(house: TheHouse, phone: ThePhone, number: Number) -> None:
    phones.take_back(house, phone, number)


@router.get("/pages/{number}", response_class=Response)
def show(house: TheHouse, phone: ThePhone, number: Number) -> Response:
    """A photo of this telephone's own, as it came."""
    file = next((each for each in phones.sent(house, phone) if each.number == number), None)
    if file is None:
        raise PairingOver
    return Response(preview(house, file.ref), media_type="image/jpeg")


@router.get("/{code}", response_class=HTMLResponse)
def meet(request: Request, house: TheHouse, code: str) -> Response:
    """Ask before pairing: whatever merely looks at an address, as chat programs do, takes no code away."""
    if not phones.is_open(house, code):
        raise PairingOver
    return page(request, "phone_meet.html", code=code)


@router.post("/{code}")
def pair(request: Request, house: TheHouse, code: str) -> Response:
    require_own_page(request)
    phone = phones.pair(house, code)
    response = RedirectResponse("/phone", 303)
    response.set_cookie(
        COOKIE,
        f"{phone.batch}.{phone.secret}",
        max_age=int(phones.TO_WORK.total_seconds()),
        path="/phone",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


def _following(files: tuple[TrayFile, ...]) -> int:
    return max((file.number for file in files), default=0) + 1

"""Getting pages without JavaScript: scan, pair a telephone, tidy the tray. The panels on the desk do it over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import Doors, TheDoors, TheHouse
from certcopy.api.onestop.scan_models import NewScan
from certcopy.api.pages import page
from certcopy.api.phone_address import phone_address, qr_svg
from certcopy.api.problems import status_of
from certcopy.errors import BadRequest, BadValue, CertCopyError, ScannerError
from certcopy.ocr.scanners.scanner import Colour, Paper, Source
from certcopy.workflow import phone, tray

DPIS = (200, 300, 400, 600)

router = APIRouter(
    prefix="/counter",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(at_the_counter)],
)

Word = Annotated[str, Form(max_length=40)]


@router.get("/scan")
def choose(request: Request, doors: TheDoors) -> Response:
    return _choice(request, doors)


@router.post("/scanners")
def add(request: Request, doors: TheDoors, address: Annotated[str, Form(max_length=200)] = "") -> Response:
    try:
        doors.scans.add(address)
    except (ScannerError, BadRequest) as error:
        return _choice(request, doors, error)
    return _choice(request, doors)


@router.post("/scans")
def start(
    request: Request,
    doors: TheDoors,
    scanner: Word = "",
    source: Word = Source.FEEDER,
    dpi: Annotated[int, Form()] = 300,
    colour: Word = Colour.COLOUR,
    paper: Word = Paper.A4,
    duplex: Annotated[bool, Form()] = False,
) -> Response:
    try:
        asked = NewScan.model_validate(
            {"scanner": scanner, "source": source, "dpi": dpi, "colour": colour, "paper": paper, "duplex": duplex}
        )
        state = doors.scans.start(asked.scanner, asked.options())
    except ValidationError as problem:
        return _choice(request, doors, BadValue(name=str(problem.errors()[0]["loc"][-1])))
    except (ScannerError, BadRequest) as error:
        return _choice(request, doors, error)
    return RedirectResponse(f"/counter/scans/{state.id}", 303)


@router.get("/scans/{scan_id}")
def show(request: Request, doors: TheDoors, scan_id: str) -> Response:
    state = doors.scans.state(scan_id)
    return page(request, "scanning.html", state=state, files=doors.house.tray.files(scan_id))


@router.post("/scans/{scan_id}/cancel")
def cancel(doors: TheDoors, scan_id: str) -> Response:
    doors.scans.cancel(scan_id)
    return RedirectResponse(f"/counter/scans/{scan_id}", 303)


@router.get("/phone")
def explain(request: Request) -> Response:
    return page(request, "phone_code.html", pairing=None)


@router.post("/phones")
def offer(request: Request, house: TheHouse) -> Response:
    """The code is shown once, here; the page looks no further, the photos stand in the tray."""
    pairing = phone.offer(house)
    address = phone_address(request, pairing.code)
    return page(request, "phone_code.html", pairing=pairing, address=address, qr=qr_svg(address.url))


@router.post("/phones/{batch}/end")
def end(house: TheHouse, batch: str) -> Response:
    phone.end(house, batch)
    return RedirectResponse("/counter", 303)


@router.post("/tray/{batch}/discard")
def discard(house: TheHouse, batch: str) -> Response:
    tray.discard(house, batch)
    return RedirectResponse("/counter", 303)


@router.post("/rejects/{reject}/dismiss")
def dismiss(house: TheHouse, reject: str) -> Response:
    house.rejects.dismiss(reject)
    return RedirectResponse("/counter", 303)


def _choice(request: Request, doors: Doors, error: CertCopyError | None = None) -> Response:
    status = 200 if error is None else status_of(error)
    return page(request, "scan.html", status, scanners=doors.scans.look(), dpis=DPIS, error=error)

"""Scanners and scan jobs over REST; the pages go into the tray."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import Doors, TheDoors
from certcopy.api.onestop.scan_models import (
    SCANNERS,
    SCANS,
    NewScan,
    NewScanner,
    ScanModel,
    ScannerModel,
    ScannerName,
    name_of,
    scan_of,
    scanner_of,
)
from certcopy.api.problems import documented
from certcopy.workflow.scan import ScanState

router = APIRouter(tags=["scanning"], dependencies=[Depends(at_the_counter)], responses=documented(401, 502))


@router.get(SCANNERS, summary="The scanners of the office, on the network and of this machine")
def look(doors: TheDoors) -> list[ScannerName]:
    """Takes some seconds: they are asked anew."""
    return [name_of(each) for each in doors.scans.look()]


@router.post(SCANNERS, status_code=201, summary="Take a network scanner by its address", responses=documented(422))
def add(doors: TheDoors, scanner: NewScanner) -> ScannerName:
    """It must answer, and lie in the local network. It is known until the server is started anew."""
    return name_of(doors.scans.add(scanner.address))


@router.get(f"{SCANNERS}/{{scanner_id}}", summary="What a scanner can do, and how it stands", responses=documented(404))
def ask(doors: TheDoors, scanner_id: str) -> ScannerModel:
    known = doors.scans.scanner(scanner_id)
    scanner = known.open()
    return scanner_of(known, scanner.capabilities(), scanner.status())


@router.post(SCANS, status_code=202, summary="Begin to scan", responses=documented(404, 409, 422))
def start(doors: TheDoors, scan: NewScan) -> ScanModel:
    """Poll the job: each page stands in its batch as soon as it has come."""
    return _answer(doors, doors.scans.start(scan.scanner, scan.options()))


@router.get(f"{SCANS}/{{scan_id}}", summary="How far a scan is", responses=documented(404))
def show(doors: TheDoors, scan_id: str) -> ScanModel:
    return _answer(doors, doors.scans.state(scan_id))


@router.delete(f"{SCANS}/{{scan_id}}", summary="Cancel a scan; the pages that came are kept", responses=documented(404))
def cancel(doors: TheDoors, scan_id: str) -> ScanModel:
    return _answer(doors, doors.scans.cancel(scan_id))


def _answer(doors: Doors, state: ScanState) -> ScanModel:
    tray = doors.house.tray
    return scan_of(state, tray.batch(state.id), tray.files(state.id))

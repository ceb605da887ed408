"""The shapes of scanners, scan jobs and the tray."""

from __future__ import annotations

import dataclasses
import datetime as dt

from pydantic import BaseModel, Field

from certcopy.api.problems import Problem, problem_of
from certcopy.ocr.scanners.scanner import Capabilities, Colour, Paper, ScanOptions, Source, Status
from certcopy.storage.rejects import Reject
from certcopy.storage.tray import Batch, Origin, TrayFile
from certcopy.workflow.scan import ScanState, Standing
from certcopy.workflow.scanners import Kind, KnownScanner
from certcopy.workflow.tray import Offered

SCANNERS = "/api/v1/scanners"
SCANS = "/api/v1/scans"
TRAY = "/api/v1/tray"
PHONES = "/api/v1/phones"
REJECTS = "/api/v1/rejects"


class ScannerName(BaseModel):
    """A scanner that may be asked."""

    id: str
    name: str
    kind: Kind = Field(description="`saved` in the office's profile, found on the `network` or by `sane`, or `typed`")


class SourceModel(BaseModel):
    """What one source can do."""

    source: Source
    dpis: list[int]
    colours: list[Colour]
    duplex: bool
    width_mm: float
    height_mm: float


class ScannerModel(ScannerName):
    """A scanner, what it can do and how it stands."""

    status: Status
    sources: list[SourceModel]


class NewScanner(BaseModel):
    """The address of an eSCL scanner in the local network: host, host:port or URL."""

    address: str = Field(min_length=1, max_length=200, examples=["192.168.1.20"])


class NewScan(BaseModel):
    """On which scanner, and how."""

    scanner: str = Field(max_length=40)
    source: Source = Source.FEEDER
    duplex: bool = False
    dpi: int = Field(300, ge=75, le=1200)
    colour: Colour = Colour.COLOUR
    paper: Paper = Paper.A4

    def options(self) -> ScanOptions:
        return ScanOptions(self.source, self.duplex, self.dpi, self.colour, self.paper)


class FileModel(BaseModel):
    """A file in the tray; `ref` names it in a form."""

    ref: str
    number: int
    used: bool = Field(description="Part of a dossier already")
    preview: str = Field(description="Its first page as a JPEG")


class BatchModel(BaseModel):
    """What came in one go."""

    id: str
    origin: Origin
    label: str
    begun_at: dt.datetime
    files: list[FileModel]
    paired: bool = Field(description="A telephone has taken up the code")
    until: dt.datetime | None = Field(description="When the pairing of a telephone ends")
    ended: bool = Field(description="The pairing was ended at the counter")


class RejectModel(BaseModel):
    """A file of the scan folder that could not be taken in, and why."""

    id: str
    name: str
    at: dt.datetime
    code: str
    vi: str
    en: str


class ScanModel(BaseModel):
    """A scan job and the pages it has brought."""

    id: str
    standing: Standing = Field(description="`interrupted`: the server was stopped meanwhile; the pages are kept")
    page: int = Field(description="The page at hand, from 1")
    part: float | None = Field(description="How much of it has come, 0 to 1, where that is known")
    error: Problem | None
    batch: BatchModel


class PairingModel(BaseModel):
    """A code for one telephone. It is told only now."""

    batch: str
    url: str = Field(description="What the QR code says")
    qr: str = Field(description="The QR code as SVG")
    reachable: bool = Field(description="False where this server listens only to its own machine")
    until: dt.datetime


def name_of(scanner: KnownScanner) -> ScannerName:
    return ScannerName(id=scanner.id, name=scanner.name, kind=scanner.kind)


def scanner_of(scanner: KnownScanner, can: Capabilities, status: Status) -> ScannerModel:
    sources = [
        SourceModel(
            source=source,
            dpis=list(ability.dpis),
            colours=list(ability.colours),
            duplex=ability.duplex,
            width_mm=ability.width_mm,
            height_mm=ability.height_mm,
        )
        for source, ability in can.sources.items()
    ]
    return ScannerModel(**name_of(scanner).model_dump(), status=status, sources=sources)


def batch_of(batch: Batch, files: tuple[TrayFile, ...]) -> BatchModel:
    return BatchModel(
        id=batch.id,
        origin=batch.origin,
        label=batch.label,
        begun_at=batch.begun_at,
        files=[
            FileModel(ref=file.ref, number=file.number, used=file.used, preview=f"{TRAY}/{file.ref}") for file in files
        ],
        paired=bool(batch.phone),
        until=batch.until,
        ended=batch.ended,
    )


def reject_of(reject: Reject) -> RejectModel:
    return RejectModel(**dataclasses.asdict(reject))


def offered_of(offered: Offered) -> BatchModel:
    return batch_of(offered.batch, offered.files)


def scan_of(state: ScanState, batch: Batch, files: tuple[TrayFile, ...]) -> ScanModel:
    return ScanModel(
        id=state.id,
        standing=state.standing,
        page=state.page,
        part=state.part,
        error=None if state.error is None else problem_of(state.error),
        batch=batch_of(batch, files),
    )

"""In what eSCL devices differ, each habit with who tells of it. Facts only: no server's code is in the made-up one."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Habits:
    """In what real devices differ from one another: each was seen in the field, or the specification allows it."""

    root: str = "/eSCL"
    location: str = "http://{host}{root}/ScanJobs/{number}"
    """How the place of a new job is written; AirSane and Brother give a path, HP with IPv6 half an address."""
    job_uri: str = "{root}/ScanJobs/{number}"
    asleep: int = 0
    """How often its capabilities are answered by 503 before it is awake."""
    busy: int = 0
    """How often a new job, and its first page, are answered by 503."""
    retry_after: str = ""
    early: int = 0
    """How often the first page is answered by 404 while it is being drawn in."""
    hasty: float = 0.0
    """Seconds after a page within which the next is answered by 404, the feeder called empty, the job still going on
    (Brother MFC-L2710DW: sane-airscan #39)."""
    dozes: bool = False
    """It begins a job only when its status has been asked since (Ricoh SP C261: sane-airscan #406)."""
    only_host: str = ""
    """The one host a job must be addressed to: ``localhost`` for HP LaserJet M630 and others (sane-airscan #116)."""
    server: str = ""
    """What it calls itself in the header ``Server``; ``HP_Compact_Server`` on those."""
    curt: bool = False
    """It takes a job and cuts the connection before the answer is complete (Kyocera M6526cdn: sane-airscan #163)."""
    moved: str = ""
    """Where, on itself, it sends every request over plain HTTP: many devices with HTTPS alone switched on."""
    chunked: bool = False
    closing: bool = False
    """It closes the connection after every answer, without a word."""
    unmeasured: bool = False
    """It does not say how long its documents are: they end with the connection (AirSane)."""
    encoding: str = "utf-8"
    """Of its documents: with a byte order mark, or not Unicode at all."""
    deletes: bool = True
    pdf: bool = False
    """It gives one PDF with all pages instead of JPEGs."""
    png: bool = False
    """It gives PNGs and calls them JPEGs, as asked for (AirSane gives some clients PNG)."""
    padded: bool = False
    """It fills the last block of a page with zeros."""
    late_height: bool = False
    """Its feeder tells the height of a page only behind the samples (HP OfficeJet: node-hp-scan-to #413)."""
    feeder_says: str = ""
    """The one state of the feeder it ever tells by itself: AirSane cannot see paper, NAPS2 misspells “loaded”."""
    state: str = ""
    """The one state of itself it ever tells, perhaps a word that is in no specification."""
    tells_once: bool = False
    """A trouble of the feeder is told by 409, and by the status to the first who asks only (AirSane)."""
    reason: str = ""
    """The one reason it gives for a job that ended early: ``ResourcesAreNotReady`` (AirSane)."""
    cover: str = "ScannerAdfHatchOpen"
    """The word for an open feeder; AirSane and HP say ``ScannerAdfDoorOpen``."""
    empty: int = 409
    """The answer to a new job from an empty feeder; 0 where it takes the job and only then looks (AirSane, NAPS2)."""
    faults: bool = False
    """It tells that a job failed by 500, and why in ``ErrorDetails``, of its own invention (NAPS2)."""
    format_ext: bool = True
    """Its capabilities name file formats by ``DocumentFormatExt`` too."""
    intents: tuple[str, ...] = ("Document", "TextAndGraphic", "Photo")
    """What it can be told to scan for."""
    strict: bool = False
    """It refuses a job that says what its capabilities do not: sane-airscan is careful never to."""


AIRSANE = Habits(
    location="{root}/ScanJobs/{number}",
    chunked=True,
    closing=True,
    unmeasured=True,
    feeder_says="ScannerAdfLoaded",
    tells_once=True,
    reason="ResourcesAreNotReady",
    cover="ScannerAdfDoorOpen",
    empty=0,
    format_ext=False,
    intents=("TextAndGraphic", "Photo"),
)
"""As AirSane answers, which shares a SANE scanner (its scannerserver.cpp, scanjob.cpp, scanner.cpp were read)."""

NAPS2 = Habits(
    chunked=True,
    feeder_says="ScannedAdfLoaded",
    reason="JobCompletedSuccessfully",
    empty=0,
    faults=True,
    intents=(),
)
"""As NAPS2 answers, which shares a TWAIN or WIA scanner (its EsclApiController.cs, ScanJob.cs were read)."""

"""How an eSCL device stands (ScannerStatus)."""

from __future__ import annotations

import dataclasses
from xml.etree.ElementTree import Element

from certcopy.ocr.scanners.escl_xml import every, parsed, text, texts
from certcopy.ocr.scanners.scanner import Status

FEEDER_TROUBLE = {
    "ScannerAdfJam": Status.JAM,
    "ScannerAdfMispick": Status.JAM,
    "ScannerAdfMultipickDetected": Status.JAM,
    "ScannerAdfHatchOpen": Status.COVER_OPEN,
    "ScannerAdfDoorOpen": Status.COVER_OPEN,
    "ScannerAdfInputTrayFailed": Status.STOPPED,
    "ScannerAdfInputTrayOverloaded": Status.STOPPED,
    "ScannerAdfDuplexPageTooShort": Status.STOPPED,
    "ScannerAdfDuplexPageTooLong": Status.STOPPED,
    "ScannerAdfEmpty": Status.FEEDER_EMPTY,
}
"""What the feeder says; of an open cover the specification has ``HatchOpen``, AirSane and HP ``DoorOpen``."""

REASON_TROUBLE = (
    ("jam", Status.JAM),
    ("coveropen", Status.COVER_OPEN),
    ("hatchopen", Status.COVER_OPEN),
    ("dooropen", Status.COVER_OPEN),
)
TROUBLE = (Status.JAM, Status.COVER_OPEN, Status.STOPPED)
WORKING = ("Processing", "Testing", "Pending")
ENDED_EARLY = ("Aborted", "Canceled")
OUT_OF_ORDER = ("Stopped", "Down")


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """The scanner itself, its feeder where something is to be said of it, and the job in question where it is told.

    ``job`` is BUSY while it is at work, IDLE when it is done, else why it ended before its time.
    """

    scanner: Status
    feeder: Status | None = None
    job: Status | None = None

    @property
    def status(self) -> Status:
        """In one word: a trouble, else whether anything is at work."""
        if self.feeder in TROUBLE:
            return self.feeder
        if self.job is Status.STOPPED:
            return self.feeder or self.job
        if self.job not in (None, Status.IDLE):
            return self.job
        return self.scanner if self.scanner is Status.BUSY else self.feeder or self.scanner

    @property
    def at_work(self) -> bool:
        """Whether the job goes on; where it is not told, whether the scanner works at all."""
        return (self.job or self.scanner) is Status.BUSY

    @property
    def failed(self) -> bool:
        """Whether something went wrong that a person has to see to."""
        return self.job not in (None, Status.BUSY, Status.IDLE) or self.status in TROUBLE


def read_status(xml: bytes, job: str | None = None) -> Standing:
    """A ScannerStatus document; ``job`` is the path of the one in question. A state we do not know is no trouble.

    Raises:
        NotEscl: it is not one.
    """
    root = parsed(xml, "ScannerStatus")
    feeder = FEEDER_TROUBLE.get(text(root, "AdfState") or "")
    return Standing(_scanner_status(root), feeder, None if job is None else _job_status(root, job))


def _scanner_status(root: Element) -> Status:
    state = text(root, "State")
    if state in WORKING:
        return Status.BUSY
    return _reason(texts(root, "StateReason")) if state in OUT_OF_ORDER else Status.IDLE


def _job_status(root: Element, path: str) -> Status | None:
    """None where the job is not told of. It is known by the last part of its path: hosts and roots are written in
    many ways."""
    ours = (each for each in every(root, "JobInfo") if _last(text(each, "JobUri") or "") == _last(path))
    job = next(ours, None)
    if job is None:
        return None
    state = text(job, "JobState")
    if state in WORKING:
        return Status.BUSY
    return _reason(texts(job, "JobStateReason")) if state in ENDED_EARLY else Status.IDLE


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _reason(told: list[str]) -> Status:
    """What made it stop, as far as a reason says."""
    reasons = " ".join(told).lower()
    return next((status for word, status in REASON_TROUBLE if word in reasons), Status.STOPPED)

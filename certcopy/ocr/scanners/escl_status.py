"""How an eSCL device stands (ScannerStatus)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from certcopy.ocr.scanners.escl_xml import every, parsed, text, texts
from certcopy.ocr.scanners.scanner import Status

FEEDER_TROUBLE = {
    "ScannerAdfJam": Status.JAM,
    "ScannerAdfMispick": Status.JAM,
    "ScannerAdfMultipickDetected": Status.JAM,
    "ScannerAdfHatchOpen": Status.COVER_OPEN,
    "ScannerAdfEmpty": Status.FEEDER_EMPTY,
}
REASON_TROUBLE = (
    ("jam", Status.JAM),
    ("coveropen", Status.COVER_OPEN),
    ("hatchopen", Status.COVER_OPEN),
    ("dooropen", Status.COVER_OPEN),
)
WORKING = ("Processing", "Testing", "Pending")
ENDED_EARLY = ("Aborted", "Canceled")


def read_status(xml: bytes, job: str | None = None) -> Status:
    """A ScannerStatus document: the feeder's troubles, else how the job at this path stands, else the scanner.

    Raises:
        NotEscl: it is not one.
    """
    root = parsed(xml, "ScannerStatus")
    feeder = FEEDER_TROUBLE.get(text(root, "AdfState") or "")
    if feeder in (Status.JAM, Status.COVER_OPEN):
        return feeder
    if job is not None and (stands := _job_status(root, job)) is not None:
        return stands
    state = text(root, "State")
    if state in WORKING:
        return Status.BUSY
    return feeder or (Status.IDLE if state == "Idle" else _reason(texts(root, "StateReason")))


def _job_status(root: Element, path: str) -> Status | None:
    """Why the job ended before its time, or that it is still at work; None where neither is told.

    A job is known by the last part of its path: hosts and roots are written in many ways.
    """
    ours = (each for each in every(root, "JobInfo") if _last(text(each, "JobUri") or "") == _last(path))
    job = next(ours, None)
    state = None if job is None else text(job, "JobState")
    if job is None or state not in (*WORKING, *ENDED_EARLY):
        return None
    return Status.BUSY if state in WORKING else _reason(texts(job, "JobStateReason"))


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _reason(told: list[str]) -> Status:
    """What made it stop, as far as a reason says."""
    reasons = " ".join(told).lower()
    return next((status for word, status in REASON_TROUBLE if word in reasons), Status.STOPPED)

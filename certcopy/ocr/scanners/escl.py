"""A network scanner that speaks eSCL (AirScan, Mopria): plain HTTP and XML."""

from __future__ import annotations

import contextlib

from certcopy.ocr.scanners.escl_answers import device_of, standing_of
from certcopy.ocr.scanners.escl_client import Address, Client
from certcopy.ocr.scanners.escl_job import EsclJob, Patience
from certcopy.ocr.scanners.scanner import Capabilities, Progress, ScanOptions, Status, silent


class EsclScanner:
    """One eSCL device at a known address."""

    def __init__(self, name: str, address: Address, patience: Patience | None = None) -> None:
        self.name = name
        self.address = address
        self.patience = patience or Patience()

    def capabilities(self) -> Capabilities:
        """What it can do; see ``scanner.Scanner``."""
        with contextlib.closing(Client(self.name, self.address)) as client:
            return device_of(client).capabilities

    def status(self) -> Status:
        """How it stands now; see ``scanner.Scanner``."""
        with contextlib.closing(Client(self.name, self.address)) as client:
            return standing_of(client).status

    def scan(self, options: ScanOptions, progress: Progress = silent) -> EsclJob:
        """A job, begun when it is iterated."""
        return EsclJob(Client(self.name, self.address), options, progress, self.patience)

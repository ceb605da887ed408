"""A network scanner that speaks eSCL (AirScan, Mopria): plain HTTP and XML."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from certcopy.errors import ScannerMisspoke
from certcopy.ocr.scanners.escl_capabilities import Device, read_capabilities
from certcopy.ocr.scanners.escl_client import Address, Client
from certcopy.ocr.scanners.escl_job import EsclJob, Patience
from certcopy.ocr.scanners.escl_status import Standing, read_status
from certcopy.ocr.scanners.escl_xml import NotEscl
from certcopy.ocr.scanners.scanner import Capabilities, Progress, ScanOptions, Status, silent


class EsclScanner:
    """One eSCL device at a known address."""

    def __init__(self, name: str, address: Address, patience: Patience | None = None) -> None:
        self.name = name
        self.address = address
        self.patience = patience or Patience()

    def capabilities(self) -> Capabilities:
        """What it can do; see ``scanner.Scanner``."""
        with contextlib.closing(self.client()) as client:
            return self.device(client).capabilities

    def status(self) -> Status:
        """How it stands now; see ``scanner.Scanner``."""
        with contextlib.closing(self.client()) as client:
            return self.standing(client).status

    def scan(self, options: ScanOptions, progress: Progress = silent) -> EsclJob:
        """A job, begun when it is iterated."""
        return EsclJob(self, options, progress)

    def client(self) -> Client:
        return Client(self.name, self.address)

    def device(self, client: Client) -> Device:
        """Capabilities and protocol details, asked for anew.

        Raises:
            ScannerError: as ``Client.get_xml``; ScannerMisspoke where they are no eSCL.
        """
        with self._understood():
            return read_capabilities(client.get_xml("ScannerCapabilities"))

    def standing(self, client: Client, job: str | None = None) -> Standing:
        """The scanner's state, its feeder's, and that of the job at this path, asked for anew.

        Raises:
            ScannerError: as above.
        """
        with self._understood():
            return read_status(client.get_xml("ScannerStatus"), job)

    @contextlib.contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except NotEscl:
            raise ScannerMisspoke(name=self.name) from None

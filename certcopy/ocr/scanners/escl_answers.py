"""What an eSCL device says of itself and of its jobs, asked for anew each time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from certcopy.errors import ScannerMisspoke
from certcopy.ocr.scanners.escl_capabilities import Device, read_capabilities
from certcopy.ocr.scanners.escl_client import Client
from certcopy.ocr.scanners.escl_status import Standing, read_status
from certcopy.ocr.scanners.escl_xml import NotEscl


def device_of(client: Client) -> Device:
    """Capabilities and protocol details.

    Raises:
        ScannerError: as ``Client.get_xml``; ScannerMisspoke where they are no eSCL.
    """
    with _understood(client):
        return read_capabilities(client.get_xml("ScannerCapabilities"))


def standing_of(client: Client, job: str | None = None) -> Standing:
    """The scanner's state, its feeder's, and that of the job at this path.

    Raises:
        ScannerError: as above.
    """
    with _understood(client):
        return read_status(client.get_xml("ScannerStatus"), job)


@contextlib.contextmanager
def _understood(client: Client) -> Iterator[None]:
    try:
        yield
    except NotEscl:
        raise ScannerMisspoke(name=client.name) from None

"""Why a job failed, as NAPS2 tells it in its ``ErrorDetails``: an exception's name, its message, its trace.

NAPS2 shares scanners that it reaches by TWAIN or WIA; what it knows of their troubles stands nowhere else.
"""

from __future__ import annotations

import re

from certcopy.errors import (
    CoverOpen,
    FeederEmpty,
    PaperJam,
    ScannerBusy,
    ScannerError,
    ScannerLacks,
    ScannerLost,
    ScannerStopped,
    ScannerUnreachable,
)

EXCEPTION = re.compile(rb"([A-Za-z]+)Exception")


def fault(xml: bytes, name: str, pages: int) -> ScannerError:
    """The refusal for what is told of a job of the scanner of this name, of which so many pages had come."""
    told = EXCEPTION.search(xml)
    match told.group(1).decode() if told else "":
        case "DeviceFeederEmpty" if not pages:
            return FeederEmpty(name=name)
        case "DevicePaperJam":
            return PaperJam(name=name, pages=pages)
        case "DeviceCoverOpen":
            return CoverOpen(name=name, pages=pages)
        case "DeviceBusy" | "DeviceWarmingUp" if not pages:
            return ScannerBusy(name=name)
        case "DeviceOffline" | "DeviceNotFound" | "DeviceCommunication":
            return ScannerLost(name=name, pages=pages) if pages else ScannerUnreachable(name=name)
        case "NoFeederSupport":
            return ScannerLacks(name=name, option="feeder")
        case "NoDuplexSupport":
            return ScannerLacks(name=name, option="duplex")
        case _:
            return ScannerStopped(name=name, pages=pages)

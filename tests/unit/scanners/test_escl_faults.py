"""What NAPS2 says of a job that failed, in our words."""

from __future__ import annotations

import pytest

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
from certcopy.ocr.scanners.escl_faults import fault


@pytest.mark.parametrize(
    ("kind", "first", "later"),
    [
        ("DeviceFeederEmpty", FeederEmpty, ScannerStopped),
        ("DevicePaperJam", PaperJam, PaperJam),
        ("DeviceCoverOpen", CoverOpen, CoverOpen),
        ("DeviceBusy", ScannerBusy, ScannerStopped),
        ("DeviceWarmingUp", ScannerBusy, ScannerStopped),
        ("DeviceOffline", ScannerUnreachable, ScannerLost),
        ("DeviceNotFound", ScannerUnreachable, ScannerLost),
        ("NoFeederSupport", ScannerLacks, ScannerLacks),
        ("NoDuplexSupport", ScannerLacks, ScannerLacks),
        ("Device", ScannerStopped, ScannerStopped),
    ],
)
def test_each_exception_has_its_words(kind: str, first: type[ScannerError], later: type[ScannerError]) -> None:
    trace = "<StackTrace>at PaperJamException</StackTrace>"
    xml = f"<Error><Type>NAPS2.Scan.Exceptions.{kind}Exception</Type>{trace}</Error>".encode()
    assert type(fault(xml, "Máy Ví Dụ", 0)) is first
    assert type(fault(xml, "Máy Ví Dụ", 2)) is later


def test_what_is_lacking_is_named() -> None:
    assert "khay nạp giấy" in fault(b"NoFeederSupportException", "Máy Ví Dụ", 0).sentence("vi")
    assert "quét hai mặt" in fault(b"NoDuplexSupportException", "Máy Ví Dụ", 0).sentence("vi")


def test_what_explains_nothing_is_a_stop() -> None:
    assert type(fault(b"", "Máy Ví Dụ", 0)) is ScannerStopped

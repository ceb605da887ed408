"""Which scanners an office has: those it saved, the network's, SANE's."""

from __future__ import annotations

import pytest

from certcopy.ocr.scanners import sane
from certcopy.ocr.scanners.discovery import Found
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.sane import SaneDevice
from certcopy.storage.profile import SavedScanner, Scanning
from certcopy.workflow import scanners
from certcopy.workflow.scanners import KnownScanner, known_scanners

URL = "https://192.0.2.7/eSCL"
PIN = "ab" * 32


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanners, "discover", lambda _: (Found("Máy A", URL), Found("Máy B", "http://192.0.2.8/eSCL")))
    monkeypatch.setattr(sane, "devices", lambda: (SaneDevice("test:0", "frontend-tester"),))


def test_saved_ones_come_first_and_all_that_is_found_after_them() -> None:
    saved = Scanning(scanners=(SavedScanner("Máy một cửa", url="http://192.0.2.9/eSCL"),))
    kinds = [each.kind for each in known_scanners(saved, "all")]
    assert kinds == ["saved", "network", "network", "sane"]


def test_a_scanner_that_is_saved_and_found_keeps_its_name_its_options_and_its_certificate() -> None:
    saved = Scanning(
        scanners=(
            SavedScanner("Máy một cửa", url=f"{URL}/", certificate=PIN),
            SavedScanner("Máy kho", device="test:0", options=("--swdeskew=yes",)),
        )
    )
    first, second, other = known_scanners(saved, "all")
    assert (first.name, first.address) == ("Máy một cửa", Address(f"{URL}/", saved.self_signed, PIN))
    assert second == KnownScanner("Máy kho", "saved", device="test:0", options=("--swdeskew=yes",))
    assert other.name == "Máy B"

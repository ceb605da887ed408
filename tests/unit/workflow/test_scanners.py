"""Which scanners an office has: those it saved, the network's, SANE's."""

from __future__ import annotations

import pytest

from certcopy.ocr.scanners import sane
from certcopy.ocr.scanners.discovery import Found
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.sane import SaneDevice
from certcopy.storage.profile import SavedScanner, Scanning
from certcopy.workflow import scanners
from certcopy.workflow.scanners import KnownScanner, known_scanners, told_apart

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


def test_scanners_of_one_name_are_told_apart_by_their_place_but_for_the_offices_own() -> None:
    saved = KnownScanner("Máy A", "saved", Address("http://192.0.2.9/eSCL"))
    twins = (
        saved,
        KnownScanner("Máy A", "network", Address("http://192.0.2.7:8080/eSCL")),
        KnownScanner("Máy A", "sane", device="test:0"),
        KnownScanner("Máy B", "sane", device="test:1"),
    )
    names = [each.name for each in told_apart(twins)]
    assert names == ["Máy A", "Máy A (192.0.2.7:8080)", "Máy A (test:0)", "Máy B"]

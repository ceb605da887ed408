"""The demo's sample."""

from __future__ import annotations

import pytest

from certcopy.cli import demo
from certcopy.ocr.intake import ScanFile, take_in


def test_an_installed_package_brings_its_own_small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SAMPLE", "nowhere.jpg")
    sample = demo.sample()
    (page,) = take_in([ScanFile("sample.jpg", sample)])
    assert page.dpi == 200
    assert len(sample) < 600_000

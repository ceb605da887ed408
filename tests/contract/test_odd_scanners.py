"""Real eSCL devices differ: every one of these gives its pages all the same, and is understood for what it can do.

The odd devices are themselves held against clients that we did not write, as far as those cope.
"""

from __future__ import annotations

import dataclasses
import pathlib

import pytest

from certcopy.errors import ScannerLost
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.scanners import escl
from certcopy.ocr.scanners.escl import EsclScanner
from certcopy.ocr.scanners.escl_capabilities import read_capabilities
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.escl_settings import settings
from certcopy.ocr.scanners.sane import SaneScanner
from certcopy.ocr.scanners.scanner import Colour, ScanOptions, Source, fitted
from tests import escl_server
from tests.certificates import self_signed
from tests.escl_device import Device, Habits
from tests.sane import airscan_folder, escl_folder, has_backend

FEEDER = ScanOptions(Source.FEEDER, dpi=100)
DOCUMENTS = pathlib.Path(__file__).parent.parent / "vectors" / "escl"
HABITS = {
    "under-another-root": Habits(root="/quet/eSCL"),
    "job-on-a-name-nobody-knows": Habits(location="http://MAY-QUET.local{root}/ScanJobs/{number}"),
    "job-on-another-port": Habits(location="https://192.0.2.7:8443{root}/ScanJobs/{number}/"),
    "job-as-a-path": Habits(location="{root}/ScanJobs/{number}"),
    "job-as-a-relative-path": Habits(location="ScanJobs/{number}"),
    "job-listed-under-another-root": Habits(job_uri="http://192.0.2.7/ScanJobs/{number}"),
    "asleep": Habits(asleep=2),
    "busy-at-first": Habits(busy=2),
    "busy-for-a-second": Habits(busy=1, retry_after="1"),
    "not-found-before-the-first-page": Habits(early=2),
    "chunked": Habits(chunked=True),
    "closes-without-a-word": Habits(closing=True),
    "refuses-to-end-jobs": Habits(deletes=False),
    "one-pdf": Habits(pdf=True),
}
ALL_AT_ONCE = Habits(
    location="{root}/ScanJobs/{number}", job_uri="/ScanJobs/{number}", chunked=True, closing=True, deletes=False
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escl, "PAUSE", 0.01)


def scanner(url: str, busy_seconds: float = 10.0) -> EsclScanner:
    return EsclScanner("Máy Ví Dụ", Address(url, self_signed=True), busy_seconds=busy_seconds)


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())
def test_every_sheet_comes(habits: Habits) -> None:
    with escl_server.serving(Device(habits=habits)) as url:
        files = list(scanner(url).scan(FEEDER))
    pages = take_in([ScanFile(f"{number}", data) for number, data in enumerate(files)])
    assert len(pages) == 3
    assert all(page.dpi == pytest.approx(100, abs=1) for page in pages)


def test_every_sheet_comes_over_tls_from_a_device_that_is_odd_in_every_way(tmp_path: pathlib.Path) -> None:
    with escl_server.serving(Device(habits=ALL_AT_ONCE), self_signed(tmp_path)) as url:
        assert len(list(scanner(url).scan(FEEDER))) == 3


@pytest.mark.parametrize("backend", ["airscan", "escl"])
def test_the_odd_device_is_one_to_other_clients_too(
    backend: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with escl_server.serving(Device(habits=ALL_AT_ONCE)) as url:
        assert len(list(by_sane(backend, url, tmp_path, monkeypatch).scan(FEEDER))) == 3


@pytest.mark.parametrize("chunked", [False, True])
def test_a_page_that_breaks_off_is_no_page(chunked: bool) -> None:
    device = Device(trouble="cut", trouble_at=2, habits=Habits(chunked=chunked))
    pages: list[bytes] = []
    with escl_server.serving(device) as url, pytest.raises(ScannerLost) as raised:
        pages.extend(scanner(url).scan(FEEDER))
    assert len(pages) == raised.value.facts()["pages"] == 1


@dataclasses.dataclass(frozen=True)
class Expected:
    """What must be read in a document."""

    sources: frozenset[Source]
    dpis: tuple[int, ...]
    colours: frozenset[Colour]
    duplex: bool
    asked: tuple[Colour, str]
    """A colour, and the format it is asked for in."""


BOTH = frozenset({Colour.COLOUR, Colour.GREY})
READ = {
    "feeder_only": Expected(
        frozenset({Source.FEEDER}), (150, 300), frozenset(Colour), duplex=False, asked=(Colour.COLOUR, "image/jpeg")
    ),
    "profiles_by_reference": Expected(
        frozenset(Source), (200, 300), BOTH, duplex=True, asked=(Colour.GREY, "image/jpeg")
    ),
    "profiles_by_colour": Expected(
        frozenset({Source.FLATBED}),
        (200, 300),
        frozenset(Colour),
        duplex=False,
        asked=(Colour.BLACK_WHITE, "image/tiff"),
    ),
    "other_prefixes": Expected(
        frozenset({Source.FEEDER}),
        (100, 150, 200, 300, 400, 600),
        BOTH,
        duplex=True,
        asked=(Colour.COLOUR, "image/jpeg"),
    ),
    "pdf_only": Expected(
        frozenset({Source.FLATBED}),
        (300,),
        frozenset({Colour.COLOUR}),
        duplex=False,
        asked=(Colour.COLOUR, "application/pdf"),
    ),
}


@pytest.mark.parametrize(("name", "expected"), READ.items())
def test_what_a_device_can_do_is_read_off_its_own_words(name: str, expected: Expected) -> None:
    device = read_capabilities((DOCUMENTS / f"{name}.xml").read_bytes())
    can = device.capabilities
    assert set(can.sources) == expected.sources
    for ability in can.sources.values():
        assert (ability.dpis, frozenset(ability.colours)) == (expected.dpis, expected.colours)
    assert any(each.duplex for each in can.sources.values()) is expected.duplex
    colour, form = expected.asked
    options, ability = fitted("x", ScanOptions(next(iter(can.sources)), colour=colour), can)
    assert f"<pwg:DocumentFormat>{form}</pwg:DocumentFormat>" in settings(options, ability, device).decode()


@pytest.mark.parametrize(
    ("backend", "name"), [("airscan", "profiles_by_colour"), ("escl", "profiles_by_colour"), ("escl", "pdf_only")]
)
def test_other_clients_read_no_less_in_it(
    backend: str, name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with escl_server.serving(Device(document=(DOCUMENTS / f"{name}.xml").read_text(encoding="utf-8"))) as url:
        theirs = by_sane(backend, url, tmp_path, monkeypatch).capabilities().sources[Source.FLATBED]
        ours = scanner(url).capabilities().sources[Source.FLATBED]
    assert set(ours.dpis) <= set(theirs.dpis)
    assert (ours.width_mm, ours.height_mm) == pytest.approx((theirs.width_mm, theirs.height_mm), abs=0.2)


def by_sane(backend: str, url: str, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> SaneScanner:
    """The same device by way of SANE."""
    if not has_backend(backend):
        pytest.skip(f"the SANE backend {backend} is not installed")
    made = airscan_folder(folder, url) if backend == "airscan" else escl_folder(folder, url)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(made))
    return SaneScanner("Máy Ví Dụ", "airscan:e0:vidu" if backend == "airscan" else f"escl:{url.removesuffix('/eSCL')}")

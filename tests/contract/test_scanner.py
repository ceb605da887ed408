"""One contract for every scanner: eSCL over HTTP(S), also as AirSane and NAPS2 answer it, SANE's test device, and two
clients that we did not write (sane-airscan, SANE's own escl backend) talking to the same eSCL server."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import pathlib
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from certcopy.errors import CoverOpen, FeederEmpty, PaperJam, ScannerBusy, ScannerError, ScannerLacks
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.scanners.escl import EsclScanner
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.escl_job import Patience
from certcopy.ocr.scanners.sane import SaneScanner
from certcopy.ocr.scanners.scanner import Colour, Paper, Scanner, ScanOptions, Source, Status
from tests import escl_server
from tests.certificates import self_signed
from tests.escl_device import Device
from tests.escl_habits import AIRSANE, NAPS2
from tests.sane import airscan_folder, escl_folder, has_backend, test_device_folder

DPI = 100
FLATBED = ScanOptions(Source.FLATBED, dpi=DPI)
FEEDER = ScanOptions(Source.FEEDER, dpi=DPI)


@dataclasses.dataclass(frozen=True)
class Bench:
    """A scanner on the bench, and the same with something wrong in it: ``jam``, ``cover``, ``empty`` or ``busy``."""

    scanner: Scanner
    broken: Callable[[str], Scanner]
    sheets: int


@pytest.fixture(params=["escl", "escl-tls", "as-airsane", "as-naps2", "sane", "airscan", "sane-escl"])
def bench(request: pytest.FixtureRequest, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with contextlib.ExitStack() as switched_on:
        if request.param == "sane":
            yield sane_bench(tmp_path, monkeypatch)
        elif request.param == "airscan":
            yield airscan_bench(tmp_path, monkeypatch, switched_on)
        elif request.param == "sane-escl":
            yield sane_escl_bench(tmp_path, monkeypatch, switched_on)
        elif request.param == "as-airsane":
            yield escl_bench(None, switched_on, Device(habits=AIRSANE, end=409), untold=("busy",))
        elif request.param == "as-naps2":
            yield escl_bench(None, switched_on, Device(habits=NAPS2))
        else:
            certificate = self_signed(tmp_path) if request.param == "escl-tls" else None
            yield escl_bench(certificate, switched_on)


def escl_bench(
    certificate: pathlib.Path | None,
    switched_on: contextlib.ExitStack,
    kind: Device | None = None,
    untold: tuple[str, ...] = (),
) -> Bench:
    kind = kind or Device()

    def scanner(trouble: str = "") -> Scanner:
        if trouble in untold:
            pytest.skip("a server of this kind does not tell this trouble from others")
        device = Device(habits=kind.habits, end=kind.end, trouble=trouble)
        url = switched_on.enter_context(escl_server.serving(device, certificate))
        return EsclScanner("Máy Ví Dụ", Address(url, self_signed=True), Patience(busy=0.2))

    return Bench(scanner(), scanner, sheets=3)


def sane_bench(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    if shutil.which("scanimage") is None:
        pytest.skip("scanimage (sane-utils) is not installed")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(test_device_folder(tmp_path)))
    words = {"jam": "JAMMED", "cover": "COVER_OPEN", "empty": "NO_DOCS", "busy": "DEVICE_BUSY"}

    def broken(trouble: str) -> Scanner:
        return SaneScanner("Máy thử", "test", (f"--read-return-value=SANE_STATUS_{words[trouble]}",))

    return Bench(SaneScanner("Máy thử", "test", ("--test-picture=Color pattern",)), broken, sheets=10)


def airscan_bench(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, switched_on: contextlib.ExitStack) -> Bench:
    if not has_backend("airscan"):
        pytest.skip("sane-airscan is not installed")

    def scanner(device: Device) -> Scanner:
        url = switched_on.enter_context(escl_server.serving(device))
        monkeypatch.setenv("SANE_CONFIG_DIR", str(airscan_folder(tmp_path, url)))
        return SaneScanner("Máy Ví Dụ", "airscan:e0:vidu")

    def broken(trouble: str) -> Scanner:
        if trouble in ("busy", "cover"):
            pytest.skip("sane-airscan waits for a busy scanner, and calls an open feeder an empty one")
        return scanner(Device(trouble=trouble))

    return Bench(scanner(Device()), broken, sheets=3)


def sane_escl_bench(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, switched_on: contextlib.ExitStack
) -> Bench:
    if not has_backend("escl"):
        pytest.skip("SANE's escl backend is not installed")

    def scanner(device: Device) -> Scanner:
        url = switched_on.enter_context(escl_server.serving(device))
        monkeypatch.setenv("SANE_CONFIG_DIR", str(escl_folder(tmp_path, url)))
        return SaneScanner("Máy Ví Dụ", f"escl:{url.removesuffix('/eSCL')}")

    def broken(trouble: str) -> Scanner:
        if trouble != "empty":
            pytest.skip("SANE's escl backend calls every trouble of the feeder an empty one")
        return scanner(Device(trouble=trouble))

    return Bench(scanner(Device()), broken, sheets=3)


def test_it_says_what_it_can_do(bench: Bench) -> None:
    can = bench.scanner.capabilities()
    for source in Source:
        ability = can.sources[source]
        assert DPI in ability.dpis
        assert {Colour.COLOUR, Colour.GREY} <= set(ability.colours)
        assert ability.width_mm >= 200
    assert not can.sources[Source.FLATBED].duplex
    assert bench.scanner.status() in (Status.IDLE, Status.FEEDER_EMPTY)


def test_the_flatbed_gives_one_page_that_intake_reads(bench: Bench) -> None:
    (page,) = bench.scanner.scan(FLATBED)
    (image,) = take_in([ScanFile("trang", page)])
    assert not image.grey
    assert image.dpi == pytest.approx(DPI, abs=1)
    assert image.width == pytest.approx(200 / 25.4 * DPI, rel=0.06)


def test_the_feeder_gives_every_sheet(bench: Bench) -> None:
    assert len(list(bench.scanner.scan(FEEDER))) == bench.sheets


def test_both_sides_or_a_clear_no(bench: Bench) -> None:
    duplex = dataclasses.replace(FEEDER, duplex=True)
    if bench.scanner.capabilities().sources[Source.FEEDER].duplex:
        assert len(list(bench.scanner.scan(duplex))) == 2 * bench.sheets
    else:
        with pytest.raises(ScannerLacks):
            list(bench.scanner.scan(duplex))


def test_colour_resolution_and_paper_are_as_asked(bench: Bench) -> None:
    options = ScanOptions(Source.FLATBED, dpi=200, colour=Colour.GREY, paper=Paper.CARD)
    (page,) = bench.scanner.scan(options)
    image = Image.open(io.BytesIO(page))
    red, green, blue = image.convert("RGB").split()
    assert red == green == blue
    assert image.width == pytest.approx(85.6 / 25.4 * 200, rel=0.03)
    assert image.height == pytest.approx(54 / 25.4 * 200, rel=0.03)


def test_a_resolution_it_lacks_becomes_the_next_finer_one(bench: Bench) -> None:
    (page,) = bench.scanner.scan(dataclasses.replace(FLATBED, dpi=145, paper=Paper.CARD))
    assert Image.open(io.BytesIO(page)).width == pytest.approx(85.6 / 25.4 * 150, rel=0.03)


def test_progress_names_the_page_at_hand(bench: Bench) -> None:
    told: list[tuple[int, float | None]] = []
    pages = list(bench.scanner.scan(FEEDER, lambda page, part: told.append((page, part))))
    assert {page for page, _ in told} >= set(range(1, len(pages) + 1))
    assert all(part is None or 0 <= part <= 1 for _, part in told)


def test_cancelled_it_stops_without_an_error_and_may_be_used_again(bench: Bench) -> None:
    job = bench.scanner.scan(FEEDER)
    pages = 0
    for _ in job:
        pages += 1
        canceller = threading.Thread(target=job.cancel)
        canceller.start()
        canceller.join()
    assert 1 <= pages < bench.sheets
    assert list(bench.scanner.scan(FLATBED))


@pytest.mark.parametrize(
    ("trouble", "error"), [("jam", PaperJam), ("cover", CoverOpen), ("empty", FeederEmpty), ("busy", ScannerBusy)]
)
def test_each_trouble_has_its_own_words(bench: Bench, trouble: str, error: type[ScannerError]) -> None:
    with pytest.raises(error):
        list(bench.broken(trouble).scan(FEEDER))


def test_a_colour_it_lacks_is_not_changed_silently(bench: Bench) -> None:
    with pytest.raises(ScannerLacks):
        list(bench.scanner.scan(dataclasses.replace(FLATBED, colour=Colour.BLACK_WHITE)))

"""Real eSCL devices differ: every one of these gives its pages all the same, and is understood for what it can do.

The odd devices are themselves held against clients that we did not write, as far as those cope.
"""

from __future__ import annotations

import dataclasses
import pathlib
import threading
from xml.etree import ElementTree

import pytest

from certcopy.errors import CoverOpen, FeederEmpty, PaperJam, ScannerError, ScannerLacks, ScannerLost, ScannerStopped
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.scanners.escl import EsclScanner
from certcopy.ocr.scanners.escl_capabilities import read_capabilities
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.escl_job import Patience
from certcopy.ocr.scanners.escl_settings import settings
from certcopy.ocr.scanners.sane import SaneScanner
from certcopy.ocr.scanners.scanner import Colour, ScanOptions, Source, fitted
from tests import escl_server
from tests.certificates import self_signed
from tests.escl_device import ESCL, SM, Device
from tests.escl_habits import AIRSANE, NAPS2, Habits
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
    "job-at-half-an-address": Habits(location="https://[FD00:443{root}/ScanJobs/{number}"),
    "empty-while-it-draws-the-next-sheet-in": Habits(hasty=0.05),
    "begins-when-asked-how-it-stands": Habits(dozes=True),
    "takes-jobs-addressed-to-itself-only": Habits(only_host="localhost", server="HP_Compact_Server"),
    "cuts-its-answer-short": Habits(curt=True),
    "documents-of-unknown-length": Habits(unmeasured=True, closing=True),
    "byte-order-mark": Habits(encoding="utf-8-sig"),
    "not-in-unicode": Habits(encoding="iso-8859-1"),
    "height-behind-the-samples": Habits(late_height=True),
    "png-called-jpeg": Habits(png=True),
    "padded": Habits(padded=True),
    "states-nobody-knows": Habits(state="Feeding", feeder_says="ScannerAdfDreaming"),
    "format-in-one-way-only": Habits(format_ext=False, strict=True),
    "no-intents": Habits(intents=(), strict=True),
    "as-airsane": AIRSANE,
    "as-naps2": NAPS2,
}
ALL_AT_ONCE = Habits(
    location="{root}/ScanJobs/{number}", job_uri="/ScanJobs/{number}", chunked=True, closing=True, deletes=False
)


def scanner(url: str) -> EsclScanner:
    return EsclScanner("Máy Ví Dụ", Address(url, self_signed=True), Patience(busy=10.0, pause=0.01))


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


COPE = {
    "airscan": (
        "begins-when-asked-how-it-stands",
        "takes-jobs-addressed-to-itself-only",
        "documents-of-unknown-length",
        "byte-order-mark",
        "states-nobody-knows",
        "format-in-one-way-only",
        "no-intents",
        "as-naps2",
    ),
    "escl": (
        "job-at-half-an-address",
        "documents-of-unknown-length",
        "byte-order-mark",
        "not-in-unicode",
        "no-intents",
        "as-airsane",
    ),
}
"""The habits, each on a device of its own, with which other clients find every sheet as well.

Not here: an empty feeder between two sheets, with which SANE's eSCL backend copes only if it asks late enough.
"""


@pytest.mark.parametrize(("backend", "name"), [(backend, name) for backend, names in COPE.items() for name in names])
def test_other_clients_cope_with_the_same_habit(
    backend: str, name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with escl_server.serving(Device(habits=HABITS[name])) as url:
        assert len(list(by_sane(backend, url, tmp_path, monkeypatch).scan(FEEDER))) == 3


SERVERS = {"airsane": Device(habits=AIRSANE, end=409), "naps2": Device(habits=NAPS2)}
"""Two that share other scanners as eSCL; AirSane told the end of the pages by 409 until February 2026."""


@pytest.mark.parametrize(
    ("kind", "trouble", "error", "pages"),
    [
        ("airsane", "jam", PaperJam, 1),
        ("airsane", "cover", CoverOpen, 1),
        ("airsane", "empty", FeederEmpty, 0),
        ("airsane", "short", PaperJam, 1),
        ("naps2", "jam", PaperJam, 1),
        ("naps2", "cover", CoverOpen, 1),
        ("naps2", "empty", FeederEmpty, 0),
        ("naps2", "short", ScannerStopped, 1),
        ("naps2", "feederless", ScannerLacks, 0),
    ],
)
def test_a_server_that_shares_a_scanner_is_asked_for_what_it_knows_of_a_trouble(
    kind: str, trouble: str, error: type[ScannerError], pages: int
) -> None:
    device = dataclasses.replace(SERVERS[kind], trouble=trouble, trouble_at=pages + 1, jobs=[])
    got: list[bytes] = []
    with escl_server.serving(device) as url, pytest.raises(error):
        got.extend(scanner(url).scan(FEEDER))
    assert len(got) == pages
    assert take_in([ScanFile(f"{number}", data) for number, data in enumerate(got)]) if got else not pages


@pytest.mark.parametrize("code", [409, 500, 503])
def test_a_job_refused_for_an_empty_feeder_is_told_as_that(code: int) -> None:
    habits = Habits(empty=code, feeder_says="ScannerAdfLoaded", tells_once=True)
    with escl_server.serving(Device(habits=habits, trouble="empty")) as url, pytest.raises(FeederEmpty):
        list(scanner(url).scan(FEEDER))


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())
def test_each_page_is_named_while_it_comes_and_nothing_is_left_at_the_device(habits: Habits) -> None:
    device = Device(habits=habits)
    told: list[tuple[int, float | None]] = []
    with escl_server.serving(device) as url:
        files = list(scanner(url).scan(FEEDER, lambda page, part: told.append((page, part))))
    assert {page for page, _ in told} >= set(range(1, len(files) + 1))
    ended_at_the_device(device)


@pytest.mark.parametrize("kind", ["", *SERVERS])
@pytest.mark.parametrize("trouble", ["jam", "cover", "abort", "cut", "short"])
def test_after_a_failure_nothing_is_left_at_the_device(kind: str, trouble: str) -> None:
    device = dataclasses.replace(
        SERVERS.get(kind, Device(habits=Habits(chunked=True))), trouble=trouble, trouble_at=2, jobs=[], asked=[]
    )
    with escl_server.serving(device) as url, pytest.raises(ScannerError):
        list(scanner(url).scan(FEEDER))
    ended_at_the_device(device)


@pytest.mark.parametrize("kind", ["", *SERVERS])
@pytest.mark.parametrize("page", [1, 2])
def test_cancelled_in_the_middle_of_a_page_nothing_is_left_at_the_device(kind: str, page: int) -> None:
    device = dataclasses.replace(
        SERVERS.get(kind, Device()),
        trouble="hang",
        trouble_at=page,
        jobs=[],
        asked=[],
        hanging=threading.Event(),
        going_on=threading.Event(),
    )
    with escl_server.serving(device) as url:
        job = scanner(url).scan(FEEDER)

        def cancel() -> None:
            device.hanging.wait(30)
            job.cancel()
            device.going_on.set()

        canceller = threading.Thread(target=cancel)
        canceller.start()
        assert len(list(job)) <= page
        canceller.join()
    ended_at_the_device(device)


def test_cancelled_while_the_device_wakes_up_it_ends_without_an_error() -> None:
    with escl_server.serving(Device(habits=Habits(asleep=1000))) as url:
        job = scanner(url).scan(FEEDER)
        job.cancel()
        assert list(job) == []


def ended_at_the_device(device: Device) -> None:
    """Its last job was given back, and none is at work; one that refuses to end jobs has at least been asked."""
    assert f"DELETE {device.habits.root}/ScanJobs/{len(device.jobs)}" in device.asked
    assert not device.habits.deletes or all(job.state != "Processing" for job in device.jobs)


@pytest.mark.parametrize("backend", ["airscan", "escl"])
@pytest.mark.parametrize("source", Source)
def test_a_job_is_asked_for_as_other_clients_ask(
    backend: str, source: Source, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever both say, they say alike; beyond that we name what we scan for, as Apple's client and NAPS2 do."""
    device, options = Device(), ScanOptions(source, dpi=100)
    with escl_server.serving(device) as url:
        list(by_sane(backend, url, tmp_path, monkeypatch).scan(options))
        device.sheets = 3
        list(scanner(url).scan(options))
    theirs, ours = (said(each) for each in device.settings)
    assert {name: ours.get(name) for name in theirs} | UNLIKE[backend] == theirs | UNLIKE[backend]
    assert set(ours) - set(theirs) <= {f"{{{ESCL}}}Intent", f"{{{SM}}}DocumentFormat", f"{{{ESCL}}}Duplex"}


UNLIKE: dict[str, dict[str, str]] = {"airscan": {f"{{{SM}}}Version": ""}, "escl": {}}
"""sane-airscan calls every request version 2.0; the others, and we, name the version of the device."""


def said(settings: ElementTree.Element) -> dict[str, str]:
    """The values of a request by their names with namespace."""
    return {each.tag: (each.text or "").strip() for each in settings.iter() if not len(each)}


def test_the_parts_of_a_request_stand_in_the_order_that_is_known_to_work() -> None:
    """The order in which NAPS2's client writes them, which was tried on many devices (its EsclClient.cs was read)."""
    device = Device()
    with escl_server.serving(device) as url:
        list(scanner(url).scan(FEEDER))
    names = [each.tag.rpartition("}")[2] for each in device.settings[0]]
    assert names == [
        *("Version", "Intent", "ScanRegions", "InputSource", "Duplex", "ColorMode", "XResolution", "YResolution"),
        *("DocumentFormat", "DocumentFormatExt"),
    ]


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
    "resolutions_by_colour": Expected(
        frozenset({Source.FEEDER}),
        (200, 300),
        frozenset(Colour),
        duplex=True,
        asked=(Colour.BLACK_WHITE, "application/pdf"),
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

"""eSCL beyond the contract: what odd devices say and do, and where our requests go."""

from __future__ import annotations

import contextlib
import pathlib

import httpx2
import pytest

from certcopy.errors import (
    CoverOpen,
    PaperJam,
    ScannerBusy,
    ScannerDenied,
    ScannerError,
    ScannerMisspoke,
    ScannerStopped,
    ScannerUnreachable,
    ScannerUntrusted,
)
from certcopy.ocr.scanners.escl import EsclScanner
from certcopy.ocr.scanners.escl_capabilities import read_capabilities
from certcopy.ocr.scanners.escl_client import Address, Client
from certcopy.ocr.scanners.escl_job import Patience
from certcopy.ocr.scanners.escl_makes import job_host
from certcopy.ocr.scanners.escl_settings import settings
from certcopy.ocr.scanners.escl_status import read_status
from certcopy.ocr.scanners.escl_xml import NotEscl
from certcopy.ocr.scanners.scanner import Colour, Paper, ScanOptions, Source, Status, fitted
from tests import escl_server
from tests.certificates import fingerprint, self_signed
from tests.escl_device import Device, capabilities
from tests.escl_habits import Habits

SM = 'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'


def scanner(url: str, **address: str | bool) -> EsclScanner:
    return EsclScanner("Máy Ví Dụ", Address(url, **address), Patience(busy=0.1))  # type: ignore[arg-type]


def test_a_device_without_glass_has_no_flatbed() -> None:
    can = read_capabilities(capabilities(Device(flatbed=False)).encode()).capabilities
    assert set(can.sources) == {Source.FEEDER}


def test_a_device_without_feeder_has_none() -> None:
    can = read_capabilities(capabilities(Device(feeder=False)).encode()).capabilities
    assert set(can.sources) == {Source.FLATBED}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_document_is_read_in_whatever_it_is_written(encoding: str) -> None:
    xml = capabilities(Device()).replace("UTF-8", encoding.removesuffix("-sig"), 1)
    assert read_capabilities(xml.encode(encoding, "xmlcharrefreplace")).capabilities.model == "Máy quét Ví Dụ 100"


def test_white_space_before_a_document_is_no_part_of_it() -> None:
    assert read_capabilities(f"\r\n{capabilities(Device())}\r\n".encode()).capabilities.model


@pytest.mark.parametrize("name", ["XResolutionRange", "XResolution"])
def test_a_range_of_resolutions_is_offered_in_usual_steps(name: str) -> None:
    xml = capabilities(Device(ranged=True)).replace("XResolutionRange", name)
    can = read_capabilities(xml.encode()).capabilities
    assert can.sources[Source.FLATBED].dpis == (100, 150, 200, 240, 300, 400, 600)


def test_regions_are_in_three_hundredths_of_an_inch_and_never_beyond_the_glass() -> None:
    device = read_capabilities(capabilities(Device()).encode())
    for paper, width, height in ((Paper.A5, 1748, 2480), (Paper.CARD, 1011, 638), (Paper.A3, 2480, 3508)):
        options, ability = fitted("x", ScanOptions(Source.FLATBED, paper=paper), device.capabilities)
        xml = settings(options, ability, device).decode()
        assert f"<pwg:Width>{width}</pwg:Width><pwg:Height>{height}</pwg:Height>" in xml
        assert "ThreeHundredthsOfInches" in xml


def test_settings_name_source_colour_and_sides() -> None:
    device = read_capabilities(capabilities(Device()).encode())
    options, ability = fitted("x", ScanOptions(duplex=True, dpi=300, colour=Colour.GREY), device.capabilities)
    xml = settings(options, ability, device).decode()
    for part in (">Feeder<", ">Grayscale8<", "<scan:Duplex>true<", "<scan:XResolution>300<", ">image/jpeg<"):
        assert part in xml


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<html></html>",
        b"<x",
        b"\xff\xfe\x00",
        f"<scan:ScannerCapabilities {SM}/>".encode(),
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        f"<scan:ScannerCapabilities {SM}><scan:Platen><scan:PlatenInputCaps><scan:MaxWidth>-5</scan:MaxWidth>"
        f"</scan:PlatenInputCaps></scan:Platen></scan:ScannerCapabilities>".encode(),
    ],
)
def test_what_is_no_scanner_is_refused(xml: bytes) -> None:
    with pytest.raises(NotEscl):
        read_capabilities(xml)


def test_only_the_job_at_hand_decides_how_it_ended() -> None:
    jobs = "".join(
        f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{number}</pwg:JobUri><pwg:JobState>{state}</pwg:JobState>"
        f"<pwg:JobStateReasons><pwg:JobStateReason>{reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>"
        for number, state, reason in ((7, "Aborted", "InputTrayJam"), (8, "Completed", "JobCompletedSuccessfully"))
    )
    xml = f"<scan:ScannerStatus {SM}><pwg:State>Idle</pwg:State><scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>"
    assert read_status(xml.encode(), "/eSCL/ScanJobs/8").status is Status.IDLE
    assert read_status(xml.encode(), "/eSCL/ScanJobs/7").status is Status.JAM


@pytest.mark.parametrize("uri", ["http://192.0.2.7:80/eSCL/ScanJobs/7", "/ScanJobs/7/", "7"])
def test_a_job_is_known_however_its_place_is_written(uri: str) -> None:
    standing = read_status(told(state="Aborted", uri=uri, reason="InputTrayJam"), "/quet/eSCL/ScanJobs/7")
    assert standing.status is Status.JAM


@pytest.mark.parametrize("state", ["Pending", "Processing"])
def test_a_job_at_work_makes_an_idle_scanner_busy(state: str) -> None:
    assert read_status(told(state=state), "/eSCL/ScanJobs/7").status is Status.BUSY
    assert read_status(told(state=state), "/eSCL/ScanJobs/8").status is Status.IDLE


@pytest.mark.parametrize(
    ("reason", "status"),
    [("CoverOpen", Status.COVER_OPEN), ("MediaJam", Status.JAM), ("AttentionRequired", Status.STOPPED)],
)
def test_a_scanner_without_feeder_says_why_it_stopped(reason: str, status: Status) -> None:
    reasons = f"<pwg:StateReasons><pwg:StateReason>{reason}</pwg:StateReason></pwg:StateReasons>"
    xml = f"<scan:ScannerStatus {SM}><pwg:State>Stopped</pwg:State>{reasons}</scan:ScannerStatus>"
    assert read_status(xml.encode()).status is status


def told(state: str, uri: str = "/eSCL/ScanJobs/7", reason: str = "None") -> bytes:
    """The status of an idle scanner with one job."""
    job = (
        f"<scan:JobInfo><pwg:JobUri>{uri}</pwg:JobUri><pwg:JobState>{state}</pwg:JobState>"
        f"<pwg:JobStateReasons><pwg:JobStateReason>{reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>"
    )
    jobs = f"<pwg:State>Idle</pwg:State><scan:Jobs>{job}</scan:Jobs>"
    return f"<scan:ScannerStatus {SM}>{jobs}</scan:ScannerStatus>".encode()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("ScannerAdfDoorOpen", Status.COVER_OPEN),
        ("ScannerAdfHatchOpen", Status.COVER_OPEN),
        ("ScannerAdfMispick", Status.JAM),
        ("ScannerAdfInputTrayFailed", Status.STOPPED),
        ("ScannerAdfEmpty", Status.FEEDER_EMPTY),
        ("ScannedAdfLoaded", Status.IDLE),
        ("", Status.IDLE),
    ],
)
def test_the_feeder_is_understood_in_every_makers_words(state: str, status: Status) -> None:
    told = f"<pwg:State>Idle</pwg:State><scan:AdfState>{state}</scan:AdfState>"
    xml = f"<scan:ScannerStatus {SM}>{told}</scan:ScannerStatus>"
    assert read_status(xml.encode()).status is status


def test_a_state_nobody_knows_is_no_trouble_and_none_at_all_neither() -> None:
    for state in ("<pwg:State>Feeding</pwg:State>", ""):
        assert read_status(f"<scan:ScannerStatus {SM}>{state}</scan:ScannerStatus>".encode()).status is Status.IDLE


def test_a_job_that_ended_early_for_no_reason_given_did_so_for_an_empty_feeder() -> None:
    empty = told(state="Aborted", reason="ResourcesAreNotReady").replace(
        b"<pwg:State>", b"<scan:AdfState>ScannerAdfEmpty</scan:AdfState><pwg:State>"
    )
    standing = read_status(empty, "/eSCL/ScanJobs/7")
    assert standing.status is Status.FEEDER_EMPTY
    assert standing.failed


def test_a_job_that_is_done_is_not_at_work_though_the_scanner_is() -> None:
    busy = told(state="Completed").replace(b"Idle", b"Processing")
    assert not read_status(busy, "/eSCL/ScanJobs/7").at_work
    assert read_status(busy, "/eSCL/ScanJobs/8").at_work


@pytest.mark.parametrize(
    ("url", "model", "maker", "server", "host"),
    [
        ("http://192.0.2.7/eSCL", "EPSON ET-3750 Series", "", "", "192.0.2.7:80"),
        ("https://192.0.2.7/eSCL", "ET-3750 Series", "EPSON", "", "192.0.2.7:443"),
        ("http://192.0.2.7:8080/eSCL", "EPSON ET-3750 Series", "EPSON", "", "192.0.2.7:8080"),
        ("https://192.0.2.7/eSCL", "HP Color LaserJet MFP M480", "HP", "HP_Compact_Server", "localhost"),
        ("https://192.0.2.7/eSCL", "HP LaserJet MFP M630", "", "", "localhost"),
        ("http://192.0.2.7/eSCL", "HP LaserJet MFP M426fdn", "HP", "nginx", ""),
        ("http://192.0.2.7/eSCL", "Máy quét Ví Dụ 100", "", "", ""),
    ],
)
def test_single_makes_are_addressed_as_they_want_it(url: str, model: str, maker: str, server: str, host: str) -> None:
    assert job_host(url, model, maker, server) == host


def test_no_less_is_asked_for_than_the_device_can_scan() -> None:
    xml = capabilities(Device()).replace("<scan:MinWidth>50<", "<scan:MinWidth>1400<")
    device = read_capabilities(xml.encode())
    options, ability = fitted("x", ScanOptions(Source.FLATBED, paper=Paper.CARD), device.capabilities)
    assert "<pwg:Width>1400</pwg:Width><pwg:Height>638</pwg:Height>" in settings(options, ability, device).decode()


@pytest.mark.parametrize(("duplex", "height"), [(False, 3508), (True, 3300)])
def test_both_sides_are_asked_for_no_longer_than_both_can_be_scanned(duplex: bool, height: int) -> None:
    """A longer region is refused by 409 (node-hp-scan-to #1087)."""
    first, _, both = capabilities(Device()).rpartition("<scan:MaxHeight>3508<")
    device = read_capabilities(f"{first}<scan:MaxHeight>3300<{both}".encode())
    options, ability = fitted("x", ScanOptions(duplex=duplex), device.capabilities)
    assert f"<pwg:Height>{height}</pwg:Height>" in settings(options, ability, device).decode()


@pytest.mark.parametrize(
    ("intents", "asked"),
    [(("Photo", "Document"), "<scan:Intent>Document<"), (("Photo", "TextAndGraphic"), "<scan:Intent>TextAndGraphic<")],
)
def test_the_device_is_told_what_we_scan_for_in_words_it_knows(intents: tuple[str, ...], asked: str) -> None:
    device = read_capabilities(capabilities(Device(habits=Habits(intents=intents))).encode())
    options, ability = fitted("x", ScanOptions(), device.capabilities)
    assert asked in settings(options, ability, device).decode()


@pytest.mark.parametrize(("asked", "seconds"), [("2", 2.0), ("3600", 5.0), ("0", 0.5), ("", 0.5), ("Thu", 0.5)])
def test_a_busy_scanner_says_when_to_ask_again_within_reason(asked: str, seconds: float) -> None:
    assert Patience().asked(httpx2.Response(503, headers={"Retry-After": asked})) == seconds


def test_a_scanner_that_stays_asleep_is_called_busy() -> None:
    with escl_server.serving(Device(habits=Habits(asleep=1000))) as url:
        with pytest.raises(ScannerBusy):
            scanner(url).capabilities()
        with pytest.raises(ScannerBusy):
            list(scanner(url).scan(ScanOptions(dpi=100)))


@pytest.mark.parametrize("end", [404, 409, 410])
def test_the_end_of_the_pages_is_told_in_several_ways(end: int) -> None:
    with escl_server.serving(Device(end=end)) as url:
        assert len(list(scanner(url).scan(ScanOptions(dpi=100)))) == 3


@pytest.mark.parametrize(("trouble", "error"), [("jam", PaperJam), ("cover", CoverOpen), ("abort", ScannerStopped)])
def test_pages_before_the_trouble_are_kept_and_counted(trouble: str, error: type[ScannerError]) -> None:
    pages: list[bytes] = []
    with escl_server.serving(Device(trouble=trouble, trouble_at=3)) as url, pytest.raises(error) as raised:
        pages.extend(scanner(url).scan(ScanOptions(dpi=100)))
    assert len(pages) == 2
    assert raised.value.facts()["pages"] == 2


@pytest.mark.parametrize(("trouble", "error"), [("denied", ScannerDenied), ("garbage", ScannerMisspoke)])
def test_a_device_that_will_not_or_cannot_answer(trouble: str, error: type[ScannerError]) -> None:
    with escl_server.serving(Device(trouble=trouble)) as url, pytest.raises(error):
        scanner(url).capabilities()


def test_a_redirection_is_not_followed() -> None:
    device = Device(trouble="elsewhere")
    with escl_server.serving(device) as url, pytest.raises(ScannerMisspoke):
        scanner(url).capabilities()
    assert device.asked == ["GET /eSCL/ScannerCapabilities"]


def test_to_its_own_https_a_scanner_may_send_us_and_its_certificate_is_judged_there(tmp_path: pathlib.Path) -> None:
    pem, device = self_signed(tmp_path), Device()
    with escl_server.serving(device, pem) as secure:
        with escl_server.serving(Device(habits=Habits(moved=secure.removesuffix("/eSCL")))) as plain:
            assert len(list(scanner(plain, self_signed=True).scan(ScanOptions(dpi=100)))) == 3
            with pytest.raises(ScannerUntrusted):
                scanner(plain).capabilities()
        with (
            escl_server.serving(Device(habits=Habits(moved=secure.replace("127.0.0.1", "localhost")))) as away,
            pytest.raises(ScannerMisspoke),
        ):
            scanner(away, self_signed=True).capabilities()


def test_a_scanner_that_speaks_an_old_tls_is_spoken_to_where_no_authority_is_relied_on(tmp_path: pathlib.Path) -> None:
    pem = self_signed(tmp_path)
    with escl_server.serving(Device(), pem, old_tls=True) as url:
        assert scanner(url, self_signed=True).capabilities()
        assert scanner(url, certificate=fingerprint(pem)).capabilities()
        with pytest.raises(ScannerError):
            scanner(url).capabilities()


def test_a_job_is_asked_for_at_the_scanner_whatever_host_it_names() -> None:
    with contextlib.closing(Client("x", Address("http://192.0.2.7:80/eSCL"))) as client:
        assert client.path_of("http://evil.example/eSCL/ScanJobs/1/") == "/eSCL/ScanJobs/1"
        assert client.path_of("/eSCL/ScanJobs/2") == "/eSCL/ScanJobs/2"
        assert client.path_of("https://[FD00:443/eSCL/ScanJobs/3") == "/eSCL/ScanJobs/3"
        for nowhere in ("http://evil.example", "", "http://192.0.2.7/eSCL/ScanJobs", "//[/eSCL/ScanJobs/4"):
            with pytest.raises(ScannerMisspoke):
                client.path_of(nowhere)


def test_a_switched_off_scanner_is_unreachable() -> None:
    with escl_server.serving(Device()) as url:
        pass
    with pytest.raises(ScannerUnreachable):
        scanner(url).capabilities()


def test_a_certificate_of_its_own_making_is_believed_only_where_the_office_says_so(tmp_path: pathlib.Path) -> None:
    pem = self_signed(tmp_path)
    with escl_server.serving(Device(), pem) as url:
        with pytest.raises(ScannerUntrusted):
            scanner(url).capabilities()
        assert scanner(url, self_signed=True).capabilities()
        assert scanner(url, certificate=fingerprint(pem)).capabilities()
        with pytest.raises(ScannerUntrusted):
            scanner(url, certificate="0" * 64).capabilities()


def test_the_job_is_always_ended_at_the_scanner() -> None:
    device = Device()
    with escl_server.serving(device) as url:
        list(scanner(url).scan(ScanOptions(dpi=100)))
    assert device.asked[-1] == "DELETE /eSCL/ScanJobs/1"

"""From the scanner's feeder into a dossier, over HTTP, with a real eSCL server on the other side."""

from __future__ import annotations

import dataclasses
import errno
import pathlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.errors import ScannerBusy, ScannerMisspoke, ScannerUnknown, ScannerUnreachable, UnknownFormat
from certcopy.ocr.scanners.scanner import ScanOptions
from certcopy.settings import Settings
from certcopy.storage.profile import SavedScanner, Scanning
from certcopy.storage.rejects import Reject
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.house import House
from certcopy.workflow.scan import ScanDesk, ScanState
from tests import escl_server
from tests.certificates import self_signed
from tests.escl_device import Device

KEY = "counter-key-for-tests"
HOW = {"dpi": 100, "source": "feeder"}
PATIENCE = 30


@pytest.fixture
def device() -> Device:
    return Device(sheets=2)


@pytest.fixture
def scanning_house(house: House, device: Device) -> Iterator[House]:
    with escl_server.serving(device) as url:
        scanning = Scanning(scanners=(SavedScanner("Máy một cửa", url),), discover=False)
        yield dataclasses.replace(house, profile=dataclasses.replace(house.profile, scan=scanning))


@pytest.fixture
def desk(scanning_house: House) -> Iterator[ScanDesk]:
    desk = ScanDesk(scanning_house, "off")
    yield desk
    desk.close()


@pytest.fixture
def onestop(scanning_house: House) -> Iterator[TestClient]:
    settings = Settings(mdns="off")
    app = create_app(scanning_house, EmbeddedEngine(scanning_house), KEY, settings, hosts=["testserver"])
    client = TestClient(app, headers={"Authorization": f"Bearer {KEY}"}, follow_redirects=False)
    yield client
    app.state.doors.scans.close()


def ended(desk: ScanDesk, id_: str) -> ScanState:
    """The job when its thread is over."""
    for thread in threading.enumerate():
        if thread.name == "certcopy-scan":
            thread.join(PATIENCE)
    state = desk.state(id_)
    assert state.standing != "running"
    return state


def scanned(onestop: TestClient) -> dict[str, Any]:
    (scanner,) = onestop.get("/api/v1/scanners").json()
    job = onestop.post("/api/v1/scans", json={"scanner": scanner["id"], **HOW}).json()
    ended(onestop.app.state.doors.scans, job["id"])  # type: ignore[attr-defined]
    answer: dict[str, Any] = onestop.get(f"/api/v1/scans/{job['id']}").json()
    return answer


def test_a_scanner_says_over_rest_what_it_can_do(onestop: TestClient) -> None:
    (scanner,) = onestop.get("/api/v1/scanners").json()
    asked = onestop.get(f"/api/v1/scanners/{scanner['id']}").json()
    assert asked["name"] == "Máy một cửa"
    assert asked["status"] == "idle"
    feeder = next(each for each in asked["sources"] if each["source"] == "feeder")
    assert feeder["duplex"]
    assert 300 in feeder["dpis"]


def test_scanned_pages_become_a_dossier_and_leave_the_tray(onestop: TestClient) -> None:
    job = scanned(onestop)
    assert job["standing"] == "done"
    refs = [file["ref"] for file in job["batch"]["files"]]
    assert len(refs) == 2
    assert onestop.get(job["batch"]["files"][0]["preview"]).content.startswith(b"\xff\xd8")
    form = {"requester": "Nguyễn Văn Mẫu", "title": "Giấy xác nhận", "key": "k", "place": [refs[1], refs[0]]}
    made = onestop.post("/counter/dossiers", data=form)
    assert made.status_code == 303
    state = onestop.get(made.headers["location"].replace("/counter", "/api/v1")).json()
    assert state["pages"] == 2
    assert onestop.get("/api/v1/tray").json() == []
    again = onestop.post("/counter/dossiers", data=form)
    assert again.headers["location"] == made.headers["location"], "a form sent twice makes one dossier"


def test_a_refused_form_leaves_the_pages_in_the_tray(onestop: TestClient) -> None:
    refs = [file["ref"] for file in scanned(onestop)["batch"]["files"]]
    assert onestop.post("/counter/dossiers", data={"requester": "", "title": "", "place": refs}).status_code == 422
    assert len(onestop.get("/api/v1/tray").json()[0]["files"]) == 2


def test_a_page_that_is_gone_is_named_as_such(onestop: TestClient) -> None:
    file = scanned(onestop)["batch"]["files"][0]
    assert onestop.delete(file["preview"]).status_code == 204
    form = {"requester": "Nguyễn Văn Mẫu", "title": "Giấy xác nhận", "place": [file["ref"]]}
    refused = onestop.post("/counter/dossiers", data=form)
    assert refused.status_code == 404
    assert "request.unknown_scan" in refused.text


@pytest.mark.parametrize(
    ("trouble", "code"), [("jam", "scanner.jam"), ("cover", "scanner.cover_open"), ("abort", "scanner.stopped")]
)
def test_the_pages_before_a_trouble_are_kept(
    desk: ScanDesk, scanning_house: House, device: Device, trouble: str, code: str
) -> None:
    device.trouble, device.trouble_at = trouble, 2
    state = ended(desk, desk.start(desk.look()[0].id, ScanOptions(dpi=100)).id)
    assert state.standing == "failed"
    assert state.error is not None
    assert state.error.code == code
    assert "được giữ: 1." in state.error.sentence("vi")
    assert len(scanning_house.tray.files(state.id)) == 1


def test_a_cancelled_scan_keeps_what_came(desk: ScanDesk, scanning_house: House, device: Device) -> None:
    device.trouble, device.trouble_at, device.sheets = "hang", 2, 5
    id_ = desk.start(desk.look()[0].id, ScanOptions(dpi=100)).id
    assert device.hanging.wait(PATIENCE)
    assert desk.cancel(id_).standing == "cancelled"
    device.going_on.set()
    assert ended(desk, id_).error is None
    assert len(scanning_house.tray.files(id_)) == 1


def test_a_page_that_cannot_be_kept_ends_the_job_at_the_scanner_too(
    desk: ScanDesk, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("certcopy.workflow.scan.lay_in", full)
    assert ended(desk, desk.start(desk.look()[0].id, ScanOptions(dpi=100)).id).standing == "failed"
    assert device.asked[-1] == "DELETE /eSCL/ScanJobs/1"
    assert device.jobs[0].state == "Canceled"


def test_a_scan_that_ends_while_somebody_cancels_it_has_ended(
    desk: ScanDesk, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk's word comes when the session with the scanner is over already."""
    device.seconds = 0.2
    state = desk.start(desk.look()[0].id, ScanOptions(dpi=100))
    job = desk._jobs[state.id]
    assert ended(desk, state.id).standing == "done"
    job.cancel()
    monkeypatch.setattr(desk, "state", lambda _: state)
    assert desk.cancel(state.id) == state


def test_one_scanner_does_one_job_at_a_time(desk: ScanDesk, device: Device) -> None:
    device.trouble = "hang"
    scanner = desk.look()[0].id
    first = desk.start(scanner, ScanOptions(dpi=100)).id
    assert device.hanging.wait(PATIENCE)
    with pytest.raises(ScannerBusy):
        desk.start(scanner, ScanOptions())
    desk.cancel(first)
    device.going_on.set()


def test_a_job_of_an_earlier_process_is_told_as_cut_off_with_its_pages(desk: ScanDesk, scanning_house: House) -> None:
    id_ = ended(desk, desk.start(desk.look()[0].id, ScanOptions(dpi=100)).id).id
    after_restart = ScanDesk(scanning_house, "off").state(id_)
    assert (after_restart.standing, after_restart.pages) == ("interrupted", 2)


def test_an_unknown_scanner_and_an_address_elsewhere_are_refused(onestop: TestClient, desk: ScanDesk) -> None:
    with pytest.raises(ScannerUnknown):
        desk.scanner("nothing")
    for address in ("8.8.8.8", "http://user@127.0.0.1", "ftp://127.0.0.1", "169.254.300.1"):
        assert onestop.post("/api/v1/scanners", json={"address": address}).status_code == 422, address


def test_a_typed_address_is_taken_once_it_answers(onestop: TestClient) -> None:
    with escl_server.serving(Device(name="Máy B")) as url:
        added = onestop.post("/api/v1/scanners", json={"address": url.removesuffix("/eSCL").removeprefix("http://")})
    assert added.status_code == 201
    assert added.json()["name"] == "Máy B"
    assert added.json()["id"] in [each["id"] for each in onestop.get("/api/v1/scanners").json()]
    switched_off = onestop.get(f"/api/v1/scanners/{added.json()['id']}")
    assert (switched_off.status_code, switched_off.json()["code"]) == (502, "scanner.unreachable")


def test_an_address_that_answers_over_https_only_need_not_be_typed_so(desk: ScanDesk, tmp_path: pathlib.Path) -> None:
    with escl_server.serving(Device(name="Máy C"), self_signed(tmp_path)) as url:
        bare = url.removesuffix("/eSCL").removeprefix("https://")
        added = desk.add(bare)
        with pytest.raises((ScannerMisspoke, ScannerUnreachable)):
            desk.add(f"http://{bare}")
    assert (added.name, added.address and added.address.url) == ("Máy C", url)


def test_nobody_scans_without_the_key(onestop: TestClient) -> None:
    onestop.headers.pop("Authorization")
    for method, address in (
        ("GET", "/api/v1/scanners"),
        ("POST", "/api/v1/scans"),
        ("GET", "/api/v1/tray"),
        ("GET", "/api/v1/rejects"),
        ("POST", "/api/v1/phones"),
    ):
        assert onestop.request(method, address, json={}).status_code == 401, address


def test_the_pages_without_javascript(onestop: TestClient) -> None:
    choice = onestop.get("/counter/scan").text
    assert "Máy một cửa" in choice
    scanner = onestop.get("/api/v1/scanners").json()[0]["id"]
    begun = onestop.post("/counter/scans", data={"scanner": scanner, "source": "feeder", "dpi": "100"})
    address = begun.headers["location"]
    ended(onestop.app.state.doors.scans, address.rpartition("/")[2])  # type: ignore[attr-defined]
    assert "Số trang: 2" in onestop.get(address).text
    desk = onestop.get("/counter").text
    assert desk.count('type="checkbox" name="place"') == 2
    batch = address.rpartition("/")[2]
    onestop.post(f"/counter/tray/{batch}/discard")
    assert 'name="place" value' not in onestop.get("/counter").text
    assert onestop.post("/counter/scans", data={"scanner": scanner, "dpi": "5"}).status_code == 422


def test_the_counter_is_told_of_files_of_the_scan_folder_that_are_no_scans(
    onestop: TestClient, scanning_house: House
) -> None:
    for number in (1, 2):
        why = UnknownFormat(name=f"<b>{number}.docx")
        at = scanning_house.clock()
        scanning_house.rejects.note(
            Reject(f"{number:032x}", f"<b>{number}.docx", at, why.code, why.sentence("vi"), why.sentence("en"))
        )
    for _ in range(2):
        desk = onestop.get("/counter").text
        assert "Thư mục quét: 2 tệp không đọc được" in desk
        assert "&lt;b&gt;2.docx" in desk
        assert "<b>" not in desk
    second, first = onestop.get("/api/v1/rejects").json()
    assert (second["name"], first["code"]) == ("<b>2.docx", "scan.unknown_format")
    assert onestop.post(f"/counter/rejects/{first['id']}/dismiss").headers["location"] == "/counter"
    assert "Thư mục quét: 1 tệp không đọc được" in onestop.get("/counter").text
    assert onestop.delete(f"/api/v1/rejects/{second['id']}").status_code == 204
    assert onestop.get("/api/v1/rejects").json() == []
    assert [onestop.delete(f"/api/v1/rejects/{id_}").status_code for id_ in (second["id"], "..%2Fx", "x")] == [404] * 3


def test_without_javascript_too_a_scan_that_failed_is_not_called_done(onestop: TestClient, device: Device) -> None:
    device.trouble, device.trouble_at = "jam", 2
    scanner = onestop.get("/api/v1/scanners").json()[0]["id"]
    begun = onestop.post("/counter/scans", data={"scanner": scanner, "source": "feeder", "dpi": "100"})
    address = begun.headers["location"]
    ended(onestop.app.state.doors.scans, address.rpartition("/")[2])  # type: ignore[attr-defined]
    shown = onestop.get(address).text
    assert ("scanner.jam" in shown, "Dừng giữa chừng. Số trang đã giữ: 1." in shown) == (True, True)

"""A telephone paired by its code sends photos to one batch, for a time, and can do nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.settings import Settings
from certcopy.storage.profile import Scanning
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.house import House
from certcopy.workflow.phone import TO_BEGIN, TO_WORK

KEY = "counter-key-for-tests"
OWN = {"Sec-Fetch-Site": "same-origin"}


class Hands:
    """A clock that is moved by hand."""

    def __init__(self, begun: dt.datetime) -> None:
        self.now = begun

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def hands(house: House) -> Hands:
    return Hands(house.clock())


Browser = Callable[[], TestClient]


@pytest.fixture
def browser(house: House, hands: Hands) -> Iterator[Browser]:
    house = dataclasses.replace(house, clock=hands)
    settings = Settings(mdns="off", upload_mib=20)
    app = create_app(house, EmbeddedEngine(house), KEY, settings, hosts=["testserver"])
    yield lambda: TestClient(app, headers=OWN, follow_redirects=False)
    app.state.doors.scans.close()


@pytest.fixture
def counter(browser: Browser) -> TestClient:
    client = browser()
    client.headers["Authorization"] = f"Bearer {KEY}"
    return client


def offered(counter: TestClient) -> tuple[str, str]:
    """The batch, and the path the QR code leads to."""
    pairing = counter.post("/api/v1/phones").json()
    assert pairing["qr"].startswith("<svg")
    return pairing["batch"], re.sub(r"^http://[^/]+", "", pairing["url"])


def paired(browser: Browser, path: str) -> TestClient:
    phone = browser()
    assert phone.post(path).headers["location"] == "/phone"
    return phone


def put(phone: TestClient, number: int, photo: bytes) -> int:
    return phone.put(f"/phone/pages/{number}", files={"photo": ("photo", photo)}).status_code


def numbers(counter: TestClient, batch: str) -> list[int]:
    return [file["number"] for file in counter.get(f"/api/v1/tray/{batch}").json()["files"]]


def test_photos_arrive_at_the_counter_in_their_places(browser: Browser, counter: TestClient, small_scan: bytes) -> None:
    batch, path = offered(counter)
    assert not counter.get(f"/api/v1/tray/{batch}").json()["paired"]
    phone = paired(browser, path)
    assert put(phone, 2, small_scan) == 204
    assert put(phone, 1, small_scan + b"\n") == 204
    assert numbers(counter, batch) == [1, 2]
    assert counter.get(f"/api/v1/tray/{batch}").json()["paired"]
    assert phone.get("/phone/pages/1").content.startswith(b"\xff\xd8")


def test_a_photo_sent_again_is_there_once_and_a_retake_replaces_it(
    browser: Browser, counter: TestClient, small_scan: bytes
) -> None:
    batch, path = offered(counter)
    phone = paired(browser, path)
    for photo in (small_scan, small_scan, small_scan + b"\n"):
        assert put(phone, 1, photo) == 204
    assert numbers(counter, batch) == [1]
    assert phone.delete("/phone/pages/1").status_code == 204
    assert phone.delete("/phone/pages/1").status_code == 204
    assert numbers(counter, batch) == []


def test_what_is_no_photo_is_refused_in_words(browser: Browser, counter: TestClient) -> None:
    batch, path = offered(counter)
    refused = paired(browser, path).put("/phone/pages/1", files={"photo": ("photo", b"no photo")})
    assert refused.json()["code"] == "scan.unknown_format"
    assert numbers(counter, batch) == []


def test_looking_at_the_address_pairs_nobody_and_the_second_phone_is_told(
    browser: Browser, counter: TestClient
) -> None:
    _, path = offered(counter)
    for _ in range(3):
        assert "Bắt đầu" in browser().get(path).text
    paired(browser, path)
    second = browser().post(path)
    assert second.status_code == 403
    assert "access.phone_taken" in second.text
    assert browser().get(path).status_code == 410


def test_a_code_is_good_for_ten_minutes_and_a_phone_for_thirty(
    browser: Browser, counter: TestClient, hands: Hands, small_scan: bytes
) -> None:
    _, late = offered(counter)
    _, path = offered(counter)
    phone = paired(browser, path)
    hands.now += TO_BEGIN
    assert browser().post(late).status_code == 410
    assert put(phone, 1, small_scan) == 204
    hands.now += TO_WORK - TO_BEGIN
    assert put(phone, 2, small_scan) == 410
    assert phone.get("/phone").status_code == 410


def test_the_counter_ends_a_pairing_and_keeps_the_photos(
    browser: Browser, counter: TestClient, small_scan: bytes
) -> None:
    batch, path = offered(counter)
    phone = paired(browser, path)
    put(phone, 1, small_scan)
    assert counter.delete(f"/api/v1/phones/{batch}").status_code == 204
    assert put(phone, 2, small_scan) == 410
    assert numbers(counter, batch) == [1]


def test_a_phone_opens_no_other_door(browser: Browser, counter: TestClient) -> None:
    _, path = offered(counter)
    phone = paired(browser, path)
    for address in ("/counter", "/api/v1/tray", "/api/v1/dossiers/x", "/api/v1/scanners"):
        assert phone.get(address).status_code == 401, address
    assert "/counter" not in phone.get("/phone").text


def test_another_site_cannot_use_the_phones_cookie(browser: Browser, counter: TestClient, small_scan: bytes) -> None:
    _, path = offered(counter)
    phone = paired(browser, path)
    phone.headers["Sec-Fetch-Site"] = "cross-site"
    assert put(phone, 1, small_scan) == 403
    assert browser().post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_camera_is_allowed_on_the_phones_page_only(browser: Browser, counter: TestClient) -> None:
    _, path = offered(counter)
    phone = paired(browser, path)
    assert phone.get("/phone").headers["Permissions-Policy"].startswith("camera=(self)")
    for client, address in ((phone, path), (counter, "/counter"), (counter, "/counter/phone")):
        assert client.get(address).headers["Permissions-Policy"].startswith("camera=()"), address


def test_without_javascript_photos_are_sent_one_after_the_other(
    browser: Browser, counter: TestClient, small_scan: bytes
) -> None:
    batch, path = offered(counter)
    phone = paired(browser, path)
    for photo in (small_scan, small_scan + b"\n"):
        assert phone.post("/phone", files={"photo": ("a.jpg", photo)}).status_code == 303
    assert phone.post("/phone", data={}).status_code == 422
    assert phone.post("/phone/remove", data={"number": "1"}).status_code == 303
    assert numbers(counter, batch) == [2]
    shown = counter.post("/counter/phones").text
    assert "<svg" in shown
    assert "/phone/" in shown


def test_the_code_leads_where_the_profile_says(house: House) -> None:
    scanning = Scanning(phone_url="https://quet.vidu.example/")
    house = dataclasses.replace(house, profile=dataclasses.replace(house.profile, scan=scanning))
    app = create_app(house, EmbeddedEngine(house), KEY, Settings(mdns="off"), hosts=["testserver"])
    pairing = TestClient(app, headers={"Authorization": f"Bearer {KEY}"}).post("/api/v1/phones").json()
    assert pairing["url"].startswith("https://quet.vidu.example/phone/")
    assert pairing["reachable"]


def test_a_server_on_its_own_machine_only_says_that_no_phone_can_reach_it(counter: TestClient) -> None:
    told = counter.post("/api/v1/phones", headers={"Host": "127.0.0.1:8000"}).json()
    assert not told["reachable"]

"""What the one-stop software, a clerk's browser and a visitor can do over HTTP, with the whole house behind."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect
from starlette.types import Message

from certcopy.api.app import create_app
from certcopy.api.auth import ONESTOP
from certcopy.api.onestop import dossiers as dossiers_door
from certcopy.api.server import serve
from certcopy.errors import PortTaken
from certcopy.settings import Settings
from certcopy.storage import schema
from certcopy.workflow import dossiers, read, steps
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.house import House

KEY = "counter-key-for-tests"
DOSSIERS = "/api/v1/dossiers"
PERSON = {"requester": "Nguyễn Văn Mẫu", "title": "Giấy xác nhận"}
PATIENCE = 90

Files = list[tuple[str, tuple[str, bytes, str]]]


def client_of(house: House, key: str | None = KEY, upload_mib: int = 20) -> TestClient:
    app = create_app(house, EmbeddedEngine(house), KEY, Settings(upload_mib=upload_mib), hosts=["testserver"])
    headers = {"Authorization": f"Bearer {key}"} if key else None
    return TestClient(app, headers=headers, follow_redirects=False)


@pytest.fixture
def onestop(house: House) -> TestClient:
    """The one-stop software, which has the key; the machine's loop stands still."""
    return client_of(house)


@pytest.fixture
def visitor(house: House) -> TestClient:
    """Somebody without a key."""
    return client_of(house, key=None)


@pytest.fixture
def clerk(visitor: TestClient) -> TestClient:
    """A browser that has entered the counter; it says, as browsers do, that its own page sends."""
    visitor.get("/counter/enter", params={"key": KEY})
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    return visitor


@pytest.fixture
def scans(small_scan: bytes) -> Files:
    return [("scans", ("trang-1.jpg", small_scan, "image/jpeg"))]


def issue(house: House, onestop: TestClient, scans: Files) -> tuple[dict[str, Any], bytes]:
    made = onestop.post(DOSSIERS, data={**PERSON, "compared_by": "Lê Văn Thử"}, files=scans).json()
    steps.drive(house, made["id"])
    state = onestop.get(made["links"]["self"]).json()
    return state, onestop.get(state["links"]["copy"]).content


def is_untouched(house: House) -> bool:
    return dossiers.recent(house) == () and list(house.objects.digests()) == []


def test_the_onestop_software_creates_polls_and_fetches_the_copy(house: House, scans: Files) -> None:
    with client_of(house) as onestop:
        created = onestop.post(DOSSIERS, data={**PERSON, "compared_by": "Lê Văn Thử"}, files=scans)
        assert created.status_code == 201
        address = created.headers["Location"]
        state = poll(onestop, address)
    assert (state["state"], state["failure"]) == ("issued", None)
    assert state["certification"]["number"] == "01"
    copy = onestop.get(state["links"]["copy"])
    assert copy.headers["Content-Type"] == "application/pdf"
    assert copy.content.startswith(b"%PDF-")
    disposition = urllib.parse.unquote(copy.headers["Content-Disposition"])
    assert int(copy.headers["Content-Length"]) == len(copy.content)
    assert onestop.get(address).json()["state"] == "delivered"
    assert 'filename="ban-sao-chung-thuc-so-01-' in disposition
    assert "filename*=UTF-8''Bản sao chứng thực số 01-" in disposition
    assert onestop.get(state["links"]["pages"][0]).content.startswith(b"\xff\xd8")


def test_a_copy_that_did_not_arrive_is_not_delivered(house: House, scans: Files) -> None:
    with client_of(house) as onestop:
        created = onestop.post(DOSSIERS, data={**PERSON, "compared_by": "Lê Văn Thử"}, files=scans)
        address = created.headers["Location"]
        dossier_id = poll(onestop, address)["id"]
    body = dossiers_door.copy(house, ONESTOP, dossier_id)
    assert isinstance(body, StreamingResponse)

    async def hang_up(message: Message) -> None:
        if message.get("body"):
            raise OSError

    async def listen() -> Message:
        return await asyncio.Future()

    async def call() -> None:
        await body({"type": "http", "asgi": {"spec_version": "2.4"}}, listen, hang_up)

    with pytest.raises(ClientDisconnect):
        asyncio.run(call())
    assert onestop.get(address).json()["state"] == "issued"


def poll(onestop: TestClient, address: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        state: dict[str, Any] = onestop.get(address).json()
        if state["state"] == "issued" or state["failure"]:
            return state
        threading.Event().wait(0.2)
    raise AssertionError(f"{address} was not issued in {PATIENCE} seconds")


def test_the_same_key_gives_the_same_dossier_and_never_a_second(
    onestop: TestClient, scans: Files, house: House
) -> None:
    key = {"Idempotency-Key": "one-stop-17"}
    first = onestop.post(DOSSIERS, data=PERSON, files=scans, headers=key)
    again = onestop.post(DOSSIERS, data=PERSON, files=scans, headers=key)
    other = onestop.post(DOSSIERS, data={**PERSON, "title": "Giấy khác"}, files=scans, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, other.json()["code"]) == (409, "request.reused_key")
    assert len(dossiers.recent(house)) == 1


def test_a_duplicate_upload_names_the_first_dossier_unless_meant(onestop: TestClient, scans: Files) -> None:
    first = onestop.post(DOSSIERS, data=PERSON, files=scans)
    duplicate = onestop.post(DOSSIERS, data=PERSON, files=scans)
    meant = onestop.post(DOSSIERS, data={**PERSON, "again": "true"}, files=scans)
    assert (duplicate.status_code, duplicate.json()["code"]) == (409, "scan.duplicate_upload")
    assert duplicate.json()["facts"] == {"dossier": first.json()["id"]}
    assert meant.status_code == 201


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"", "scan.empty_file"),
        ("a.pdf", b"Day khong phai la PDF.", "scan.unknown_format"),
        ("a.jpg", b"\xff\xd8\xff\xe0 cut short", "scan.damaged_file"),
        ("a.pdf", b"%PDF-1.7 cut short", "scan.damaged_file"),
    ],
)
def test_a_bad_scan_is_refused_with_its_code_and_nothing_is_stored(
    house: House, onestop: TestClient, name: str, data: bytes, code: str
) -> None:
    refused = onestop.post(DOSSIERS, data=PERSON, files=[("scans", (name, data, "image/jpeg"))])
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["facts"]["name"]) == (422, code, name)
    assert is_untouched(house)


def test_a_truncated_photograph_is_refused(house: House, onestop: TestClient, small_scan: bytes) -> None:
    half = small_scan[: len(small_scan) // 2]
    refused = onestop.post(DOSSIERS, data=PERSON, files=[("scans", ("a.jpg", half, "image/jpeg"))])
    assert refused.json()["code"] == "scan.damaged_file"
    assert is_untouched(house)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"title": "Giấy"}, "request.missing_value"),
        ({"requester": " ", "title": "Giấy"}, "request.missing_value"),
        ({"requester": "Nguyễn Văn Mẫu", "title": "x" * 501}, "request.bad_value"),
    ],
)
def test_a_missing_or_misshapen_value_is_named(
    house: House, onestop: TestClient, scans: Files, sent: dict[str, str], code: str
) -> None:
    refused = onestop.post(DOSSIERS, data=sent, files=scans)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert is_untouched(house)


def test_a_dossier_without_pages_is_refused(house: House, onestop: TestClient) -> None:
    refused = onestop.post(DOSSIERS, data=PERSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "scan.no_pages")
    assert is_untouched(house)


def test_a_refusal_is_a_problem_in_two_languages(onestop: TestClient) -> None:
    refused = onestop.get(f"{DOSSIERS}/nothing?lang=en")
    assert refused.headers["Content-Type"] == "application/problem+json"
    problem = refused.json()
    assert (refused.status_code, problem["status"]) == (404, 404)
    assert problem["type"] == "urn:certcopy:problem:request.unknown_dossier"
    assert problem["vi"].startswith("Không có hồ sơ này")
    assert problem["detail"] == problem["en"] == "There is no such dossier. Check its identifier."


def test_a_copy_is_not_handed_out_before_it_is_issued(onestop: TestClient, scans: Files) -> None:
    made = onestop.post(DOSSIERS, data=PERSON, files=scans).json()
    early = onestop.get(f"{made['links']['self']}/copy")
    approval = onestop.post(f"{made['links']['self']}/approve", json={"compared_by": "Lê Văn Thử"})
    assert made["links"]["copy"] is None
    assert (early.status_code, early.json()["code"]) == (409, "request.not_issued_yet")
    assert (approval.status_code, approval.json()["code"]) == (409, "request.wrong_state")


def test_approval_takes_the_number(house: House, onestop: TestClient, scans: Files) -> None:
    made = onestop.post(DOSSIERS, data={**PERSON, "compared_by": " "}, files=scans).json()
    waiting = steps.drive(house, made["id"])
    nameless = onestop.post(f"{made['links']['self']}/approve", json={"compared_by": " "})
    approved = onestop.post(f"{made['links']['self']}/approve", json={"compared_by": "Lê Văn Thử"}).json()
    assert (nameless.status_code, nameless.json()["code"]) == (422, "request.bad_value")
    assert waiting.entry is None
    assert (approved["state"], approved["certification"]["number"]) == ("issuing", "01")


def test_a_body_beyond_the_limit_is_refused_however_it_is_sent(house: House) -> None:
    onestop = client_of(house, upload_mib=1)
    large = b"x" * (1024 * 1024 + 1)
    whole = onestop.post(DOSSIERS, data=PERSON, files=[("scans", ("a.jpg", large, "image/jpeg"))])
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    chunked = onestop.post("/verify", content=iter(chunks(large)), headers=headers)
    for refused in (whole, chunked):
        assert (refused.status_code, refused.json()["code"]) == (413, "scan.file_too_large")
    assert is_untouched(house)


def chunks(data: bytes) -> Iterator[bytes]:
    yield b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    yield from (data[at : at + 65536] for at in range(0, len(data), 65536))
    yield b"\r\n--cut--\r\n"


@pytest.mark.parametrize("key", [None, "", "wrong", "ключ"])
def test_without_the_key_nobody_sees_a_dossier(house: House, key: str | None) -> None:
    stranger = client_of(house, key=None)
    headers = {} if key is None else {b"Authorization": f"Bearer {key}".encode()}
    refused = stranger.get(f"{DOSSIERS}/any", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "access.denied")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_the_key_leaves_the_address_bar_for_a_strict_cookie(visitor: TestClient) -> None:
    outside = visitor.get("/counter")
    entered = visitor.get("/counter/enter", params={"key": KEY})
    assert outside.status_code == 401
    assert (entered.status_code, entered.headers["Location"]) == (303, "/counter")
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert KEY not in cookie
    assert visitor.get("/counter").status_code == 200
    assert visitor.get("/counter/enter", params={"key": "wrong"}).status_code == 401


@pytest.mark.parametrize(
    "sender",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_cannot_use_the_clerks_session(
    house: House, visitor: TestClient, scans: Files, sender: dict[str, str]
) -> None:
    visitor.get("/counter/enter", params={"key": KEY})
    for address in ("/counter/dossiers", DOSSIERS):
        assert visitor.post(address, data=PERSON, files=scans, headers=sender).status_code == 403
    assert is_untouched(house)


def test_a_clerk_takes_in_compares_and_issues(house: House, clerk: TestClient, scans: Files) -> None:
    taken = clerk.post("/counter/dossiers", data={**PERSON, "key": "form-1"}, files=scans)
    twice = clerk.post("/counter/dossiers", data={**PERSON, "key": "form-1"}, files=scans)
    page = taken.headers["Location"]
    assert taken.status_code == twice.status_code == 303
    assert twice.headers["Location"] == page
    dossier_id = page.rpartition("/")[2]
    steps.drive(house, dossier_id)
    assert "Duyệt và cấp bản sao" in clerk.get(page).text
    assert "Tôi đã đối chiếu" in clerk.post(f"{page}/approve").text
    assert clerk.post(f"{page}/approve", data={"compared": "true"}).status_code == 303
    steps.drive(house, dossier_id)
    assert "Tải bản sao chứng thực" in clerk.get(page).text
    assert clerk.get(f"{DOSSIERS}/{dossier_id}/copy").content.startswith(b"%PDF-")


def test_a_refused_form_keeps_what_was_typed(clerk: TestClient) -> None:
    typed = {"requester": 'Nguyễn "Văn" <Mẫu>', "title": "Giấy xác nhận", "compared": "true"}
    refused = clerk.post("/counter/dossiers", data=typed)
    assert refused.status_code == 422
    assert "scan.no_pages" in refused.text
    assert 'value="Nguyễn &#34;Văn&#34; &lt;Mẫu&gt;"' in refused.text
    assert 'value="Giấy xác nhận"' in refused.text
    assert 'value="true" checked' in refused.text


def test_a_failed_dossier_says_why_and_can_be_tried_again(house: House, clerk: TestClient, scans: Files) -> None:
    page = clerk.post("/counter/dossiers", data={**PERSON, "compared": "true"}, files=scans).headers["Location"]
    dossier_id = page.rpartition("/")[2]
    key = house.home.keys / "agency.p12"
    kept = key.read_bytes()
    key.write_bytes(b"no key")
    failed = steps.drive(house, dossier_id)
    assert failed.failure is not None
    shown = clerk.get(page).text
    assert "office.key_unusable" in shown
    assert "Thử lại ngay" in shown
    key.write_bytes(kept)
    assert clerk.post(f"{page}/retry").status_code == 303
    assert dossiers.look_up(house, dossier_id).failure is None


def test_a_visitor_reads_the_verdict_on_a_copy_and_on_a_changed_one(
    house: House, onestop: TestClient, visitor: TestClient, scans: Files
) -> None:
    state, copy = issue(house, onestop, scans)
    changed = bytearray(copy)
    changed[len(copy) // 3] ^= 1
    good = visitor.post("/verify", files={"file": ("a.pdf", copy)}).json()
    bad = visitor.post("/api/v1/verify", files={"file": ("a.pdf", bytes(changed))}).json()
    assert (good["verdict"], good["verdict_vi"]) == ("valid", "hợp lệ")
    assert good["register"]["number"] == state["certification"]["number"]
    assert [each["field"] for each in good["signatures"]][:2] == ["CertifierSignature", "AgencySignature"]
    assert (bad["verdict"], bad["verdict_vi"], bad["register"]) == ("invalid", "không hợp lệ", None)
    assert all(reason["vi"] and reason["en"] for reason in bad["reasons"])
    assert PERSON["requester"] not in json.dumps(good, ensure_ascii=False)
    shown = visitor.post("/", files={"file": ("a.pdf", copy)}).text
    assert "Chứng thư THỬ NGHIỆM" in shown
    public = visitor.get(f"/c/{state['certification']['code'].lower()}").text
    assert state["certification"]["book"] in public
    for page in (shown, public):
        assert PERSON["requester"] not in page


def test_a_visitor_gets_the_report_as_a_page_or_a_sheet_and_only_the_office_seals_it(
    house: House, onestop: TestClient, visitor: TestClient, scans: Files
) -> None:
    _, copy = issue(house, onestop, scans)
    address, file = "/api/v1/verifications", {"file": ("bản sao.pdf", copy)}
    page = visitor.post(address, params={"form": "html"}, files=file)
    assert "Hợp lệ" in page.text
    assert "attachment" in page.headers["Content-Disposition"]
    assert visitor.post(address, params={"form": "pdf"}, files=file).content.startswith(b"%PDF-")
    assert visitor.post(address, params={"form": "pdf", "seal": True}, files=file).status_code == 401
    assert onestop.post(address, params={"seal": True}, files=file).json()["code"] == "request.bad_value"
    sealed = onestop.post(address, params={"form": "pdf", "seal": True}, files=file).content
    verdict = visitor.post(address, files={"file": ("report.pdf", sealed)}).json()
    assert (verdict["verdict"], verdict["signatures"][0]["field"]) == ("valid", "ReportSignature")


def test_one_unreadable_file_does_not_stop_a_batch(
    house: House, onestop: TestClient, visitor: TestClient, scans: Files
) -> None:
    _, copy = issue(house, onestop, scans)
    files = [("files", ("a.pdf", copy)), ("files", ("b.pdf", b"no PDF")), ("files", ("c.pdf", copy + b"\n0"))]
    answers = visitor.post("/api/v1/verifications/batch", files=files).json()["files"]
    assert [each["file"] for each in answers] == ["a.pdf", "b.pdf", "c.pdf"]
    assert [each["verdict"] for each in answers] == ["valid", None, "invalid"]
    assert answers[1]["error"]["code"] == "pdf.not_a_pdf"
    many = [("files", (f"{number}.pdf", b"%PDF-")) for number in range(51)]
    assert visitor.post("/api/v1/verifications/batch", files=many).json()["code"] == "request.bad_value"


def test_a_file_for_verification_is_neither_stored_nor_logged(house: House, visitor: TestClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = visitor.post("/verify?who=Mẫu", files={"file": ("Nguyen-Van-Mau.pdf", b"%PDF-1.7 Mau")})
    assert (answer.status_code, answer.json()["code"]) == (422, "pdf.unreadable")
    assert is_untouched(house)
    assert [(line["route"], line["status"]) for line in lines] == [("/verify", 422)]
    assert "Mau" not in str(lines)
    assert "Mẫu" not in str(lines)


def test_a_large_file_for_verification_never_touches_the_disk(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("tempfile.SpooledTemporaryFile.rollover")
    answer = visitor.post("/verify", files={"file": ("a.pdf", b"%PDF-1.7" + bytes(3 * 1024 * 1024))})
    assert answer.json()["code"] == "pdf.unreadable"


def test_an_unforeseen_fault_tells_neither_visitor_nor_log_what_was_in_it(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Nguyễn Văn Mẫu")

    monkeypatch.setattr("certcopy.api.public.pages.held_copy", fail)
    with structlog.testing.capture_logs() as lines:
        answer = visitor.get("/c/7K3M9QPX2DAB")
    assert answer.status_code == 500
    assert lines[0]["id"] in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Mẫu" not in answer.text + str(lines)
    assert "7K3M9QPX2DAB" not in str(lines)


def test_an_unknown_code_and_an_unknown_address_are_pages(visitor: TestClient) -> None:
    code = visitor.get("/c", params={"code": "7k3m-9qpx-2dab"})
    assert code.headers["Location"] == "/c/7K3M9QPX2DAB"
    for address in (code.headers["Location"], "/nowhere"):
        missing = visitor.get(address)
        assert missing.status_code == 404
        assert missing.headers["Content-Type"].startswith("text/html")


def test_public_pages_say_their_language_in_the_address_and_set_no_cookie(visitor: TestClient) -> None:
    assert '<html lang="vi">' in visitor.get("/").text
    english = visitor.get("/en/")
    assert '<html lang="en">' in english.text
    assert 'href="/en/' in english.text
    assert '<html lang="en">' in visitor.get("/?lang=en").text
    assert '<html lang="vi">' in visitor.get("/").text
    assert not visitor.cookies


def test_the_counter_remembers_the_language_chosen_there(clerk: TestClient) -> None:
    assert '<html lang="en">' in clerk.get("/counter?lang=en").text
    assert '<html lang="en">' in clerk.get("/counter").text
    assert '<html lang="vi">' in clerk.get("/").text


def test_a_rebound_name_is_not_served(visitor: TestClient) -> None:
    assert visitor.get("/", headers={"Host": "attacker.example"}).status_code == 421
    assert visitor.get("/", headers={"Host": "192.168.1.20:8000"}).status_code == 200
    assert visitor.get("/", headers={"Host": "[::1]:8000"}).status_code == 200


def test_every_answer_forbids_what_is_not_ours(visitor: TestClient) -> None:
    for address in ("/", "/counter", "/nowhere", "/healthz", "/static/certcopy.css"):
        headers = visitor.get(address).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_interface_describes_itself(visitor: TestClient) -> None:
    described = visitor.get("/openapi.json").json()
    assert {DOSSIERS, f"{DOSSIERS}/{{dossier_id}}/copy", "/verify", "/healthz"} <= set(described["paths"])
    assert "application/problem+json" in described["paths"][DOSSIERS]["post"]["responses"]["409"]["content"]
    assert visitor.get("/healthz").json()["status"] == "ok"


def test_a_taken_port_is_named(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            serve(house, port=port)
    assert refused.value.port == port


def waiting(house: House, onestop: TestClient, scans: Files) -> str:
    """The address of a dossier that waits for comparison."""
    made = onestop.post(DOSSIERS, data=PERSON, files=scans).json()
    read.keep_reading(house, made["id"], house.objects.put(b'{"pages": [], "kind": null, "fields": []}'), 90.0)
    return str(made["links"]["self"])


def test_a_decision_on_an_outdated_version_is_refused_with_the_others_name(
    house: House, onestop: TestClient, scans: Files
) -> None:
    address = waiting(house, onestop, scans)
    seen = onestop.get(address).headers["ETag"]
    sent = onestop.post(f"{address}/send", json={"by": "Trần Thị Lan Mẫu"}, headers={"If-Match": seen})
    late = onestop.post(f"{address}/return", json={"reason": "mờ"}, headers={"If-Match": seen})
    late_in_the_body = onestop.post(f"{address}/return", json={"reason": "mờ", "version": int(seen.strip('"'))})
    assert (sent.status_code, sent.json()["state"], sent.headers["ETag"]) == (200, "waiting", '"3"')
    for refused in (late, late_in_the_body):
        assert (refused.status_code, refused.json()["code"]) == (412, "request.changed_meanwhile")
        assert "Trần Thị Lan Mẫu" in refused.json()["vi"]
    back = onestop.post(f"{address}/return", json={"reason": "mờ"}, headers={"If-Match": sent.headers["ETag"]}).json()
    assert (back["state"], back["reason"], back["changed_by"]) == ("returned", "mờ", "onestop")
    assert onestop.post(f"{address}/send", headers={"If-Match": "newest"}).json()["code"] == "request.bad_value"


def test_a_dossier_is_refused_on_a_ground_of_the_law(house: House, onestop: TestClient, scans: Files) -> None:
    address = waiting(house, onestop, scans)
    assert onestop.post(f"{address}/refuse", json={"ground": "bad mood"}).json()["code"] == "request.bad_value"
    refused = onestop.post(f"{address}/refuse", json={"ground": "altered"}).json()
    assert (refused["state"], refused["ground"], refused["certification"]) == ("refused", "altered", None)


def test_a_dossier_is_opened_and_scanned_later(onestop: TestClient, scans: Files) -> None:
    key = {"Idempotency-Key": "open-1"}
    opened = onestop.post(f"{DOSSIERS}/open", json=PERSON, headers=key)
    assert opened.json() == onestop.post(f"{DOSSIERS}/open", json=PERSON, headers=key).json()
    assert (opened.status_code, opened.json()["state"]) == (201, "scanning")
    scanned = onestop.post(f"{opened.headers['Location']}/pages", files=scans, headers={"If-Match": '"1"'})
    assert (scanned.json()["state"], scanned.json()["pages"]) == ("reading", 1)


def test_a_revoked_copy_is_shown_as_revoked_wherever_it_is_checked(
    house: House, onestop: TestClient, visitor: TestClient, scans: Files
) -> None:
    state, copy = issue(house, onestop, scans)
    address = state["links"]["self"]
    assert onestop.get(address).json()["state"] == "delivered"
    key = {"Idempotency-Key": "revoke-1"}
    first = onestop.post(f"{address}/revoke", json={"reason": "Con dấu lạ"}, headers=key)
    again = onestop.post(f"{address}/revoke", json={"reason": "Con dấu lạ"}, headers=key)
    assert first.json() == again.json()
    assert (first.status_code, first.json()["state"], first.json()["links"]["copy"]) == (200, "revoked", None)
    assert onestop.get(f"{address}/copy").json()["code"] == "request.copy_revoked"
    verdict = visitor.post("/verify", files={"file": ("a.pdf", copy)}).json()
    assert (verdict["verdict"], verdict["register"]["state"]) == ("valid", "revoked")
    shown = visitor.post("/", files={"file": ("a.pdf", copy)}).text
    public = visitor.get(f"/c/{state['certification']['code']}").text
    for page in (shown, public):
        assert "ĐÃ THU HỒI" in page
        assert "Hợp lệ</h1>" not in page
        assert "Con dấu lạ" not in page


def test_a_clerk_is_offered_what_may_be_decided_and_reads_who_decided_last(
    house: House, clerk: TestClient, scans: Files
) -> None:
    taken = clerk.post("/counter/dossiers", data=PERSON, files=scans)
    page = taken.headers["Location"]
    dossier_id = page.rpartition("/")[2]
    steps.drive(house, dossier_id)
    assert clerk.post(f"{page}/return", data={"reason": " ", "version": "2"}).status_code == 422
    assert clerk.post(f"{page}/return", data={"reason": "Trang 1 bị mờ", "version": "2"}).status_code == 303
    shown = clerk.get(page).text
    assert "Trang 1 bị mờ" in shown
    assert house.office.clerk.name in shown
    stale = clerk.post(f"{page}/withdraw", data={"version": "2"})
    assert (stale.status_code, "request.changed_meanwhile" in stale.text) == (412, True)
    double = [clerk.post(f"{page}/withdraw", data={"version": "3", "key": "k"}).status_code for _ in range(2)]
    assert double == [303, 303]
    assert "Người yêu cầu đã rút" in clerk.get(page).text
    assert clerk.post(f"{page}/no-such-verb").status_code == 404
    looks = [line.event for line in journal_of(house) if line.dossier == dossier_id and line.event == "opened"]
    assert len(looks) == 4


def journal_of(house: House) -> list[Any]:
    with house.database.read() as connection:
        return list(connection.execute(sa.select(schema.journal)))

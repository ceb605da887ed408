"""A file that stays with its holder: what the office answers to its signatures and digests."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.domain.dossier import State
from certcopy.workflow import steps
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.revoke import revoke
from tests.copies import read_copy

ADDRESS = "/api/v1/verifications/digest"
BYTE_RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]")


@pytest.fixture
def visitor(house: House) -> TestClient:
    return TestClient(create_app(house, EmbeddedEngine(house), "key", hosts=["testserver"]))


@pytest.fixture
def issued(house: House, small_scan: bytes) -> tuple[str, bytes]:
    """The dossier of an issued copy, and the copy."""
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("a.jpg", small_scan),), compared_by="Lê Văn Thử")
    done = steps.drive(house, receive(house, request, "clerk").id)
    assert done.state is State.ISSUED
    return done.id, read_copy(house, done.id)


def said_of(pdf: bytes) -> dict[str, Any]:
    """What a browser says of a file."""
    ranges = [tuple(int(number) for number in found.groups()) for found in BYTE_RANGE.finditer(pdf)]
    return {
        "size": len(pdf),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "signatures": [_block(pdf, each) for each in ranges],
    }


def _block(pdf: bytes, byte_range: tuple[int, ...]) -> dict[str, Any]:
    start, length, resume, rest = byte_range
    covered = pdf[start : start + length] + pdf[resume : resume + rest]
    return {
        "byte_range": byte_range,
        "cms": bytes.fromhex(pdf[length + 1 : resume - 1].decode()).rstrip(b"\0").hex() + "00",
        "digests": {name: hashlib.new(name, covered).hexdigest() for name in ("sha1", "sha256", "sha384", "sha512")},
    }


def test_the_very_file_we_issued_is_valid_with_its_whole_report(visitor: TestClient, issued: tuple[str, bytes]) -> None:
    _, copy = issued
    answer = visitor.post(ADDRESS, json=said_of(copy)).json()
    assert answer["verdict"] == "valid", answer
    assert answer["register"]["state"] == "issued"
    assert [each["field"] for each in answer["signatures"][:2]] == ["CertifierSignature", "AgencySignature"]
    whole = visitor.post("/api/v1/verifications", files={"file": ("ban-sao.pdf", copy)}).json()
    assert whole["verdict"] == "valid", whole


def test_any_other_file_is_never_valid_however_good_its_signatures(
    visitor: TestClient, issued: tuple[str, bytes]
) -> None:
    _, copy = issued
    said = said_of(copy + b"\n")
    answer = visitor.post(ADDRESS, json=said).json()
    assert answer["verdict"] == "inconclusive"
    assert [each["code"] for each in answer["reasons"] if each["gravity"] == "inconclusive"] == ["CONTENT_NOT_SEEN"]
    assert all(each["intact"] and each["trusted"] for each in answer["signatures"])
    assert answer["register"] is None


def test_signatures_that_do_not_match_are_invalid(visitor: TestClient, issued: tuple[str, bytes]) -> None:
    _, copy = issued
    answer = visitor.post(ADDRESS, json=said_of(copy.replace(b"/Lang (vi-VN)", b"/Lang (vi-VM)", 1))).json()
    assert answer["verdict"] == "invalid"
    assert "HASH_FAILURE" in {each["code"] for each in answer["reasons"]}
    assert {each["gravity"] for each in answer["reasons"] if each["code"] == "CONTENT_NOT_SEEN"} == {"note"}


def test_a_revoked_copy_is_said_to_be_revoked(visitor: TestClient, house: House, issued: tuple[str, bytes]) -> None:
    dossier, copy = issued
    revoke(house, dossier, "clerk", "Nhầm bản chính")
    assert visitor.post(ADDRESS, json=said_of(copy)).json()["register"]["state"] == "revoked"
    assert "ĐÃ THU HỒI" in visitor.post("/check", json=said_of(copy)).text.upper()


def test_a_signature_that_cannot_be_read_is_left_open(visitor: TestClient) -> None:
    block = {"byte_range": [0, 5, 9, 4], "cms": "3003020101", "digests": {"sha256": "00" * 32}}
    said = {"size": 13, "sha256": "0" * 64, "signatures": [block]}
    assert visitor.post(ADDRESS, json=said).json()["verdict"] == "inconclusive"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "xyz"},
        {"size": -1},
        {"signatures": [{"byte_range": [0, 1, 2], "cms": "", "digests": {}}]},
        {"signatures": [{"byte_range": [0, 1, 2, 3], "cms": "00" * 70_000, "digests": {}}]},
        {"document": "too much"},
    ],
)
def test_what_does_not_belong_there_is_refused(visitor: TestClient, wrong: dict[str, Any]) -> None:
    said = {"size": 1, "sha256": "0" * 64, "signatures": [], **wrong}
    assert visitor.post(ADDRESS, json=said).status_code == 422


def test_who_asks_too_often_is_told_to_wait(house: House) -> None:
    app = create_app(house, EmbeddedEngine(house), "key", hosts=["testserver"])
    rate = app.state.doors.rates.checks
    rate.now = lambda: 0.0
    visitor = TestClient(app)
    unreadable = {"size": 1, "sha256": "0" * 64, "signatures": "none"}
    answers = [visitor.post(ADDRESS, json=unreadable).status_code for _ in range(rate.burst + 1)]
    assert answers == [422] * rate.burst + [429]
    assert visitor.post(ADDRESS, json=unreadable).json()["code"] == "request.too_many"

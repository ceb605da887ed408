"""What a verification code leads to: issued, corrected, revoked, unknown; small pictures that the journal knows of."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from PIL import Image

from certcopy.api.app import create_app
from certcopy.storage.schema import journal
from certcopy.workflow import books, steps
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.revoke import revoke


@pytest.fixture
def visitor(house: House) -> TestClient:
    return TestClient(create_app(house, EmbeddedEngine(house), "key", hosts=["testserver"]))


@pytest.fixture
def issued(house: House, small_scan: bytes) -> Dossier:
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("a.jpg", small_scan),), compared_by="Lê Văn Thử")
    return steps.drive(house, receive(house, request, "clerk").id)


def code_of(dossier: Dossier) -> str:
    assert dossier.entry is not None
    return dossier.entry.certification.code


def test_an_issued_copy_shows_masked_facts_and_no_name(visitor: TestClient, issued: Dossier) -> None:
    page = visitor.get(f"/c/{code_of(issued)}").text
    assert "Sổ chứng thực có bản sao này" in page
    assert "N. V. Mẫu" in page
    assert "Nguyễn Văn Mẫu" not in page
    assert not visitor.cookies


def test_what_is_typed_beside_the_code_is_compared(visitor: TestClient, issued: Dossier) -> None:
    code, at = code_of(issued), issued.entry.certification.at if issued.entry else None
    assert at is not None
    right = visitor.get("/c", params={"code": code.lower(), "number": "1", "day": at.strftime("%d/%m/%Y")})
    assert "Sổ chứng thực có bản sao này" in right.text
    wrong = visitor.get("/c", params={"code": code, "number": "2", "day": "2020-01-01"})
    assert "Không khớp với sổ chứng thực" in wrong.text


def test_a_correction_is_told_without_its_words(visitor: TestClient, house: House, issued: Dossier) -> None:
    assert issued.entry is not None
    said = issued.entry.certification
    books.correct(house, said.year, said.number, {"note": "Ghi chú bí mật"}, "Ghi thiếu", "clerk")
    page = visitor.get(f"/c/{code_of(issued)}").text
    assert "Có trong sổ, đã đính chính" in page
    assert "bí mật" not in page


def test_a_revoked_copy_is_revoked_and_its_pages_are_not_shown(
    visitor: TestClient, house: House, issued: Dossier
) -> None:
    revoke(house, issued.id, "clerk", "Nhầm bản chính")
    page = visitor.get(f"/c/{code_of(issued)}").text
    assert "thu hồi" in page.lower()
    assert "/pages/1" not in page
    assert visitor.get(f"/c/{code_of(issued)}/pages/1").status_code == 404


def test_a_small_picture_is_small_never_stored_and_noted(visitor: TestClient, house: House, issued: Dossier) -> None:
    answer = visitor.get(f"/c/{code_of(issued)}/pages/1")
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(answer.content)).width == 280
    with house.database.read() as connection:
        newest = connection.execute(sa.select(journal).order_by(journal.c.seq.desc()).limit(1)).one()
    assert (newest.event, newest.actor, newest.facts) == ("thumbnail_seen", "holder", {"page": 1})


def test_an_unknown_code_is_explained(visitor: TestClient) -> None:
    answer = visitor.get("/c/AAAABBBBCCCC")
    assert answer.status_code == 404
    assert "Không có bản sao nào mang mã này" in answer.text


def test_the_installed_page_names_its_files_and_nothing_else(visitor: TestClient) -> None:
    worker = visitor.get("/sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    for path in ("/scan", "/en/scan", "/static/vendor/zxing_reader.wasm", "/static/codecheck.js", "/verify/roots.json"):
        assert f'"{path}"' in worker.text
    assert "counter" not in worker.text.split("\n")[0]
    manifest = visitor.get("/en/app.webmanifest").json()
    assert manifest["start_url"] == "/en/scan"
    assert all(visitor.get(icon["src"]).status_code == 200 for icon in manifest["icons"])
    assert len(visitor.get("/verify/roots.json").json()["roots"]) >= 1

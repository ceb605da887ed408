"""The public log of a real office: issued, voided and revoked copies become leaves, and every proof holds."""

from __future__ import annotations

import dataclasses
import json
import pathlib

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.errors import KeyUnusable
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.leaf import Leaf
from certcopy.register.log.note import COSIGNATURE, Signer, Verifier, parse_note, parse_signatures
from certcopy.register.log.proof import Proof
from certcopy.register.log.witness import Growth, cosigned_at
from certcopy.storage import schema
from certcopy.storage.profile import PublicLog
from certcopy.workflow.approve import approve
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.logkey import read_key
from certcopy.workflow.publish import published
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.revoke import revoke
from certcopy.workflow.steps import drive
from certcopy.workflow.void import void
from tests.conftest import CommandLine

KEY = "counter-key-for-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}


def received(house: House, scan: bytes, number: int) -> str:
    name = f"Nguyễn Văn Mẫu {number}"
    return receive(house, Request(name, f"Giấy xác nhận {number}", (HandedIn.of("trang.jpg", scan),)), "clerk").id


def issued(house: House, scan: bytes, number: int) -> str:
    dossier = received(house, scan, number)
    drive(house, dossier)
    approve(house, dossier, "Trần Thị Mẫu")
    assert drive(house, dossier).entry is not None
    return dossier


def voided(house: House, scan: bytes, number: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A numbered dossier whose certifier's key does not open."""

    def locked(_: object) -> None:
        raise KeyUnusable(role="certifier")

    dossier = received(house, scan, number)
    drive(house, dossier)
    with monkeypatch.context() as broken:
        broken.setattr(type(house.keyring), "certifier", locked)
        approve(house, dossier, "Trần Thị Mẫu")
        drive(house, dossier)
    void(house, dossier, "Trần Thị Mẫu", "Khóa ký hỏng")
    drive(house, dossier)
    return dossier


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(create_app(house, EmbeddedEngine(house), KEY, hosts=["testserver"]))


def opened(client: TestClient, path: str, log: Verifier) -> tuple[Proof, dict[str, object]]:
    answer = client.get(path, headers=BEARER)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.tlog-proof"')
    proof = Proof.parse(answer.text)
    leaf = Leaf.parse(proof.extra)
    assert proof.proves(leaf.commitment, log)
    assert not proof.proves(leaf.commitment + b"\0", log)
    assert "Mẫu" not in leaf.content
    return proof, leaf.facts()


def test_issue_void_and_revoke_are_leaves_that_anyone_can_check(
    house: House,
    client: TestClient,
    small_scan: bytes,
    monkeypatch: pytest.MonkeyPatch,
    certcopy: CommandLine,
    tmp_path: pathlib.Path,
) -> None:
    first, second, third = (issued(house, small_scan, number) for number in (1, 2, 3))
    before = published(house.home.log)
    spoiled = voided(house, small_scan, 4, monkeypatch)
    revoke(house, second, "Trần Thị Mẫu", "Bản chính bị thu hồi")
    drive(house, second)

    log = Verifier.parse(client.get("/log/key").text.strip())
    kinds = {name: opened(client, f"/api/v1/dossiers/{name}/proof", log)[1] for name in (first, second, third, spoiled)}
    assert [kinds[name]["kind"] for name in (first, second, third, spoiled)] == ["issue", "revoke", "issue", "void"]
    assert [kinds[name]["number"] for name in (first, second, third, spoiled)] == [1, 2, 3, 4]
    assert "copy" not in kinds[spoiled]
    with house.database.read() as connection:
        row = connection.execute(sa.select(schema.entry).where(schema.entry.c.dossier == first)).one()
    assert kinds[first]["copy"] == row.copy_digest
    assert opened(client, f"/c/{row.code.lower()}/proof", log)[0].index == 0
    assert client.get(f"/api/v1/dossiers/{first}/proof").status_code == 401
    assert client.get("/c/AAAA/proof").status_code == 404

    head = parse_note(client.get("/log/checkpoint").text)
    now = Checkpoint.parse(head.text)
    assert (now.size, before and before.size) == (5, 3)
    assert head.signed_by(log)
    assert published(house.home.log) == now

    path = tmp_path / "ban-sao.tlog-proof"
    assert certcopy("proof", f"03/{row.year}", "--out", path, "--home", house.home.root).code == 0
    assert Leaf.parse(Proof.parse(path.read_text()).extra).facts()["number"] == 3
    assert certcopy("proof", "99", "--out", tmp_path / "no", "--home", house.home.root).code == 4
    outcome = certcopy("audit", "--json", "--home", house.home.root)
    assert outcome.code == 0, outcome.out
    assert {each["code"] for each in json.loads(outcome.out)["findings"]} >= {
        "log.sound",
        "logged.sound",
        "objects.sound",
    }


def test_the_log_is_served_as_a_static_host_would(house: House, client: TestClient, small_scan: bytes) -> None:
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/key").text == f"{read_key(house.home.log_key).verifier}\n"
    issued(house, small_scan, 1)
    checkpoint, tile = client.get("/log/checkpoint"), client.get("/log/tile/0/000.p/1")
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "no-cache"
    assert tile.headers["content-type"] == "application/octet-stream"
    assert "immutable" in tile.headers["cache-control"]
    assert tile.content == (house.home.log / "tile/0/000.p/1").read_bytes()
    assert client.get("/log/tile/entries/000.p/1").content[:2] == b"\0\x20"
    for path in ("tile/0/000", "tile/0/000.p/2", "tile/0/../../office.toml", "tile/x", "office.toml"):
        assert client.get(f"/log/{path}").status_code == 404


def test_a_neighbours_checkpoint_is_cosigned_over_http(house: House) -> None:
    signer = Signer.make("neighbour.example/log")
    watching = dataclasses.replace(
        house, profile=dataclasses.replace(house.profile, log=PublicLog(witnessed=(str(signer.verifier),)))
    )
    client = TestClient(create_app(watching, EmbeddedEngine(watching), KEY, hosts=["testserver"]))
    note = Checkpoint(signer.name, 1, bytes(32)).sign(signer)
    answer = client.post("/log/witness/add-checkpoint", content=str(Growth(0, (), note)))
    assert answer.status_code == 200
    key = read_key(house.home.witness_key).verifier
    assert key.kind == COSIGNATURE
    assert client.get("/log/witness/key").text == f"{key}\n"
    (line,) = parse_signatures(answer.text)
    assert cosigned_at(note.text, line, key) is not None
    again = client.post("/log/witness/add-checkpoint", content=str(Growth(0, (), note)))
    assert (again.status_code, again.text, again.headers["content-type"]) == (409, "1\n", "text/x.tlog.size")
    assert client.post("/log/witness/add-checkpoint", content=b"\xff").status_code == 400
    assert client.post("/log/witness/add-checkpoint", content=b"x" * 70_000).status_code == 413

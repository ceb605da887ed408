"""The sequencer, its files and its witnesses, on a register filled with made-up events."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import http.server
import pathlib
import shutil
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.errors import LogDamaged, LogKeyMissing, LogRewound, NotLoggedYet
from certcopy.register.log import ledger
from certcopy.register.log.checkpoint import Checkpoint
from certcopy.register.log.leaf import Leaf
from certcopy.register.log.ledger import Head, LedgerTiles
from certcopy.register.log.merkle import consistency_proof, root_at
from certcopy.register.log.note import Note, Signer
from certcopy.register.log.tiles import Tile, TileNodes, tiles_between, unbundle
from certcopy.register.log.witness import Growth, Refusal, cosigned_at
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.profile import PublicLog, WitnessOffice
from certcopy.workflow import publish as module
from certcopy.workflow.house import House, open_house
from certcopy.workflow.logkey import read_key
from certcopy.workflow.proof import proof_of
from certcopy.workflow.publish import publish, publish_due, published, sequence
from certcopy.workflow.setup import set_up
from certcopy.workflow.witness import add_checkpoint
from fixtures.events import dossier_of, owe_events
from tests.conftest import ANSWERS


def head_of(house: House) -> Head:
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
    assert head is not None
    return head


def signer_of(house: House) -> Signer:
    return read_key(house.home.log_key)


def published_size(house: House) -> int:
    checkpoint = published(house.home.log)
    return 0 if checkpoint is None else checkpoint.size


def files_of(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_event_gets_one_leaf_in_order_and_its_proof_opens_it(house: House) -> None:
    owe_events(house, 300)
    assert publish_due(house)
    assert not publish_due(house)
    with house.database.read() as connection:
        rows = connection.execute(sa.select(schema.leaf).order_by(schema.leaf.c.position)).all()
        unsettled = connection.scalars(sa.select(schema.outbox.c.id).where(schema.outbox.c.done_at.is_(None))).all()
    assert [row.position for row in rows] == list(range(300))
    assert [row.dossier for row in rows] == [dossier_of(number) for number in range(1, 301)]
    assert not unsettled
    for number in (1, 256, 257, 300):
        proof = proof_of(house, dossier_of(number))
        leaf = Leaf.parse(proof.extra)
        assert proof.proves(leaf.commitment, signer_of(house).verifier)
        assert leaf.facts()["number"] == number
        assert "Nguyễn" not in leaf.content


def test_the_folder_holds_the_tree_of_the_register_and_nothing_but_hashes(house: House) -> None:
    for count in (3, 250, 50):
        owe_events(house, count, first=1 + (head_of(house).checkpoint.size if count != 3 else 0))
        publish_due(house)
    files, head = files_of(house.home.log), head_of(house)
    tiles = {each.path for each in tiles_between(0, head.checkpoint.size)}
    assert files.keys() == tiles | {"checkpoint", "key"}, "partial tiles go when the full one is there"
    assert files["checkpoint"].decode() == str(head.note)
    with house.database.read() as connection:
        assert all(files[path] == LedgerTiles(connection, house.authority).tile(_tile(path)) for path in tiles)
        assert root_at(TileNodes(LedgerTiles(connection, house.authority), 303), 303) == head.checkpoint.root
    assert len(unbundle(files["tile/entries/000"])) == 256
    assert all(len(entry) == 32 for entry in unbundle(files["tile/entries/000"]))


def _tile(path: str) -> Tile:
    return next(each for each in tiles_between(0, 303) if each.path == path)


def test_a_crash_between_commit_and_publishing_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owe_events(house, 5)
    publish_due(house)
    owe_events(house, 260, first=6)
    while sequence(house):
        pass
    assert published_size(house) == 5
    written: list[pathlib.Path] = []

    def die_after_two(path: pathlib.Path, data: bytes) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    with monkeypatch.context() as dying:
        dying.setattr(module, "write_whole", die_after_two)
        with pytest.raises(KeyboardInterrupt):
            publish(house)
    assert published_size(house) == 5
    publish(house)
    caught_up = files_of(house.home.log)
    shutil.rmtree(house.home.log)
    publish(house)
    assert files_of(house.home.log) == caught_up
    assert published(house.home.log) == head_of(house).checkpoint


def test_a_register_older_than_its_published_log_signs_nothing(house: House) -> None:
    owe_events(house, 3)
    publish_due(house)
    with house.database.write() as connection:
        connection.execute(schema.log_state.update().values(size=2))
    owe_events(house, 1, first=4)
    with pytest.raises(LogRewound):
        publish_due(house)


def test_a_log_with_leaves_is_not_continued_with_another_key(house: House) -> None:
    owe_events(house, 2)
    publish_due(house)
    key = house.home.log_key.read_text()
    house.home.log_key.write_text(Signer.make(signer_of(house).name).line())
    owe_events(house, 1, first=3)
    with pytest.raises(LogKeyMissing):
        publish_due(house)
    house.home.log_key.unlink()
    with pytest.raises(LogKeyMissing):
        publish_due(house)
    house.home.log_key.write_text(key)
    assert publish_due(house)


def test_a_held_register_signs_nothing_and_loses_nothing(house: House) -> None:
    owe_events(house, 1)
    with house.database.write() as connection:
        connection.execute(schema.hold.insert().values(reason="restored", facts={}, since=house.clock().isoformat()))
    assert not publish_due(house)
    with pytest.raises(NotLoggedYet):
        proof_of(house, dossier_of(1))
    with house.database.write() as connection:
        connection.execute(schema.hold.update().values(lifted_at=house.clock().isoformat(), lifted_by="quản trị"))
    assert publish_due(house)


def test_a_changed_tile_gives_no_proof(house: House) -> None:
    owe_events(house, 256)
    publish_due(house)
    path = house.home.log / "tile/0/000"
    tile = path.read_bytes()
    path.write_bytes(bytes([tile[0] ^ 1]) + tile[1:])
    with pytest.raises(LogDamaged):
        proof_of(house, dossier_of(7))


@pytest.fixture
def neighbour(_fresh_office: Home, tmp_path: pathlib.Path, house: House) -> Iterator[House]:
    """Another office, which watches our log."""
    home = Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path / "neighbour")))
    opened = open_house(home)
    profile = dataclasses.replace(opened.profile, log=PublicLog(witnessed=(str(signer_of(house).verifier),)))
    yield dataclasses.replace(opened, profile=profile)
    opened.close()


def growth(house: House, old: int, note: Note | None = None) -> Growth:
    head = head_of(house)
    with house.database.read() as connection:
        proof = consistency_proof(
            TileNodes(LedgerTiles(connection, house.authority), head.checkpoint.size), old, head.checkpoint.size
        )
    return Growth(old, tuple(proof), note or head.note)


def refusal(neighbour: House, body: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        add_checkpoint(neighbour, str(body))
    return refused.value


def test_a_witness_follows_growth_and_refuses_a_fork(house: House, neighbour: House) -> None:
    owe_events(house, 3)
    publish_due(house)
    first = growth(house, 0)
    key = read_key(neighbour.home.witness_key).verifier
    assert cosigned_at(first.checkpoint.text, add_checkpoint(neighbour, str(first)), key) is not None
    owe_events(house, 4, first=4)
    publish_due(house)
    assert (refusal(neighbour, growth(house, 0)).status, refusal(neighbour, growth(house, 0)).size) == (409, 3)
    signer = signer_of(house)
    fork = Checkpoint(signer.name, 7, bytes(32)).sign(signer)
    assert refusal(neighbour, growth(house, 3, fork)).status == 422
    fork_of_the_same_size = Checkpoint(signer.name, 3, bytes(32)).sign(signer)
    assert refusal(neighbour, Growth(3, (), fork_of_the_same_size)).status == 409
    shrunk = Checkpoint(signer.name, 2, bytes(32)).sign(signer)
    assert refusal(neighbour, Growth(3, (), shrunk)).status == 400
    stranger = Signer.make(signer.name)
    assert refusal(neighbour, growth(house, 3, head_of(house).checkpoint.sign(stranger))).status == 403
    unknown = Signer.make("unknown.example/log")
    assert refusal(neighbour, Growth(0, (), Checkpoint(unknown.name, 1, bytes(32)).sign(unknown))).status == 404
    assert refusal(neighbour, "old 03\n\nnonsense\n").status == 400
    good = growth(house, 3)
    assert add_checkpoint(neighbour, str(good)).name == key.name
    assert refusal(neighbour, good).size == 7, "the new head is the neighbour's state now"


class Witnessing(http.server.BaseHTTPRequestHandler):
    """The neighbour's door, as a bare server."""

    office: House

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            status, answer = 200, str(add_checkpoint(self.office, body))
        except Refusal as refused:
            status, answer = refused.status, f"{refused.size}\n"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def door(neighbour: House) -> Iterator[str]:
    handler = type("Handler", (Witnessing,), {"office": neighbour})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_our_checkpoints_carry_the_cosignatures_of_those_who_answer(house: House, neighbour: House, door: str) -> None:
    key = read_key(neighbour.home.witness_key).verifier
    silent = WitnessOffice("http://127.0.0.1:9", str(Signer.make("silent.example/witness", 4).verifier))
    witnesses = (WitnessOffice(door, str(key)), silent)
    watched = dataclasses.replace(house, profile=dataclasses.replace(house.profile, log=PublicLog(witnesses=witnesses)))
    for first in (1, 3):
        owe_events(watched, 2, first=first)
        publish_due(watched)
        note = head_of(watched).note
        assert [cosigned_at(note.text, line, key) is not None for line in note.signatures] == [False, True]
        assert (watched.home.log / "checkpoint").read_text(encoding="utf-8") == str(note)
        assert len(proof_of(watched, dossier_of(first)).checkpoint.signatures) == 2


@pytest.mark.postgres
def test_offices_in_one_database_keep_logs_of_their_own_however_many_sequence(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setenv("CERTCOPY_DATABASE", postgres_url)
    answers = [dataclasses.replace(ANSWERS, agency_code=f"H99.00{number}") for number in (1, 2)]
    homes = [set_up(tmp_path / each.agency_code, each, clock.now(), test=True) for each in answers]
    houses = [open_house(home) for home in homes]
    owe_events(houses[0], 300)
    owe_events(houses[1], 5, first=1001)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(publish_due, house) for house in (*houses, *houses)]:
            done.result()
    assert [head_of(house).checkpoint.size for house in houses] == [300, 5]
    for house, number in ((houses[0], 300), (houses[1], 1005)):
        proof = proof_of(house, dossier_of(number))
        assert proof.proves(Leaf.parse(proof.extra).commitment, signer_of(house).verifier)
        assert published(house.home.log) == head_of(house).checkpoint
        house.close()

"""The audit on a register that somebody has been at: each kind of tampering is found and named."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from certcopy.register import journal
from certcopy.register.log.note import Signer
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.objects import digest_of
from certcopy.workflow.audit import audit
from certcopy.workflow.audit_log import check_log
from certcopy.workflow.doctor import Level
from certcopy.workflow.house import House, open_house
from certcopy.workflow.publish import publish_due
from fixtures.events import SYMBOL, dossier_of, owe_events

LEAVES = 260
entry, leaf, state = schema.entry, schema.leaf, schema.log_state


@pytest.fixture(scope="module")
def _made_up(_fresh_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A register of made-up copies that agree with each other in everything."""
    home = Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("audited") / "office")))
    house = open_house(home)
    owe_events(house, LEAVES)
    for number in range(1, LEAVES + 1):
        house.objects.put(f"copy {number}".encode())
    _fill(house)
    publish_due(house)
    house.close()
    return home


@pytest.fixture
def office(_made_up: Home, tmp_path: pathlib.Path) -> Iterator[House]:
    """A copy of it, for one test."""
    house = open_house(Home(pathlib.Path(shutil.copytree(_made_up.root, tmp_path / "office"))))
    yield house
    house.close()


def _fill(house: House) -> None:
    at = house.clock()
    book = {"authority": house.authority, "symbol": SYMBOL, "year": at.year}
    opened = {"volume": "01", "opened_at": at.isoformat(), "opened_by": "machine", "first_number": 1}
    with house.database.write() as connection:
        connection.execute(schema.counter.insert().values(**book, n=LEAVES))
        connection.execute(schema.book.insert().values(**book, **opened))
        for number in range(1, LEAVES + 1):
            journal.write(connection, at, "Trần Thị Mẫu", "approved", dossier_of(number), {"number": number})


def faults(house: House) -> set[str]:
    return {finding.code for finding in audit(house) if finding.level is Level.FAULT}


def test_an_honest_office_is_whole(office: House) -> None:
    findings = list(audit(office))
    assert [finding.code for finding in findings] == [
        f"{name}.sound" for name in ("journal", "numbers", "entries", "books", "objects", "log", "logged", "code_keys")
    ]
    assert [each.facts for each in audit(office, sample=7) if each.check == "objects"] == [
        {"count": 7, "total": LEAVES}
    ]


first, last = entry.c.number == 1, entry.c.number == LEAVES
line, place = schema.journal.c.seq, leaf.c.position

TAMPERINGS: dict[str, tuple[list[sa.Executable], set[str]]] = {
    "an altered journal line": (
        [schema.journal.update().where(line == 9).values(actor="Người Khác")],
        {"journal.altered"},
    ),
    "a removed journal line": ([schema.journal.delete().where(line == 9)], {"journal.missing"}),
    "a journal cut short": ([schema.journal.delete().where(line > 250)], {"journal.cut"}),
    "a counter set back": ([schema.counter.update().values(n=7)], {"numbers.counter"}),
    "another copy put in place": (
        [entry.update().where(first).values(copy_digest=digest_of(b"copy 2"))],
        {"numbers.shared_copy", "logged.other"},
    ),
    "a forgotten copy": (
        [entry.update().where(last).values(copy_digest=None)],
        {"entries.no_copy", "logged.other"},
    ),
    "a state set back": (
        [schema.dossier.update().where(schema.dossier.c.id == dossier_of(3)).values(state="comparing")],
        {"entries.early"},
    ),
    "a revocation nobody ordered": (
        [schema.dossier.update().where(schema.dossier.c.id == dossier_of(3)).values(state="revoked")],
        {"entries.revocation", "logged.no_revoke"},
    ),
    "a closed book with another total": (
        [schema.book.update().values(closed_at="2026-12-31T16:00:00+07:00", last_number=261)],
        {"books.total"},
    ),
    "an altered leaf": (
        [leaf.update().where(place == 258).values(content="{}")],
        {"log.leaf", "log.file", "logged.other"},
    ),
    "an altered leaf hash": ([leaf.update().where(place == 3).values(hash="0" * 64)], {"log.leaf", "log.file"}),
    "an altered node": ([schema.log_node.update().values(hash="0" * 64)], {"log.node", "log.forked", "log.file"}),
    "an altered root": ([state.update().values(root="0" * 64)], {"log.checkpoint", "log.root"}),
    "a dropped leaf": (
        [leaf.delete().where(place == LEAVES - 1)],
        {"log.size", "log.gap", "logged.dropped"},
    ),
    "an event taken out of the outbox": (
        [leaf.delete().where(place == LEAVES - 1), schema.outbox.delete().where(schema.outbox.c.id == LEAVES)],
        {"log.size", "log.gap", "logged.no_issue"},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_with_the_register_is_found(office: House, name: str) -> None:
    statements, expected = TAMPERINGS[name]
    with office.database.write() as connection:
        for statement in statements:
            connection.execute(statement)
    assert faults(office) == expected


def remove_copy(house: House) -> None:
    house.objects.delete(digest_of(b"copy 5"))


def change_tile(house: House) -> None:
    path = house.home.log / "tile/0/001.p/4"
    path.write_bytes(bytes(len(path.read_bytes())))


def remove_bundle(house: House) -> None:
    (house.home.log / "tile/entries/000").unlink()


def change_key(house: House) -> None:
    house.home.log_key.write_text(Signer.make("another.example/log").line())


def rewind(house: House) -> None:
    with house.database.write() as connection:
        connection.execute(leaf.delete())
        connection.execute(schema.outbox.delete())
        connection.execute(schema.log_node.delete())
        connection.execute(state.delete())
    owe_log_anew(house)


def owe_log_anew(house: House) -> None:
    folder = house.home.log.rename(house.home.root / "published")
    publish_due(house)
    (house.home.log / "checkpoint").write_bytes((folder / "checkpoint").read_bytes())


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (remove_copy, "objects.harmed"),
        (change_tile, "log.file"),
        (remove_bundle, "log.file"),
        (change_key, "office.log_key_missing"),
        (rewind, "log.forked"),
    ],
)
def test_tampering_with_the_files_is_found(office: House, tamper: Callable[[House], None], code: str) -> None:
    tamper(office)
    assert faults(office) == {code}


def test_files_that_lag_are_no_break(office: House) -> None:
    (office.home.log / "checkpoint").unlink()
    levels = {finding.code: finding.level for finding in check_log(office)}
    assert levels == {"log.sound": Level.OK, "log.behind": Level.WARNING}

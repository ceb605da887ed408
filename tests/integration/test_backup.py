"""Back-up, restore, recovery hold and retention, with real files, on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import pathlib
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator

import pyrage
import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.domain.dossier import State
from certcopy.errors import (
    BackupDamaged,
    BackupRunning,
    BackupUnreadable,
    BadValue,
    OutputExists,
    PlaceNotEmpty,
    RecoveryHold,
    RegisterDamaged,
    UnknownDossier,
)
from certcopy.register import holds, journal
from certcopy.storage import schema
from certcopy.storage.age import Identity, Recipient
from certcopy.storage.home import Home
from certcopy.storage.objects import FolderStore
from certcopy.storage.profile import BackupPlan, Retention
from certcopy.verification.report import Verdict
from certcopy.workflow import check, dossiers, reconcile, retention, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.backup import alone, back_up
from certcopy.workflow.backup_place import MANIFEST, OBJECTS, Backup, backups_in, find_backup, kept, read_backup
from certcopy.workflow.backup_plan import backup_if_due
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.publish import publish, publish_due
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.restore import restore, verify_backup
from certcopy.workflow.stack import stack_of
from tests.conftest import CommandLine
from tests.copies import read_copy
from tests.seaweed import Seaweed

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def on_either(request: pytest.FixtureRequest, office_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An office on each database."""
    if request.param == "postgresql":
        monkeypatch.setenv("CERTCOPY_DATABASE", request.getfixturevalue("postgres_url"))
    house = open_house(office_home)
    yield house
    house.close()


@pytest.fixture
def place(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "back-ups"


@pytest.fixture
def key(tmp_path: pathlib.Path) -> tuple[Recipient, Identity]:
    return new_key(tmp_path / "key.txt")


def new_key(file: pathlib.Path) -> tuple[Recipient, Identity]:
    secret = pyrage.x25519.Identity.generate()
    file.write_text(f"# made up\n{secret}\n", encoding="ascii")
    return Recipient(str(secret.to_public())), Identity(file)


def compared(house: House, scan: bytes | None = None) -> str:
    """A dossier that waits to be approved, with one scan."""
    dossier_id = uuid.uuid4().hex
    digest = house.objects.put(scan or dossier_id.encode())
    at = house.clock().isoformat()
    with house.database.write() as connection:
        connection.execute(
            schema.dossier.insert().values(
                id=dossier_id,
                authority=house.authority,
                content_digest=digest,
                requester="Nguyễn Văn Mẫu",
                title="Giấy xác nhận",
                state=State.COMPARING,
                reading_digest=house.objects.put(b"reading " + dossier_id.encode()),
                received_at=at,
            )
        )
        connection.execute(schema.scan.insert().values(dossier=dossier_id, position=1, digest=digest, name="a.jpg"))
    return dossier_id


def number(house: House) -> int:
    """The number the next approved dossier gets."""
    entry = approve(house, compared(house), "Lê Văn Thử").entry
    assert entry is not None
    return entry.certification.number


def facts(house: House) -> dict[str, object]:
    """What an audit looks at: the rows of every table but journal and holds; and that journal and numbers are whole."""
    with house.database.read() as connection:
        tables = {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in schema.metadata.sorted_tables
            if table.name not in ("hold", "journal")
        }
        assert journal.first_break(connection) is None
        assert holds.first_uneven_book(connection) is None
    return tables | {"objects": set(house.objects.digests())}


def test_a_back_up_made_while_others_write_is_whole_and_restores_to_the_same_register(
    on_either: House, place: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number(on_either)
    going = threading.Event()

    def write_on() -> None:
        while not going.is_set():
            number(on_either)

    writer = threading.Thread(target=write_on)
    writer.start()
    made = back_up(on_either, place)
    going.set()
    writer.join()
    last = number(on_either)
    assert 1 <= made.manifest.entries < last
    monkeypatch.delenv("CERTCOPY_DATABASE", raising=False)
    again = open_house(restore(made, tmp_path / "again", "Phạm Văn Thử"))
    restored = facts(again)
    assert len(restored["entry"]) == made.manifest.entries  # type: ignore[arg-type]
    assert restored["entry"] == facts(on_either)["entry"][: made.manifest.entries]  # type: ignore[index]
    assert restored["objects"] == set(made.objects())
    again.close()


def test_a_whole_office_comes_back_with_its_valid_copies(
    house: House, small_scan: bytes, place: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("a.jpg", small_scan),), compared_by="Lê Văn Thử")
    done = steps.drive(house, receive(house, request, "clerk").id)
    again = open_house(restore(back_up(house, place), tmp_path / "again", "Phạm Văn Thử"))
    assert facts(again) == facts(house)
    copy = read_copy(again, done.id)
    assert check.check_bytes(copy, again.anchors(), again.clock()).verdict is Verdict.VALID
    assert not any(again.home.keys.iterdir())
    assert again.home.counter_key.read_bytes() != house.home.counter_key.read_bytes()
    again.close()


@pytest.mark.postgres
def test_a_ward_on_sqlite_moves_to_postgresql_and_back(
    house: House, place: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    for _ in range(3):
        number(house)
    before = facts(house)
    monkeypatch.setenv("CERTCOPY_DATABASE", postgres_url)
    home = restore(back_up(house, place / "1"), tmp_path / "server", "Phạm Văn Thử")
    server = open_house(home)
    assert facts(server) == before
    assert not home.database.exists()
    reconcile.lift(server, reconcile.compare(server), "Phạm Văn Thử", "chuyển máy chủ")
    assert number(server) == 4
    with pytest.raises(PlaceNotEmpty):
        restore(find_backup(place / "1"), tmp_path / "third", "Phạm Văn Thử")
    after, made = facts(server), back_up(server, place / "2")
    server.close()
    monkeypatch.delenv("CERTCOPY_DATABASE")
    ward = open_house(restore(made, tmp_path / "ward", "Phạm Văn Thử"))
    assert facts(ward) == after
    ward.close()


def test_after_a_restore_no_number_is_taken_until_a_person_has_reconciled(
    on_either: House, place: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        number(on_either)
    made = back_up(on_either, place)
    for _ in range(4):
        number(on_either)
    monkeypatch.delenv("CERTCOPY_DATABASE", raising=False)
    again = open_house(restore(made, tmp_path / "again", "Phạm Văn Thử"))
    with pytest.raises(RecoveryHold):
        number(again)
    year, symbol = again.clock().year, again.office.book.symbol
    again.objects.put(b"%PDF-1.7 /ByteRange of a copy issued after the back-up")
    gap = reconcile.compare(again, published=2)
    assert [(each.counter, each.known) for each in gap.books] == [(3, 5)]
    assert (gap.published, gap.strays, gap.copies) == (2, 1, 1)
    gap = reconcile.compare(again, published=2, given={(symbol, year): 7})
    (lost,) = reconcile.lift(again, gap, "Phạm Văn Thử", "theo sổ giấy và phần mềm một cửa")
    assert (lost.first, lost.last) == (4, 7)
    assert number(again) == 8
    with again.database.read() as connection:
        assert holds.first_uneven_book(connection) is None
        assert connection.scalar(sa.select(schema.hold.c.lifted_by)) == "Phạm Văn Thử"
        events = list(connection.scalars(sa.select(schema.journal.c.event).order_by(schema.journal.c.seq)))
    assert [event for event in events if event != "approved"] == ["restored", "numbers_lost", "hold_lifted"]
    again.close()


def test_a_number_far_beyond_the_counter_is_taken_for_a_slip(house: House) -> None:
    number(house)
    far = {(house.office.book.symbol, house.clock().year): 57_000}
    with pytest.raises(BadValue):
        reconcile.lift(house, reconcile.compare(house, given=far), "Phạm Văn Thử", "gõ nhầm")
    assert number(house) == 2


def test_an_encrypted_back_up_opens_to_its_recipient_alone(
    house: House, place: pathlib.Path, tmp_path: pathlib.Path, key: tuple[Recipient, Identity]
) -> None:
    number(house)
    recipient, identity = key
    made = back_up(house, place, recipient, with_keys=True)
    secret = next(house.home.keys.glob("*.pass")).read_bytes()
    stored = [path for path in place.rglob("*") if path.is_file() and path.name not in (MANIFEST, OBJECTS)]
    assert {path.suffix for path in stored} == {".age"}
    assert not any(words in path.read_bytes() for path in stored for words in (secret, "Nguyễn".encode(), b"SQLite"))
    _, stranger = new_key(tmp_path / "other.txt")
    for wrong in (None, stranger):
        with pytest.raises(BackupUnreadable):
            restore(made, tmp_path / "again", "Phạm Văn Thử", wrong)
        assert not (tmp_path / "again").exists()
    again = open_house(restore(made, tmp_path / "again", "Phạm Văn Thử", identity))
    assert facts(again) == facts(house)
    assert [path.name for path in sorted(again.home.keys.iterdir())] == [
        path.name for path in sorted(house.home.keys.iterdir())
    ]
    again.close()


def test_keys_are_never_backed_up_in_the_clear(house: House, place: pathlib.Path) -> None:
    with pytest.raises(BadValue, match="with-keys"):
        back_up(house, place, with_keys=True)
    made = back_up(house, place)
    assert not [part.name for part in made.manifest.parts if part.name.startswith(("keys", "counter"))]


def on(house: House, at: dt.datetime) -> House:
    return dataclasses.replace(house, clock=lambda: at)


def spoil(path: pathlib.Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Backup], object]] = {
    "a changed register": lambda made: spoil(made.folder / "register.sqlite3"),
    "a changed profile": lambda made: spoil(made.folder / "office.toml"),
    "a missing root": lambda made: next((made.folder / "trust").iterdir()).unlink(),
    "a shorter list": lambda made: (made.folder / OBJECTS).write_bytes(b""),
    "a changed object": lambda made: spoil(next(path for path in made.folder.parent.glob("objects/??/*"))),
    "a missing object": lambda made: next(made.folder.parent.glob("objects/??/*")).unlink(),
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_damaged_back_up_is_refused_and_nothing_is_left(
    damage: str, house: House, place: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    number(house)
    made = back_up(house, place)
    (scratch := tmp_path / "scratch").mkdir()
    verify_backup(made, scratch)
    DAMAGES[damage](made)
    root = tmp_path / "elsewhere" / "again"
    with pytest.raises(BackupDamaged):
        restore(read_backup(made.folder), root, "Phạm Văn Thử")
    assert list(root.parent.iterdir()) == []


def test_a_manifest_that_names_files_outside_is_refused(
    house: House, place: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    made = back_up(house, place)
    raw = json.loads((made.folder / MANIFEST).read_text(encoding="utf-8"))
    raw["parts"][0]["name"] = "../evil"
    shutil.copy(made.folder / "office.toml", place / "evil")
    (made.folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(BackupDamaged):
        restore(read_backup(made.folder), tmp_path / "again", "Phạm Văn Thử")


def test_a_back_up_is_restored_into_an_empty_place_only(house: House, place: pathlib.Path) -> None:
    with pytest.raises(PlaceNotEmpty):
        restore(back_up(house, place), house.home.root, "Phạm Văn Thử")
    assert number(house) == 1


def test_nothing_is_overwritten_and_one_back_up_runs_at_a_time(house: House, place: pathlib.Path) -> None:
    still = on(house, house.clock())
    back_up(still, place)
    with pytest.raises(OutputExists):
        back_up(still, place)
    with alone(house), pytest.raises(BackupRunning):
        back_up(house, place)
    assert len(backups_in(place)) == 1


def test_the_public_log_goes_on_after_a_restore_with_its_keys(
    house: House, small_scan: bytes, place: pathlib.Path, tmp_path: pathlib.Path, key: tuple[Recipient, Identity]
) -> None:
    """The folder ``log/`` is made from the register, so a back-up carries the register and the keys alone."""
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("a.jpg", small_scan),), compared_by="Lê Văn Thử")
    steps.drive(house, receive(house, request, "clerk").id)
    publish_due(house)
    recipient, identity = key
    made = back_up(house, place, recipient, with_keys=True)
    again = open_house(restore(made, tmp_path / "again", "Phạm Văn Thử", identity))
    for ours, theirs in ((house.home.log_key, again.home.log_key), (house.home.witness_key, again.home.witness_key)):
        assert ours.read_bytes() == theirs.read_bytes()
    publish(again)
    assert files_of(again.home.log) == files_of(house.home.log) != {}
    again.close()


def files_of(folder: pathlib.Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_register_with_a_forged_line_is_not_backed_up(house: House, place: pathlib.Path) -> None:
    number(house)
    with house.database.write() as connection:
        connection.execute(schema.journal.update().values(actor="ai đó"))
    with pytest.raises(RegisterDamaged):
        back_up(house, place)
    assert backups_in(place) == ()
    assert [path.name for path in place.iterdir()] == ["objects"] or list(place.iterdir()) == []


def test_objects_are_kept_once_for_all_back_ups_or_only_listed(
    house: House, place: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    at = clock.now()
    for day in range(3):
        number(house)
        back_up(on(house, at + dt.timedelta(days=day)), place)
    assert sorted(FolderStore(place / "objects").digests()) == sorted(house.objects.digests())
    listed = back_up(house, tmp_path / "lists", objects="manifest")
    assert not (tmp_path / "lists" / "objects").exists()
    again = open_house(restore(listed, tmp_path / "again", "Phạm Văn Thử"))
    (hold,) = reconcile.compare(again).holds
    assert hold.facts["missing_objects"] == listed.manifest.objects == 6
    again.close()


def test_objects_in_a_bucket_are_backed_up_and_come_back_to_another(
    office_home: Home,
    weed: Seaweed,
    place: pathlib.Path,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    key: tuple[Recipient, Identity],
) -> None:
    for name, value in weed.environment("before").items():
        monkeypatch.setenv(name, value)
    house = open_house(office_home)
    number(house)
    made = back_up(house, place, key[0])
    assert list(FolderStore(office_home.objects).digests()) == []
    monkeypatch.setenv("CERTCOPY_OBJECTS", weed.environment("after")["CERTCOPY_OBJECTS"])
    again = open_house(restore(made, tmp_path / "again", "Phạm Văn Thử", key[1]))
    assert facts(again) == facts(house)
    assert list(FolderStore(again.home.objects).digests()) == []
    for each in (house, again):
        each.close()


def planned(house: House, at: dt.datetime, **plan: object) -> House:
    profile = dataclasses.replace(house.profile, **plan)  # type: ignore[arg-type]
    return on(dataclasses.replace(house, profile=profile), at)


def test_the_timer_backs_up_once_a_day_and_keeps_what_the_plan_says(house: House, tmp_path: pathlib.Path) -> None:
    plan = BackupPlan(folder=str(tmp_path / "nightly"), hour=1, daily=2, weekly=0, monthly=0)
    noon = clock.now().replace(hour=12, minute=0, second=0)
    number(house)
    made: list[Backup | None] = [
        backup_if_due(planned(house, noon + dt.timedelta(hours=hours), backup=plan)) for hours in (0, 12, 13, 14, 37)
    ]
    assert [each is not None for each in made] == [True, False, True, False, True]
    assert len(backups_in(tmp_path / "nightly")) == 2
    assert backup_if_due(planned(house, noon, backup=BackupPlan())) is None


def test_a_plan_keeps_the_newest_of_each_day_week_and_month(house: House, place: pathlib.Path) -> None:
    made = back_up(house, place)
    end = dt.datetime(2026, 12, 31, 1, tzinfo=clock.VIETNAM)
    nights = [
        Backup(place / f"{days}", dataclasses.replace(made.manifest, made_at=(end - dt.timedelta(days)).isoformat()))
        for days in range(400)
    ]
    keep = sorted(int(folder.name) for folder in kept(nights, daily=3, weekly=2, monthly=3))
    assert keep == [0, 1, 2, 4, 31, 61]


def test_scans_are_erased_when_their_time_is_over_and_nothing_else_is(on_either: House) -> None:
    later = clock.now() + dt.timedelta(days=400)
    shared = b"one scan in two dossiers"
    old, young, held = (compared(on_either, shared), compared(on_either, shared), compared(on_either))
    for each in (old, held):
        approve(on_either, each, "Lê Văn Thử")
    with on_either.database.write() as connection:
        ended = schema.dossier.update().where(schema.dossier.c.id.in_([old, held]))
        connection.execute(ended.values(state=State.ISSUED))
    retention.hold_for_law(on_either, held, "Tòa án yêu cầu", "Lê Văn Thử")
    house = planned(on_either, later, retention=Retention(scans_days=365))
    before, digests = facts(house), set(house.objects.digests())
    assert [each.dossier for each in retention.erase_due(house, dry_run=True)] == [old]
    assert facts(house) == before
    assert [each.dossier for each in retention.erase_due(house)] == [old]
    assert retention.erase_due(house) == ()
    gone = digests - set(house.objects.digests())
    assert len(gone) == 1
    assert house.objects.get(next(iter(digests - gone)))
    assert facts(house)["entry"] == before["entry"]
    assert dossiers.look_up(house, young).state is State.COMPARING
    assert (dossiers.look_up(house, old).reading_digest, stack_of(house, old).pages) == (None, ())
    retention.release_from_law(house, held, "đã xong", "Lê Văn Thử")
    assert [each.dossier for each in retention.erase_due(house)] == [held]
    with pytest.raises(UnknownDossier):
        retention.hold_for_law(house, "no-such", "x", "Lê Văn Thử")


def test_the_command_line_backs_up_restores_and_reconciles(
    house: House, place: pathlib.Path, tmp_path: pathlib.Path, certcopy: CommandLine
) -> None:
    number(house)
    assert certcopy("backup", place, "--home", house.home.root).code == 0
    assert certcopy("restore", place, "--check").code == 0
    root = tmp_path / "again"
    assert certcopy("restore", place, "--home", root).code == 0
    book = f"{house.office.book.symbol}/{house.clock().year}"
    words = ("restore", "--reconcile", "--home", root, "--given", f"{book}=5", "--json")
    shown = json.loads(certcopy(*words).out)
    assert (shown["books"][0]["counter"], shown["books"][0]["next"]) == (1, 6)
    assert certcopy(*words, "--lift", "Phạm Văn Thử", "--reason", "đối chiếu sổ giấy").code == 0
    again = open_house(Home(root))
    assert number(again) == 6
    again.close()
    assert certcopy("retention", "--dry-run", "--home", root).code == 0

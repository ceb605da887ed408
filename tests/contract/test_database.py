"""What every register database keeps, SQLite and PostgreSQL alike."""

from __future__ import annotations

import concurrent.futures
import contextlib
import datetime as dt
import pathlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import alembic.autogenerate
import alembic.command
import alembic.config
import alembic.migration
import alembic.script
import pytest
import sqlalchemy as sa

from certcopy.clock import VIETNAM
from certcopy.errors import BadValue, CertCopyError, DatabaseUnavailable, NewerRegister
from certcopy.register import journal
from certcopy.register.numbers import take_number
from certcopy.storage import schema
from certcopy.storage.database import Database, open_database, serialise, with_retry
from certcopy.storage.schema_version import MIGRATIONS
from tests.postgres import Postgres

OURS, THEIRS = "H99.999.001", "H99.999.002"
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
Where = str | pathlib.Path


@pytest.fixture(params=BOTH)
def where(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Where:
    """An empty place for a register."""
    if request.param == "sqlite":
        return tmp_path / "register.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(where: Where) -> Iterator[Database]:
    """A register of this release, without any row."""
    database = open_database(where)
    yield database
    database.close()


def dossier_row(identifier: str, authority: str = OURS, **values: Any) -> dict[str, Any]:
    """A dossier as the register has it."""
    row = {
        "id": identifier,
        "authority": authority,
        "content_digest": "0" * 64,
        "requester": "Nguyễn Văn Mẫu",
        "title": "Giấy xác nhận",
        "state": "waiting",
        "received_at": AT.isoformat(),
    }
    return row | values


def add_dossier(database: Database, identifier: str, authority: str = OURS, **values: Any) -> None:
    with database.write() as connection:
        connection.execute(schema.dossier.insert().values(**dossier_row(identifier, authority, **values)))


def take(database: Database, *, fail: bool = False) -> int:
    with database.write() as connection:
        number = take_number(connection, OURS, "SCT/BS", 2026)
        if fail:
            raise InterruptedError
        return number


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_numbers_taken_at_once_have_no_gap_and_no_double(database: Database) -> None:
    def now_and_then_fail(turn: int) -> int | None:
        try:
            return take(database, fail=turn % 5 == 0)
        except InterruptedError:
            return None

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        taken = [number for number in pool.map(now_and_then_fail, range(200)) if number]
    assert sorted(taken) == list(range(1, 161))


def test_a_number_rolled_back_is_given_to_the_next(database: Database) -> None:
    assert take(database) == 1
    with pytest.raises(InterruptedError):
        take(database, fail=True)
    assert take(database) == 2


def test_journal_lines_written_at_once_make_one_chain(database: Database) -> None:
    def note(turn: int) -> None:
        with database.write() as connection:
            journal.write(connection, AT, "clerk", "received", None, {"scans": turn})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(60)))
    with database.read() as connection:
        assert journal.first_break(connection) is None
    assert count(database, schema.journal) == 60


def test_of_two_equal_requests_at_once_one_is_entered_and_both_see_it(database: Database) -> None:
    both_have_looked = threading.Barrier(2)

    def receive(identifier: str) -> str:
        looked: list[None] = []

        def work(connection: sa.Connection) -> str:
            known = connection.scalar(sa.select(schema.dossier.c.id).where(schema.dossier.c.request_key == "k"))
            if not looked and database.engine.dialect.name == "postgresql":
                both_have_looked.wait(10)
            looked.append(None)
            if known is None:
                connection.execute(schema.dossier.insert().values(dossier_row(identifier, request_key="k")))
            return known or identifier

        return with_retry(database, work)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        first, second = pool.map(receive, ("a", "b"))
    assert first == second
    assert count(database, schema.dossier) == 1


def test_a_call_whose_acknowledgement_was_lost_is_not_done_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def work(connection: sa.Connection) -> int:
        tries.append("work")
        return take_number(connection, OURS, "SCT/BS", 2026)

    def recall(connection: sa.Connection) -> int | None:
        tries.append("recall")
        return connection.scalar(sa.select(schema.counter.c.n))

    write = database.write

    @contextlib.contextmanager
    def losing_the_first_answer() -> Iterator[sa.Connection]:
        with write() as connection:
            yield connection
        if tries == ["work"]:
            raise DatabaseUnavailable

    monkeypatch.setattr(database, "write", losing_the_first_answer)
    assert with_retry(database, work, recall) == 1
    assert tries == ["work", "recall"]
    assert take(database) == 2


def test_of_many_who_move_a_dossier_from_one_state_one_succeeds(database: Database) -> None:
    add_dossier(database, "a")

    def move(_turn: int) -> int:
        with database.write() as connection:
            moved = schema.dossier.update().where(schema.dossier.c.id == "a", schema.dossier.c.state == "waiting")
            return connection.execute(moved.values(state="issuing", version=schema.dossier.c.version + 1)).rowcount

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(move, range(8))) == [0] * 7 + [1]


def test_who_serialises_reads_what_the_one_before_has_written(database: Database) -> None:
    def add(_turn: int) -> None:
        with database.write() as connection:
            serialise(connection, "counting")
            so_far = connection.scalar(sa.select(sa.func.count()).select_from(schema.hold))
            connection.execute(schema.hold.insert().values(reason=f"{so_far}", facts={}, since=AT.isoformat()))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with database.read() as connection:
        assert sorted(map(int, connection.scalars(sa.select(schema.hold.c.reason)))) == list(range(40))


def test_a_reader_sees_one_moment(database: Database) -> None:
    take(database)
    with database.read() as connection:
        before = connection.scalar(sa.select(schema.counter.c.n))
        take(database)
        assert connection.scalar(sa.select(schema.counter.c.n)) == before == 1


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((sa.exc.DBAPIError, CertCopyError)), database.read() as connection:
        take_number(connection, OURS, "SCT/BS", 2026)
    assert take(database) == 1


def test_json_and_vietnamese_come_back_as_they_went(database: Database) -> None:
    facts = {"tên": "Nguyễn Thị Ỷ “Ộ”", "số": 9007199254740993, "tỉ lệ": 0.1, "rỗng": None, "sâu": [{"b": 1, "a": []}]}
    with database.write() as connection:
        connection.execute(schema.hold.insert().values(reason="x", facts=facts, since=AT.isoformat()))
    with database.read() as connection:
        found = connection.scalar(sa.select(schema.hold.c.facts))
    assert found == facts
    assert list(found["sâu"][0]) == ["b", "a"]


def test_text_that_cannot_be_kept_is_a_bad_value_and_no_fault(database: Database) -> None:
    with contextlib.suppress(BadValue), database.write() as connection:
        connection.execute(schema.dossier.insert().values(dossier_row("a", title="Giấy\0")))


@pytest.mark.postgres
def test_a_number_that_a_column_cannot_hold_is_a_fault_and_not_called_a_bad_text(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with pytest.raises(sa.exc.DataError), database.write() as connection:
        connection.execute(schema.dossier.insert().values(dossier_row("a", version=2**31)))
    database.close()


def test_moments_sort_by_time(database: Database) -> None:
    moments = [(AT + dt.timedelta(hours=hours)).isoformat() for hours in (9, -9, 0, 400, -4000)]
    for number, moment in enumerate(moments):
        add_dossier(database, str(number), received_at=moment)
    column = schema.dossier.c.received_at
    with database.read() as connection:
        assert list(connection.scalars(sa.select(column).order_by(column))) == sorted(moments)


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    owed = {"authority": OURS, "dossier": "none", "kind": "log", "facts": {}, "made_at": AT.isoformat()}
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(schema.outbox.insert().values(**owed))


def test_no_parameter_shows_in_an_exception(database: Database) -> None:
    add_dossier(database, "a")
    with pytest.raises(sa.exc.IntegrityError) as refused:
        add_dossier(database, "a")
    assert "Nguyễn" not in str(refused.value)


def test_the_migrations_arrive_at_the_tables(database: Database) -> None:
    with database.read() as connection:
        names = {"include_name": schema.is_table_of_ours}
        context = alembic.migration.MigrationContext.configure(connection, opts=names)
        assert alembic.autogenerate.compare_metadata(context, schema.metadata) == []
    assert database.healthy()


RELEASED = [script.revision for script in alembic.script.ScriptDirectory(str(MIGRATIONS)).walk_revisions()][1:]
"""Every schema there was before the present one."""


@pytest.mark.parametrize("revision", RELEASED)
def test_every_released_schema_with_its_rows_is_brought_up(where: Where, revision: str) -> None:
    database = Database(where)
    migrate_to(database, revision)
    fill_release(database)
    database.migrate()
    with database.read() as connection:
        assert connection.execute(sa.select(schema.dossier.c.state, schema.dossier.c.version)).all() == [("issued", 1)]
        assert connection.scalar(sa.select(schema.entry.c.title)) == "Bằng cử nhân"
        assert connection.scalar(sa.select(schema.entry.c.search)) == "nguyen van mau bang cu nhan"
        assert journal.first_break(connection) is None
    assert take(database) == 2
    database.close()


def migrate_to(database: Database, revision: str) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)


def fill_release(database: Database) -> None:
    """One issued dossier, in the columns that release 0001 has, and the words that later ones search by."""
    with database.write() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        known = {name: table.columns.keys() for name, table in tables.tables.items()}
        entry = entry_row(OURS, "a")
        if "search" in known["entry"]:
            entry["search"] = "nguyen van mau bang cu nhan"
        rows = {
            "dossier": dossier_row("a", state="issued"),
            "counter": {"authority": OURS, "symbol": "SCT/BS", "year": 2026, "n": 1},
            "entry": entry,
        }
        for name, row in rows.items():
            assert row.keys() <= set(known[name])
            connection.execute(tables.tables[name].insert().values(**row))
        journal.write(connection, AT, "clerk", "approved", "a", {"number": 1})


def test_processes_that_start_at_once_migrate_once(where: Where) -> None:
    program = "import sys; from certcopy.storage.database import open_database; open_database(sys.argv[1]).close()"
    starting = [subprocess.Popen([sys.executable, "-c", program, str(where)]) for _ in range(4)]
    assert [process.wait(60) for process in starting] == [0] * 4
    database = Database(where)
    assert take(database) == 1
    database.close()


def test_a_register_of_a_newer_release_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerRegister):
        database.migrate()


def entry_row(authority: str, dossier: str) -> dict[str, object]:
    """The first line of an authority's register."""
    return {
        "authority": authority,
        "symbol": "SCT/BS",
        "year": 2026,
        "number": 1,
        "volume": "01/2026",
        "digits": 2,
        "dossier": dossier,
        "certified_at": AT.isoformat(),
        "requester": "Nguyễn Văn Mẫu",
        "title": "Bằng cử nhân",
        "certifier": {},
        "converter": {},
        "pages": 1,
        "copies": 1,
        "fee": 2000,
        "note": "",
        "code": dossier,
    }


@pytest.mark.postgres
def test_another_authoritys_rows_are_neither_seen_nor_changed(postgres_url: str) -> None:
    ours, theirs = open_database(postgres_url, OURS), open_database(postgres_url, THEIRS)
    for each, authority, identifier in ((ours, OURS, "a"), (theirs, THEIRS, "b")):
        add_dossier(each, identifier, authority)
        with each.write() as connection:
            connection.execute(schema.scan.insert().values(dossier=identifier, position=1, digest="0", name="x"))
            take_number(connection, authority, "SCT/BS", 2026)
            connection.execute(schema.entry.insert().values(entry_row(authority, identifier)))
    assert (count(ours, schema.entry), count(theirs, schema.entry)) == (1, 1)
    for table in (schema.dossier, schema.scan, schema.counter):
        assert (count(ours, table), count(theirs, table)) == (1, 1)
        with theirs.write() as connection:
            owner = table.c.dossier == "a" if table is schema.scan else table.c.get("id", table.c.authority) != "b"
            assert connection.execute(sa.delete(table).where(owner)).rowcount == (table is schema.counter)
            connection.rollback()
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        add_dossier(theirs, "c", OURS)
    whole = open_database(postgres_url)
    assert count(whole, schema.dossier) == count(whole, schema.entry) == 2
    for each in (ours, theirs, whole):
        each.close()


@pytest.mark.postgres
def test_a_stopped_server_is_unavailable_and_back_without_a_word(postgres: Postgres) -> None:
    database = open_database(postgres.new_database())
    assert take(database) == 1
    postgres.stop("immediate")
    try:
        with pytest.raises(DatabaseUnavailable):
            take(database)
    finally:
        postgres.start()
    assert take(database) == 2
    database.close()

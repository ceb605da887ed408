"""The books of the register on both databases: volumes, corrections, search."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import pathlib
from collections.abc import Iterator

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa

from certcopy.domain.register import Amendment
from certcopy.errors import NoOpenVolume, UnknownNumber, VolumeOpen
from certcopy.register import books, holds
from certcopy.register.amendments import amend
from certcopy.register.numbers import take_number
from certcopy.register.search import Place, Query, Results, find, line_at, lines_between
from certcopy.storage.database import Database
from certcopy.storage.schema import book, counter, entry
from certcopy.storage.schema_version import MIGRATIONS
from tests.registered import AT, HERE, SYMBOL, WHO, certify

ELSEWHERE = "H99.999.002"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[Database]:
    on_sqlite = request.param == "sqlite"
    database = Database(tmp_path / "register.sqlite3" if on_sqlite else request.getfixturevalue("postgres_url"))
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    empty.migrate()
    return empty


def upgrade(database: Database, revision: str) -> None:
    """Bring the schema to one release."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)


def close(database: Database, year: int = 2026) -> None:
    with database.write() as connection:
        books.close_volume(connection, HERE, SYMBOL, year, AT, WHO)


def held(database: Database, year: int = 2026) -> list[tuple[str, int, int | None]]:
    """Name, first and last number of each volume."""
    with database.read() as connection:
        volumes = books.volumes(connection, HERE, SYMBOL, year)
    return [(each.name, each.first_number, each.last_number) for each in volumes]


def ask(database: Database, query: Query, before: Place | None = None, limit: int = 20) -> Results:
    with database.read() as connection:
        return find(connection, HERE, SYMBOL, query, before, limit)


def found(database: Database, words: str = "", **criteria: object) -> list[int]:
    query = Query(words, **criteria)  # type: ignore[arg-type]
    return [line.number for line in ask(database, query).lines]


def test_a_closed_volume_is_followed_by_one_that_goes_on_counting(database: Database) -> None:
    certify(database)
    certify(database)
    close(database)
    assert certify(database) == (2026, 3)
    assert held(database) == [("01", 1, 2), ("02", 3, None)]


def test_a_new_year_begins_at_one(database: Database) -> None:
    certify(database)
    assert certify(database, at=AT.replace(year=2027)) == (2027, 1)
    assert held(database, 2027) == [("01", 1, None)]


def test_a_volume_is_carried_into_the_new_year(database: Database) -> None:
    certify(database)
    close(database)
    certify(database)
    with database.write() as connection:
        books.carry_over(connection, HERE, SYMBOL, 2027, AT, WHO)
    certify(database, at=AT.replace(year=2027))
    assert held(database) == [("01", 1, 1), ("02", 2, 2)]
    assert held(database, 2027) == [("02", 1, None)]


def test_a_volume_opened_by_hand_takes_the_next_number(database: Database) -> None:
    with database.write() as connection:
        books.open_volume(connection, HERE, SYMBOL, 2026, "07", AT, WHO)
        with pytest.raises(VolumeOpen):
            books.open_volume(connection, HERE, SYMBOL, 2026, "07", AT, WHO)
    assert certify(database) == (2026, 1)
    assert held(database) == [("07", 1, None)]


def test_where_no_volume_is_open_none_is_closed(database: Database) -> None:
    with pytest.raises(NoOpenVolume):
        close(database)


def test_closing_while_numbers_are_taken_loses_none_and_doubles_none(database: Database) -> None:
    def step(index: int) -> None:
        if index % 7 == 6:
            close(database)
        else:
            certify(database)

    certify(database)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for task in [pool.submit(step, index) for index in range(70)]:
            try:
                task.result()
            except NoOpenVolume:
                continue
    with database.read() as connection:
        volumes = books.volumes(connection, HERE, SYMBOL, 2026)
        rows = connection.execute(sa.select(entry.c.number, entry.c.volume).order_by(entry.c.number)).all()
    assert [row.number for row in rows] == list(range(1, 62))
    edges = [(each.first_number, each.last_number or len(rows), each.name) for each in volumes]
    assert len(edges) > 1
    assert [(n, name) for first, last, name in edges for n in range(first, last + 1)] == [tuple(row) for row in rows]


def test_people_are_found_without_tones_in_any_order_by_beginnings(database: Database) -> None:
    certify(database)
    certify(database, "Trần Thị Yến", "Giấy khai sinh")
    certify(database, "Nguyễn Thị Đào", "Giấy phép lái xe hạng B2")
    for words, numbers in {
        "nguyen duc": [1],
        "ĐỨC nguyễn": [1],
        "ng": [3, 1],
        "yen giay": [2],
        "xe b2 dao": [3],
        "nguyen khong": [],
        "": [3, 2, 1],
        "' \" * : & | ! ( ) -- OR": [],
    }.items():
        assert found(database, words) == numbers, words


def test_lines_are_found_by_number_day_and_year(database: Database) -> None:
    for day in (1, 2, 3):
        certify(database, at=AT.replace(day=day))
    certify(database, at=AT.replace(year=2027, month=1, day=2))
    assert [(line.year, line.number) for line in ask(database, Query(number=1)).lines] == [(2027, 1), (2026, 1)]
    assert found(database, since=dt.date(2026, 11, 2), until=dt.date(2026, 11, 2)) == [2]
    assert found(database, "duc", since=dt.date(2026, 11, 2), until=dt.date(2027, 1, 1)) == [3, 2]
    assert found(database, until=dt.date(2025, 12, 31)) == found(database, since=dt.date(2028, 1, 1)) == []
    assert found(database, "duc", year=2027) == [1]
    assert found(database, "yen", number=1) == []


def test_a_line_written_while_the_clock_was_wrong_is_found_by_its_day(database: Database) -> None:
    certify(database, at=AT.replace(day=5))
    certify(database, at=AT.replace(day=1))
    certify(database, at=AT.replace(day=6))
    assert found(database, "duc", since=dt.date(2026, 11, 1), until=dt.date(2026, 11, 1)) == [2]
    assert found(database, "duc", since=dt.date(2026, 11, 5)) == [3, 1]


def test_pages_follow_one_another_without_gap_or_double(database: Database) -> None:
    for index in range(11):
        certify(database, at=AT.replace(year=2026 + index // 6))
    for query in (Query(), Query("nguyen")):
        seen: list[Place] = []
        before: Place | None = None
        while True:
            results = ask(database, query, before, limit=4)
            seen += [(line.year, line.number) for line in results.lines]
            if (before := results.next) is None:
                break
        assert seen == sorted(seen, reverse=True)
        assert len(set(seen)) == 11


def test_nobody_finds_the_lines_of_another_authority(database: Database) -> None:
    certify(database, authority=ELSEWHERE)
    assert found(database, "nguyen") == found(database) == found(database, number=1) == []


def test_a_correction_is_found_and_the_line_stays(database: Database) -> None:
    place = certify(database)
    before = AT + dt.timedelta(days=1)
    with database.write() as connection:
        said = Amendment("correction", before, WHO, "nhập sai", {"requester": "Hoàng Thị Én"})
        amend(connection, HERE, SYMBOL, *place, said)
        said = Amendment("void", before, WHO, "quét thiếu", {})
        amend(connection, HERE, SYMBOL, *place, said)
    assert found(database, "en hoang") == found(database, "duc nguyen") == [1]
    with database.read() as connection:
        line = line_at(connection, HERE, SYMBOL, place)
        (read,) = lines_between(connection, HERE, SYMBOL, AT.date(), AT.date())
    assert line is not None
    assert line == read
    assert (line.requester, line.corrected("requester"), line.ended) == ("Nguyễn Văn Đức", "Hoàng Thị Én", "void")


def test_a_number_that_was_never_taken_is_not_amended(database: Database) -> None:
    with database.write() as connection, pytest.raises(UnknownNumber):
        amend(connection, HERE, SYMBOL, 2026, 9, Amendment("correction", AT, WHO, "nhầm", {"note": "x"}))


def test_a_failed_transaction_leaves_neither_volume_nor_words(database: Database) -> None:
    def interrupted() -> None:
        with database.write() as connection:
            take_number(connection, HERE, SYMBOL, 2026)
            books.volume_for(connection, HERE, SYMBOL, 2026, "01", AT, WHO)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    with database.read() as connection:
        assert connection.execute(sa.select(book)).all() == []


def test_a_number_lost_in_a_restored_register_stands_in_its_place(database: Database) -> None:
    certify(database)
    with database.write() as connection:
        holds.give_up(connection, AT, WHO, "khôi phục", HERE, SYMBOL, 2026, 2)
    certify(database)
    with database.read() as connection:
        lines = list(lines_between(connection, HERE, SYMBOL, AT.date(), AT.date()))
        lost = line_at(connection, HERE, SYMBOL, (2026, 2))
    assert [(line.number, line.ended, line.volume) for line in lines] == [
        (1, None, "01"),
        (2, "lost", "01"),
        (3, None, "01"),
    ]
    assert lost == lines[1]


def test_lines_of_the_first_release_are_found_and_have_their_volume(empty: Database) -> None:
    upgrade(empty, "0001")
    names = (
        "authority",
        "symbol",
        "year",
        "number",
        "volume",
        "digits",
        "dossier",
        "certified_at",
        "requester",
        "title",
    )
    known = (HERE, SYMBOL, 2026, 1, "01", 2, "d", AT.isoformat(), "Nguyễn Văn Đức", "Bằng lái xe")
    more = {"certifier": {"name": "", "title": ""}, "converter": {}, "pages": 1, "copies": 1, "fee": 0, "note": ""}
    with empty.write() as connection:
        old = sa.Table("dossier", sa.MetaData(), autoload_with=connection)
        row = {
            "id": "d",
            "authority": HERE,
            "content_digest": "0" * 64,
            "requester": "",
            "title": "",
            "state": "issued",
        }
        connection.execute(old.insert().values(**row, received_at=AT.isoformat(), tries=0))
        old = sa.Table("entry", sa.MetaData(), autoload_with=connection)
        connection.execute(old.insert().values(**dict(zip(names, known, strict=True)), **more, code="C"))
        connection.execute(counter.insert().values(authority=HERE, symbol=SYMBOL, year=2026, n=1))
    upgrade(empty, "head")
    assert found(empty, "duc ng") == [1]
    assert certify(empty) == (2026, 2)
    assert held(empty) == [("01", 1, None)]

"""Numbers without gaps, and a journal that shows when it was touched."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import pathlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from certcopy.clock import VIETNAM
from certcopy.register import journal
from certcopy.register.numbers import take_number
from certcopy.storage import schema
from certcopy.storage.database import Database

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def database(tmp_path: pathlib.Path) -> Iterator[Database]:
    database = Database(tmp_path / "register.sqlite3")
    database.migrate()
    yield database
    database.close()


def take(database: Database, year: int = 2026, *, fail: bool = False) -> int:
    with database.write() as connection:
        number = take_number(connection, "H99", "SCT/BS", year)
        if fail:
            raise InterruptedError
        return number


def test_numbers_count_from_one_each_year(database: Database) -> None:
    assert [take(database), take(database), take(database, 2027), take(database)] == [1, 2, 1, 3]


def test_a_number_of_a_failed_transaction_is_given_to_the_next(database: Database) -> None:
    take(database)
    with pytest.raises(InterruptedError):
        take(database, fail=True)
    assert take(database) == 2


def test_many_at_once_leave_no_gap_and_no_double(database: Database) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take(database), range(200)))
    assert sorted(taken) == list(range(1, 201))


def note(database: Database, event: str) -> None:
    with database.write() as connection:
        journal.write(connection, AT, "clerk", event, None, {"number": 1})


def first_break(database: Database) -> int | None:
    with database.read() as connection:
        return journal.first_break(connection)


def test_an_untouched_journal_has_no_break(database: Database) -> None:
    for event in ("received", "read", "approved"):
        note(database, event)
    assert first_break(database) is None


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        (schema.journal.update().where(schema.journal.c.seq == 2).values(actor="nobody"), 2),
        (schema.journal.update().where(schema.journal.c.seq == 1).values(facts={"number": 2}), 1),
        (schema.journal.delete().where(schema.journal.c.seq == 2), 2),
    ],
)
def test_a_touched_line_breaks_the_chain(database: Database, tampering: sa.Executable, expected: int) -> None:
    for event in ("received", "read", "approved"):
        note(database, event)
    with database.write() as connection:
        connection.execute(tampering)
    assert first_break(database) == expected

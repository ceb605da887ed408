"""A clock that jumps: numbers go on without a gap, and a new year begins at 1."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from certcopy.clock import VIETNAM
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.workflow.approve import approve
from certcopy.workflow.house import House
from tests.faults.conftest import Count, Waiting
from tests.faults.waiting import assert_sound, multiply

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=VIETNAM)
LAST = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=VIETNAM)
SECOND = dt.timedelta(seconds=1)
JUMPS = [dt.timedelta(0), dt.timedelta(days=-2), dt.timedelta(hours=3), dt.timedelta(days=20), dt.timedelta(days=-300)]


def approved_at(house: House, dossier_id: str, moment: dt.datetime) -> tuple[int, str]:
    """The year and the printed number that an approval at this moment gives."""
    entry = approve(dataclasses.replace(house, clock=lambda: moment), dossier_id, "clerk").entry
    assert entry is not None
    return entry.certification.year, entry.certification.printed_number


def test_a_clock_that_jumps_leaves_no_gap(waiting: Waiting, waiting_house: House, count: Count) -> None:
    ids = multiply(waiting_house, waiting.dossier, len(JUMPS))
    given = [approved_at(waiting_house, each, NOON + jump) for each, jump in zip(ids, JUMPS, strict=True)]
    assert given == [(2026, f"{number:02}") for number in range(1, len(JUMPS) + 1)]
    assert_sound(waiting_house, {})
    count("clock jumps", len(JUMPS) - 1)


def test_the_book_begins_anew_at_midnight_and_an_old_clock_goes_on_in_the_old_one(
    waiting: Waiting, waiting_house: House, count: Count
) -> None:
    ids = multiply(waiting_house, waiting.dossier, 6)
    moments = [LAST - SECOND, LAST, LAST + SECOND, LAST + 2 * SECOND, LAST, LAST + 3 * SECOND]
    given = [approved_at(waiting_house, each, moment) for each, moment in zip(ids, moments, strict=True)]
    assert given == [(2026, "01"), (2026, "02"), (2027, "01"), (2027, "02"), (2026, "03"), (2027, "03")]
    with waiting_house.database.read() as connection:
        assert journal.first_break(connection) is None
    count("clock jumps", 2)


@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=-8))])
def test_the_year_is_that_of_vietnam(waiting: Waiting, waiting_house: House, zone: dt.tzinfo) -> None:
    approve(waiting_house, waiting.dossier, "clerk")
    with waiting_house.database.read() as connection:
        at = connection.scalars(sa.select(schema.entry.c.certified_at)).one()
    assert dt.datetime.fromisoformat(at).utcoffset() == dt.timedelta(hours=7)

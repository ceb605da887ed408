"""The session that the counter key gives a browser."""

from __future__ import annotations

import datetime as dt

import pytest

from certcopy.api.session import SESSION_LENGTH, CounterKey
from certcopy.clock import VIETNAM

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=VIETNAM)
KEY = CounterKey("counter-key")


def test_a_session_lasts_one_working_day() -> None:
    session = KEY.begin(NOON)
    assert KEY.knows(session, NOON + SESSION_LENGTH - dt.timedelta(seconds=1))
    assert not KEY.knows(session, NOON + SESSION_LENGTH)


def test_nobody_lengthens_a_session_or_begins_one_with_another_key() -> None:
    until, _, seal = KEY.begin(NOON).partition(".")
    assert not KEY.knows(f"{int(until) + 1}.{seal}", NOON)
    assert not KEY.knows(CounterKey("another-key").begin(NOON), NOON)


@pytest.mark.parametrize("session", ["", ".", "x", "x.y", "ｅ.đ", "1e9.0"])
def test_a_made_up_session_is_unknown(session: str) -> None:
    assert not KEY.knows(session, NOON)


def test_the_key_opens_and_nothing_else_does() -> None:
    assert KEY.opens("counter-key")
    assert not KEY.opens("counter-ke")
    assert not KEY.opens("")

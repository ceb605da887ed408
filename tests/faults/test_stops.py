"""PostgreSQL crashes at any moment (an immediate stop) while several processes and threads ask for the same numbers."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator

import pytest

from certcopy.storage.home import Home
from certcopy.workflow.house import open_house
from tests.faults.approvers import Order, nursery
from tests.faults.conftest import Count, receive_one
from tests.faults.waiting import assert_sound, multiply
from tests.postgres import Postgres, private_postgres, programs

pytestmark = pytest.mark.postgres

ROUNDS = 10
PROCESSES = 2
MOST = 24
"""Acknowledgements before the stop, at most; each round has twice as many dossiers to approve."""
JITTER = 0.02


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server that this test alone may stop; the office keeps its register in it."""
    if programs() is None:
        pytest.skip("no PostgreSQL is installed")
    with private_postgres() as server:
        monkeypatch.setenv("CERTCOPY_DATABASE", server.url)
        yield server


@pytest.mark.parametrize("seed", range(2))
def test_no_stop_of_the_server_loses_or_doubles_a_number(
    own_server: Postgres, office_home: Home, small_scan: bytes, seed: int, count: Count
) -> None:
    chance = random.Random(seed)
    template = receive_one(office_home, small_scan)
    crash = functools.partial(own_server.stop, "immediate")
    acknowledged: dict[str, int] = {}
    with nursery() as approvers:
        for _ in range(ROUNDS):
            house = open_house(office_home)
            ids = tuple(multiply(house, template, 2 * MOST))
            house.close()
            until, delay = chance.randrange(MOST), chance.uniform(0, JITTER)
            order = Order(office_home.root, ids, PROCESSES, until, delay, chance.getrandbits(32), crash)
            outcome = approvers(order)
            for dossier_id, number in outcome.acknowledged:
                assert acknowledged.setdefault(dossier_id, number) == number
            own_server.start()
            house = open_house(office_home)
            assert_sound(house, acknowledged)
            house.close()
    count("immediate stops of PostgreSQL", ROUNDS)

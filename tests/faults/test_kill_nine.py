"""Killed at any moment while several processes and threads ask for the same numbers."""

from __future__ import annotations

import random
import sys

import pytest

from certcopy.workflow.house import open_house
from tests.faults.approvers import Order, nursery
from tests.faults.conftest import Count, Waiting
from tests.faults.waiting import assert_sound, multiply

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

ROUNDS = 25
PROCESSES = 2
MOST = 24
"""Acknowledgements before the kill, at most; each round has twice as many dossiers to approve."""
JITTER = 0.02


@pytest.mark.parametrize("seed", range(4))
def test_no_kill_loses_or_doubles_a_number(waiting: Waiting, seed: int, count: Count) -> None:
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    killed = 0
    with nursery() as approvers:
        for _ in range(ROUNDS):
            house = open_house(waiting.home)
            ids = tuple(multiply(house, waiting.dossier, 2 * MOST))
            house.close()
            until, delay = chance.randrange(MOST), chance.uniform(0, JITTER)
            outcome = approvers(Order(waiting.home.root, ids, PROCESSES, until, delay, chance.getrandbits(32)))
            for dossier_id, number in outcome.acknowledged:
                assert acknowledged.setdefault(dossier_id, number) == number
            killed += outcome.killed
            house = open_house(waiting.home)
            assert_sound(house, acknowledged)
            house.close()
    count("kill -9", killed)
    assert killed == ROUNDS * PROCESSES

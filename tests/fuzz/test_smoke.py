"""Every fuzzing target on a few inputs that are the same each time; ``make fuzz`` goes on from there."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.targets import TARGETS

INPUTS = {"whole_copy": 40, "envelope": 300, "revisions": 80}
LONGEST = 80


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_holds_on_a_few_inputs(target: str) -> None:
    chance = random.Random(target)  # noqa: S311
    for _ in range(INPUTS[target]):
        TARGETS[target](chance.randbytes(chance.randrange(LONGEST)))

"""How often one address may ask."""

from __future__ import annotations

import pytest

from certcopy.api.rates import Rate
from certcopy.errors import TooManyRequests


class Watch:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_burst_passes_then_one_at_a_time() -> None:
    watch = Watch()
    rate = Rate(burst=3, seconds=10, now=watch)
    for _ in range(3):
        rate.take("a")
    with pytest.raises(TooManyRequests) as refused:
        rate.take("a")
    assert refused.value.seconds == 10
    watch.time = 10
    rate.take("a")
    with pytest.raises(TooManyRequests):
        rate.take("a")


def test_one_visitor_does_not_keep_another_waiting() -> None:
    rate = Rate(burst=1, seconds=10, now=Watch())
    rate.take("a")
    rate.take("b")
    with pytest.raises(TooManyRequests):
        rate.take("a")

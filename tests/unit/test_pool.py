"""Children that live on: what one task does harms no other."""

from __future__ import annotations

import concurrent.futures
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from certcopy.confine import Limits
from certcopy.errors import ImageTooLarge, Overrun
from certcopy.pool import Pool


def own_process() -> int:
    return os.getpid()


def doubled(value: int) -> int:
    return 2 * value


def refused() -> None:
    raise ImageTooLarge(name="ảnh.png", width=60_000, height=60_000, limit=20_000)


def endless() -> None:
    while True:
        pass


def greedy() -> int:
    return len(bytearray(2 * 1024**3))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(1, Limits(seconds=20, mebibytes=1024))
    yield pool
    pool.close()


def test_the_same_child_does_one_task_after_another(pool: Pool) -> None:
    first = pool.run(own_process, returns=int)
    assert first != os.getpid()
    assert pool.run(own_process, returns=int) == first


def test_a_refusal_arrives_as_itself_and_the_child_lives_on(pool: Pool) -> None:
    first = pool.run(own_process, returns=int)
    with pytest.raises(ImageTooLarge):
        pool.run(refused, returns=None)
    assert pool.run(own_process, returns=int) == first


@pytest.mark.parametrize(
    "task",
    [
        killed,
        pytest.param(
            greedy, marks=pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
        ),
    ],
)
def test_a_child_that_dies_is_replaced(pool: Pool, task: object) -> None:
    assert callable(task)
    first = pool.run(own_process, returns=int)
    with pytest.raises(Overrun):
        pool.run(task, returns=None)
    assert pool.run(own_process, returns=int) != first


def test_a_child_that_hangs_is_replaced() -> None:
    pool = Pool(1, Limits(seconds=4))
    with pytest.raises(Overrun, match="endless"):
        pool.run(endless, returns=None)
    assert pool.run(doubled, 4, returns=int) == 8
    pool.close()


def test_a_child_that_died_between_two_tasks_costs_nothing(pool: Pool) -> None:
    process = pool.run(own_process, returns=int)
    os.kill(process, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    assert pool.run(doubled, 4, returns=int) == 8


def test_a_child_is_replaced_after_its_share() -> None:
    pool = Pool(1, Limits(), share=2)
    processes = [pool.run(own_process, returns=int) for _ in range(4)]
    assert processes[0] == processes[1] != processes[2] == processes[3]
    pool.close()


def test_a_child_without_work_ends_by_itself() -> None:
    pool = Pool(1, Limits(), patience=0.0)
    assert [pool.run(doubled, each, returns=int) for each in range(3)] == [0, 2, 4]
    pool.close()


def test_a_bad_task_beside_good_ones_fails_alone() -> None:
    pool = Pool(2, Limits(seconds=20))
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        bad = threads.submit(pool.run, killed, returns=None)
        good = [threads.submit(pool.run, doubled, each, returns=int) for each in range(8)]
        assert [each.result() for each in good] == [2 * each for each in range(8)]
        with pytest.raises(Overrun):
            bad.result()
    pool.close()

"""Work on bytes from outside happens in a child that can fail without harm."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import sys

import pytest

from certcopy.confine import Limits, run
from certcopy.errors import DiskFull, ImageTooLarge, Overrun
from tests.unit.slow_start import at_once


@dataclasses.dataclass(frozen=True)
class Picture:
    data: bytes
    name: str


def mirrored(data: bytes, name: str) -> tuple[Picture, ...]:
    return (Picture(data[::-1], name),)


def refused() -> None:
    raise ImageTooLarge(name="ảnh.png", width=60_000, height=60_000, limit=20_000)


def endless() -> None:
    while True:
        pass


def greedy() -> int:
    return len(bytearray(2 * 1024**3))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)


def filling() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def lying() -> int:
    return 7


def own_process() -> int:
    return os.getpid()


def test_values_and_bytes_come_back_as_they_are() -> None:
    assert run(mirrored, b"\x00\xffa", "Ngọc", returns=tuple[Picture, ...]) == (Picture(b"a\xff\x00", "Ngọc"),)


def test_the_work_is_done_elsewhere() -> None:
    assert run(own_process, returns=int) != os.getpid()


def test_a_refusal_arrives_as_the_same_error() -> None:
    with pytest.raises(ImageTooLarge) as caught:
        run(refused, returns=None)
    assert caught.value.facts() == {"name": "ảnh.png", "width": 60_000, "height": 60_000, "limit": 20_000}


def test_an_endless_task_is_stopped() -> None:
    with pytest.raises(Overrun, match="endless"):
        run(endless, returns=None, limits=Limits(seconds=1))


def test_starting_is_not_counted_to_the_task() -> None:
    assert run(at_once, returns=str, limits=Limits(seconds=1)) == "at once"


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_greedy_task_is_stopped() -> None:
    with pytest.raises(Overrun, match="greedy"):
        run(greedy, returns=int, limits=Limits(mebibytes=1024))


def test_a_task_without_room_to_write_says_so() -> None:
    with pytest.raises(DiskFull):
        run(filling, returns=None)


def test_a_task_that_dies_is_an_overrun() -> None:
    with pytest.raises(Overrun, match="killed"):
        run(killed, returns=None)


def test_an_answer_of_another_shape_is_not_believed() -> None:
    with pytest.raises(ValueError, match="validation error"):
        run(lying, returns=str)

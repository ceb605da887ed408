"""Files of a command line are taken in one by one."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from certcopy import confine, pool
from certcopy.children import start
from certcopy.cli.intake import take_in_each
from certcopy.errors import DamagedFile
from certcopy.storage.objects import FolderStore
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.progress import silent


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The children that are started from here on."""
    children: list[Any] = []

    def started(*task: Any) -> Any:
        children.append(start(*task))
        return children[-1]

    monkeypatch.setattr(confine, "start", started)
    monkeypatch.setattr(pool, "start", started)
    return children


def test_many_files_are_taken_in_by_one_child_whatever_is_wrong_with_some(
    small_scan: bytes, tmp_path: pathlib.Path, begun: list[Any]
) -> None:
    scans = [HandedIn.of("1.jpg", small_scan), HandedIn.of("2.jpg", small_scan[:900]), HandedIn.of("3.jpg", small_scan)]
    taken = take_in_each(tuple(scans), FolderStore(tmp_path), silent)
    assert taken.files == ("1.jpg", "3.jpg")
    assert [type(each) for each in taken.refused.values()] == [DamagedFile]
    assert len(begun) == 1

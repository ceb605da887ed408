"""Objects are written once, whole, and read back only if unharmed."""

from __future__ import annotations

import errno
import hashlib
import os
import pathlib

import pytest

from certcopy.errors import DiskFull, StoreDamaged
from certcopy.storage.objects import FolderStore


@pytest.fixture
def store(tmp_path: pathlib.Path) -> FolderStore:
    return FolderStore(tmp_path)


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_by_their_sha256(store: FolderStore) -> None:
    digest = store.put(b"page")
    assert digest == hashlib.sha256(b"page").hexdigest()
    assert store.get(digest) == b"page"


def test_storing_again_changes_nothing(store: FolderStore, tmp_path: pathlib.Path) -> None:
    assert store.put(b"page") == store.put(b"page")
    assert len(files(tmp_path)) == 1


def test_a_changed_object_is_noticed(store: FolderStore, tmp_path: pathlib.Path) -> None:
    digest = store.put(b"page")
    files(tmp_path)[0].write_bytes(b"pagf")
    with pytest.raises(StoreDamaged, match=digest):
        store.get(digest)


def test_a_missing_object_is_noticed(store: FolderStore) -> None:
    with pytest.raises(StoreDamaged):
        store.get("00" * 32)


def test_a_full_disk_leaves_nothing_behind(
    store: FolderStore, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        store.put(b"page")
    assert files(tmp_path) == []

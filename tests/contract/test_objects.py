"""What every object store must do; a new kind adds one line to ``STORES``."""

from __future__ import annotations

import concurrent.futures
import contextlib
import errno
import hashlib
import io
import os
import pathlib
import shutil
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest

from certcopy.errors import BadProfile, DiskFull, StoreDamaged, StoreUnfit, StoreUnreachable
from certcopy.settings import Settings
from certcopy.storage.objects import FolderStore, ObjectStore, digest_of, open_store, self_test
from certcopy.storage.objects.s3 import S3Objects
from tests import seaweed

RACERS = 16
SIZES = (0, 5, 2**20 + 1, 20 * 2**20 + 1)
LARGE = 96 * 2**20
ABSENT = "00" * 32


def folder_store(request: pytest.FixtureRequest) -> ObjectStore:
    return FolderStore(request.getfixturevalue("tmp_path") / "objects")


def s3_store(request: pytest.FixtureRequest) -> ObjectStore:
    environment = request.getfixturevalue("weed").environment(request.node.name.replace("[", "-").strip("]"))
    for name, value in environment.items():
        request.getfixturevalue("monkeypatch").setenv(name, value)
    return open_store(request.getfixturevalue("tmp_path"), Settings())


STORES: dict[str, Callable[[pytest.FixtureRequest], ObjectStore]] = {"folder": folder_store, "S3": s3_store}


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest) -> ObjectStore:
    return STORES[request.param](request)


def test_bytes_come_back_by_their_sha256(store: ObjectStore) -> None:
    digest = store.put(b"page")
    assert digest == hashlib.sha256(b"page").hexdigest()
    assert (store.get(digest), store.has(digest)) == (b"page", True)
    assert (store.has(ABSENT), list(store.digests())) == (False, [digest])


def test_an_object_larger_than_one_part_comes_back_whole(store: ObjectStore) -> None:
    data = os.urandom(12 * 2**20)
    assert store.get(store.put(data)) == data


@pytest.mark.parametrize("size", SIZES)
def test_an_open_file_is_stored_whole_and_comes_back_as_one(
    store: ObjectStore, size: int, tmp_path: pathlib.Path
) -> None:
    data, path = os.urandom(size), tmp_path / "copy.pdf"
    path.write_bytes(data)
    with path.open("rb") as file:
        file.seek(size // 2)
        digest = store.put_file(file)
        assert store.put_file(file) == digest == digest_of(data)
    with store.open(digest) as file:
        assert file.read() == data
        assert file.seek(0, os.SEEK_END) == size
    assert list(store.digests()) == [digest]


def test_a_large_file_is_never_in_memory_as_a_whole(store: ObjectStore, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "copy.pdf"
    with path.open("wb") as file:
        file.truncate(LARGE)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            digest = store.put_file(file)
        with store.open(digest) as file:
            assert file.seek(0, os.SEEK_END) == LARGE
        assert tracemalloc.get_traced_memory()[1] < LARGE / 4
    finally:
        tracemalloc.stop()


def test_storing_again_changes_nothing(store: ObjectStore) -> None:
    assert store.put(b"page") == store.put(b"page")
    assert not store.create(digest_of(b"page"), io.BytesIO(b"page"))
    assert len(list(store.digests())) == 1


def test_one_of_many_racers_makes_the_object(store: ObjectStore) -> None:
    data, barrier = os.urandom(2**20), threading.Barrier(RACERS)

    def race(_: int) -> bool:
        barrier.wait()
        return store.create(digest_of(data), io.BytesIO(data))

    with concurrent.futures.ThreadPoolExecutor(RACERS) as pool:
        assert sorted(pool.map(race, range(RACERS))) == [False] * (RACERS - 1) + [True]
    assert store.get(digest_of(data)) == data
    assert store.put(data) == digest_of(data)


def test_a_harmed_object_is_noticed_when_read_and_when_stored_again(store: ObjectStore) -> None:
    digest = digest_of(b"page")
    assert store.create(digest, io.BytesIO(b"pagf"))
    with pytest.raises(StoreDamaged, match=digest):
        store.get(digest)
    with pytest.raises(StoreDamaged, match=digest):
        store.open(digest)
    with pytest.raises(StoreDamaged, match=digest):
        store.put(b"page")


def test_a_large_object_that_was_harmed_is_not_made_good_in_silence(store: ObjectStore) -> None:
    data = os.urandom(SIZES[-1])
    assert store.create(digest_of(data), io.BytesIO(data[::-1]))
    with pytest.raises(StoreDamaged, match=digest_of(data)):
        store.put_file(io.BytesIO(data))


def test_a_missing_object_is_noticed(store: ObjectStore) -> None:
    with pytest.raises(StoreDamaged, match=ABSENT):
        store.get(ABSENT)
    with pytest.raises(StoreDamaged, match=ABSENT):
        store.open(ABSENT)


def test_an_erased_object_is_gone_and_may_be_erased_again(store: ObjectStore) -> None:
    digest, other = store.put(b"page"), store.put(b"other")
    store.delete(digest)
    store.delete(digest)
    assert list(store.digests()) == [other]


def test_the_trial_leaves_nothing_behind(store: ObjectStore) -> None:
    self_test(store)
    assert list(store.digests()) == []


class Overwriting(FolderStore):
    """Takes every object as new."""

    def create(self, digest: str, file: BinaryIO) -> bool:
        super().create(digest, file)
        return True


class Forgetful(FolderStore):
    """Loses the end of everything."""

    def create(self, digest: str, file: BinaryIO) -> bool:
        return super().create(digest, io.BytesIO(file.read()[:-1]))


class Unforgetting(FolderStore):
    """Erases nothing."""

    def delete(self, digest: str) -> None:
        pass


@pytest.mark.parametrize(
    ("kind", "trial"), [(Overwriting, "create_only"), (Forgetful, "read"), (Unforgetting, "delete")]
)
def test_the_trial_finds_what_a_store_does_wrong(kind: type[FolderStore], trial: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreUnfit) as refusal:
        self_test(kind(tmp_path))
    assert refusal.value.trial == f"store.{trial}"


@pytest.mark.parametrize("call", ["tempfile.mkstemp", "os.fsync"])
def test_a_full_disk_leaves_nothing_behind(call: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object, **_named: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store = FolderStore(tmp_path / "objects")
    monkeypatch.setattr(call, full)
    with pytest.raises(DiskFull):
        store.put(b"page")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_keeps_objects_where_the_disk_knows_no_second_names(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_words: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(pathlib.Path, "hardlink_to", unable)
    store = FolderStore(tmp_path)
    assert store.create(digest_of(b"page"), io.BytesIO(b"page"))
    assert not store.create(digest_of(b"page"), io.BytesIO(b"page"))
    self_test(store)


def test_old_drafts_of_killed_processes_are_swept(tmp_path: pathlib.Path) -> None:
    store = FolderStore(tmp_path)
    store.put(b"page")
    fresh, stale = (next(tmp_path.glob("??")) / name for name in (".new-fresh", ".new-stale"))
    for draft in (fresh, stale):
        draft.write_bytes(b"half a p")
    os.utime(stale, (0, 0))
    store.sweep()
    assert (fresh.exists(), stale.exists()) == (True, False)


@contextlib.contextmanager
def meddler(server: int, before: bytes, after: bytes) -> Iterator[int]:
    """A port that forwards one connection after another to the server, and alters what passes towards it."""

    def pump(source: socket.socket, sink: socket.socket, old: bytes, new: bytes) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(2**16):
                sink.sendall(data.replace(old, new))
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = listener.accept()
                upstream = socket.create_connection(("127.0.0.1", server))
                for words in ((client, upstream, before, after), (upstream, client, b"\0", b"\0")):
                    threading.Thread(target=pump, args=words, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def test_bytes_that_change_on_the_way_are_refused_by_the_server(
    weed: seaweed.Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in weed.environment("meddled").items():
        monkeypatch.setenv(name, value)
    with meddler(weed.port, b"a true page", b"a fake page") as port:
        store = S3Objects(f"s3://{seaweed.BUCKET}/meddled", f"http://127.0.0.1:{port}")
        with pytest.raises(StoreUnreachable):
            store.put(b"a true page")
        assert list(store.digests()) == []
        assert store.get(store.put(b"another page")) == b"another page"


def test_wrong_credentials_are_refused_and_never_shown(
    weed: seaweed.Seaweed, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    environment = weed.environment("denied") | {"AWS_SECRET_ACCESS_KEY": "wrong-but-secret"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnreachable) as refusal:
        open_store(tmp_path, Settings())
    shown = f"{refusal.value} {refusal.value!r} {refusal.value.__cause__} {S3Objects('s3://ward/x')!r}"
    assert "wrong-but-secret" not in shown
    assert weed.access_key not in shown


@pytest.mark.parametrize("address", ["folder", "http://ward/x", "s3://", "s3://key:secret@ward/x"])
def test_an_address_of_another_form_is_refused(address: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(BadProfile, match="CERTCOPY_OBJECTS"):
        open_store(tmp_path, Settings(objects=address))


def test_without_a_setting_objects_are_kept_in_the_home(tmp_path: pathlib.Path) -> None:
    digest = open_store(tmp_path, Settings()).put(b"page")
    assert FolderStore(tmp_path).get(digest) == b"page"
    shutil.rmtree(tmp_path)
    open_store(tmp_path, Settings()).put(b"page")

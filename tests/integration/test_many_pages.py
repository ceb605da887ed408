"""However many pages an original has: they pass one by one, and nothing is left where they passed."""

from __future__ import annotations

import errno
import io
import os
import pathlib
import shutil
import tempfile

import pytest
from PIL import Image, ImageDraw

from certcopy.children import warm_up
from certcopy.domain.page import PageImage
from certcopy.errors import DamagedFile, DiskFull
from certcopy.storage.objects import FolderStore, digest_of
from certcopy.storage.passing import PREFIX
from certcopy.workflow.handed_in import HandedIn, take_in_confined
from certcopy.workflow.images import fetched, stored

PAGES = 5


@pytest.fixture
def passage(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """Where temporary folders are made, but for that of the server of children, whose socket wants a short path."""
    warm_up()
    folder = tmp_path / "passage"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def store(tmp_path: pathlib.Path) -> FolderStore:
    return FolderStore(tmp_path / "objects")


def sheet(number: int) -> Image.Image:
    page = Image.new("L", (413, 583), 255)
    ImageDraw.Draw(page).text((40, 40), f"trang {number}", fill=0, font_size=40)
    return page


def jpeg(number: int) -> bytes:
    out = io.BytesIO()
    sheet(number).save(out, "JPEG", dpi=(50, 50))
    return out.getvalue()


def test_pages_stand_in_the_store_and_are_named(store: FolderStore, passage: pathlib.Path) -> None:
    sheets = [jpeg(number) for number in range(PAGES)]
    scans = tuple(HandedIn.of(f"{number}.jpg", each) for number, each in enumerate(sheets))
    images = take_in_confined(scans, store)
    assert [(image.jpeg, image.digest) for image in images] == [(b"", digest_of(each)) for each in sheets]
    assert [fetched(store, image).jpeg for image in images] == sheets
    assert not list(passage.glob(f"{PREFIX}*"))


def test_a_refusal_leaves_nothing_behind(store: FolderStore, passage: pathlib.Path) -> None:
    broken = HandedIn.of("5.jpg", jpeg(5)[:-2])
    with pytest.raises(DamagedFile):
        take_in_confined((*(HandedIn.of(f"{number}.jpg", jpeg(number)) for number in range(PAGES)), broken), store)
    assert not list(store.digests())
    assert not list(passage.glob(f"{PREFIX}*"))


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    store: FolderStore, passage: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(DiskFull):
        take_in_confined((HandedIn.of("0.jpg", jpeg(0)),), store)
    assert not list(passage.glob(f"{PREFIX}*"))


def test_an_image_comes_back_from_the_store_as_it_was(store: FolderStore) -> None:
    image = PageImage(jpeg(0), 413, 583, 50.0, grey=True, turn=90, settled=True)
    assert fetched(store, stored(store, image)) == image

"""Page images and copies between the store that holds their bytes and the rest, which names them."""

from __future__ import annotations

import dataclasses
import pathlib
import shutil

from certcopy.domain.page import PageImage
from certcopy.storage.files import PIECE
from certcopy.storage.objects import ObjectStore


def stored(store: ObjectStore, image: PageImage) -> PageImage:
    """The image without its bytes, which stand in the store from now on.

    Raises:
        DiskFull, StoreDamaged, StoreUnreachable: as ``ObjectStore.put`` says.
    """
    return dataclasses.replace(image, jpeg=b"", digest=store.put(image.jpeg))


def fetched(store: ObjectStore, image: PageImage) -> PageImage:
    """The image with its bytes.

    Raises:
        StoreDamaged: they are missing or changed.
    """
    return dataclasses.replace(image, jpeg=store.get(image.digest), digest="")


def lay_out(store: ObjectStore, digest: str, room: pathlib.Path) -> pathlib.Path:
    """The object as a file of its digest's name in a passing folder, for a child to read.

    Raises:
        StoreDamaged: it is missing or changed.
    """
    with store.open(digest) as source, (room / digest).open("xb") as target:
        shutil.copyfileobj(source, target, PIECE)
    return room / digest

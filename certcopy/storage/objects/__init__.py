"""Where scans, pages and copies are kept: bytes that never change, each named by its SHA-256."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

from certcopy.storage.objects.folder import FolderStore, sync_folder
from certcopy.storage.objects.store import ObjectStore, digest_of, digest_of_file, self_test

if TYPE_CHECKING:
    from certcopy.settings import Settings

__all__ = [
    "FolderStore",
    "ObjectStore",
    "digest_of",
    "digest_of_file",
    "open_store",
    "self_test",
    "sync_folder",
]


def open_store(folder: pathlib.Path, settings: Settings) -> ObjectStore:
    """The store the settings name (``s3://bucket/prefix``), else the folder; tried out before anybody relies on it.

    Raises:
        BadProfile: the address is no such address.
        StoreUnfit, StoreUnreachable, DiskFull: it does not do what a store must.
    """
    store: ObjectStore = FolderStore(folder)
    if settings.objects is not None:
        from certcopy.storage.objects.s3 import S3Objects

        store = S3Objects(settings.objects, settings.s3_endpoint)
    self_test(store)
    return store

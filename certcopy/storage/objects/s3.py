"""Objects in an S3 bucket: create-only puts (``If-None-Match: *``) with SHA-256 checksums the server checks."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import io
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from certcopy.errors import BadProfile, DiskFull, StoreDamaged, StoreUnreachable
from certcopy.storage.objects.store import is_digest, put_once, unharmed, whole

if TYPE_CHECKING:
    from obstore.store import S3Config

RETRIES = 5
PATIENCE = dt.timedelta(seconds=30)
TIMEOUT = dt.timedelta(seconds=60)
"""Of one request; ``PATIENCE`` is how long a failed one is tried again."""


PART = 8 * 2**20
AT_ONCE = 2
"""A larger object goes in parts of so many bytes, so many at once: only they are in memory."""


class S3Objects:
    """Objects as keys ``prefix/ab/cdef…``. Credentials and region come from the ``AWS_…`` variables alone."""

    def __init__(self, address: str, endpoint: str | None = None) -> None:
        """``address`` is ``s3://bucket/prefix``; ``endpoint`` the server, where it is not Amazon's.

        Raises:
            BadProfile: the address is of another form.
        """
        parts = urlsplit(address)
        if parts.scheme != "s3" or not parts.hostname or parts.username or parts.query:
            raise BadProfile(name="CERTCOPY_OBJECTS", problem="s3://bucket/prefix")
        self._address = address
        config: S3Config = {"checksum_algorithm": "SHA256"}
        if endpoint is not None:
            config["endpoint"] = endpoint
        self._store = S3Store(
            parts.hostname,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={"allow_http": (endpoint or "").startswith("http://"), "timeout": TIMEOUT},
            retry_config={"max_retries": RETRIES, "retry_timeout": PATIENCE},
        )

    def __repr__(self) -> str:
        return f"S3Objects({self._address!r})"

    def create(self, digest: str, file: BinaryIO) -> bool:
        if _rest(file) > PART:
            return not self.has(digest) and self._put_parts(digest, file)
        with self._speaking():
            try:
                self._store.put(_key(digest), file.read(), mode="create")
            except AlreadyExistsError:
                return False
        return True

    def put(self, data: bytes) -> str:
        return put_once(self, io.BytesIO(data))

    def put_file(self, file: BinaryIO) -> str:
        return put_once(self, file)

    def get(self, digest: str) -> bytes:
        try:
            with self._speaking():
                return unharmed(digest, bytes(self._store.get(_key(digest)).bytes()))
        except FileNotFoundError as problem:
            raise StoreDamaged(digest=digest) from problem

    def open(self, digest: str) -> BinaryIO:
        with contextlib.ExitStack() as unless_whole:
            file = cast("BinaryIO", unless_whole.enter_context(tempfile.TemporaryFile()))
            try:
                with self._speaking():
                    for piece in self._store.get(_key(digest)).stream(PART):
                        file.write(piece)
            except FileNotFoundError as problem:
                raise StoreDamaged(digest=digest) from problem
            whole(digest, file)
            unless_whole.pop_all()
        return file

    def has(self, digest: str) -> bool:
        try:
            with self._speaking():
                self._store.head(_key(digest))
        except FileNotFoundError:
            return False
        return True

    def digests(self) -> Iterator[str]:
        with self._speaking():
            for batch in self._store.list():
                for each in batch:
                    if is_digest(name := each["path"].replace("/", "")):
                        yield name

    def delete(self, digest: str) -> None:
        with self._speaking(), contextlib.suppress(FileNotFoundError):
            self._store.delete(_key(digest))

    def _put_parts(self, digest: str, file: BinaryIO) -> bool:
        """The parts become an object at the end, or never. Whoever makes it at the same time makes the same."""
        with self._speaking():
            self._store.put(_key(digest), file, use_multipart=True, chunk_size=PART, max_concurrency=AT_ONCE)
        return True

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """The library's errors in our words, without its long reports of requests."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (BaseError, PermissionError, OSError) as problem:
            if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull from problem
            raise StoreUnreachable(store=self._address, problem=type(problem).__name__) from None


def _rest(file: BinaryIO) -> int:
    """How many bytes the file has from its place on."""
    place = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(place)
    return size - place


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"

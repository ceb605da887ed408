"""Objects in an S3 bucket: create-only puts (``If-None-Match: *``) with SHA-256 checksums the server checks."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from certcopy.errors import BadProfile, StoreDamaged, StoreUnreachable
from certcopy.storage.objects.store import is_digest, put_once, unharmed

if TYPE_CHECKING:
    from obstore.store import S3Config

RETRIES = 5
PATIENCE = dt.timedelta(seconds=30)
TIMEOUT = dt.timedelta(seconds=60)
"""Of one request; ``PATIENCE`` is how long a failed one is tried again."""


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

    def create(self, digest: str, data: bytes) -> bool:
        with self._speaking():
            try:
                self._store.put(_key(digest), data, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def put(self, data: bytes) -> str:
        return put_once(self, data)

    def get(self, digest: str) -> bytes:
        try:
            with self._speaking():
                return unharmed(digest, bytes(self._store.get(_key(digest)).bytes()))
        except FileNotFoundError as problem:
            raise StoreDamaged(digest=digest) from problem

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

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """The library's errors in our words, without its long reports of requests."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (BaseError, PermissionError, OSError) as problem:
            raise StoreUnreachable(store=self._address, problem=type(problem).__name__) from None


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"

"""Requests by key: what was done under an Idempotency-Key is done once, and the same key never means two things."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from certcopy.errors import ReusedKey
from certcopy.register.numbers import insert_of
from certcopy.storage.schema import request


def repeated(
    connection: sa.Connection, authority: str, key: str, verb: str, dossier: str, content: tuple[str, ...]
) -> str | None:
    """The dossier of this very request if it came before under this key; else None, and the key is taken in the
    caller's transaction.

    Raises:
        ReusedKey: the key belongs to another request.
    """
    digest = hashlib.sha256("\0".join((verb, *content)).encode()).hexdigest()
    taken = connection.execute(
        insert_of(connection.dialect.name)(request)
        .values(authority=authority, key=key, verb=verb, dossier=dossier, digest=digest)
        .on_conflict_do_nothing()
        .returning(request.c.key)
    ).one_or_none()
    if taken is not None:
        return None
    known = sa.select(request).where(request.c.authority == authority, request.c.key == key)
    first = connection.execute(known).one()
    if first.digest != digest:
        raise ReusedKey
    return str(first.dossier)

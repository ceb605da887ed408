"""Who asks for a verb, on which version of the dossier, under which key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

from certcopy.api.auth import Actor
from certcopy.api.onestop.models import Change
from certcopy.errors import BadValue
from certcopy.workflow.transition import By

IfMatch = Annotated[
    str | None, Header(max_length=40, description="The `ETag` the decision was made on; or `version` in the body")
]
RequestKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", max_length=200, description="Repeats are answered the same and change nothing more"
    ),
]


class Given:
    """Who asks, in which version of the dossier, under which key; each part of it may be left out."""

    def __init__(self, actor: Actor, if_match: IfMatch = None, key: RequestKey = None) -> None:
        self._by = By(actor, version_of(if_match), key)

    def by(self, said: Change) -> By:
        """The same, with what the body says."""
        version = self._by.expected_version if said.version is None else said.version
        return By(said.by or self._by.actor, version, self._by.key)


Asked = Annotated[Given, Depends()]


def version_of(if_match: str | None) -> int | None:
    """The version that an If-Match header names (RFC 9110, 13.1.1), or None where any will do.

    Raises:
        BadValue: it names something else.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isdecimal():
        raise BadValue(name="If-Match")
    return int(digits)

"""The two published documents that check a code without the network, keys.json and state.json (docs/signed-code.md)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from certcopy.domain.canonical import canonical
from certcopy.domain.code_key import EndorsedKey, SignedState

KEYS_TYPE = "certcopy.code-keys/v1"
STATE_TYPE = "certcopy.signed-state/v1"


def keys_document(keys: Iterable[EndorsedKey]) -> str:
    """keys.json: every key that ever made codes, each with its endorsement."""
    return canonical({"type": KEYS_TYPE, "keys": [_key_entry(key) for key in keys]})


def parse_keys(text: str) -> tuple[EndorsedKey, ...]:
    """The keys of a keys.json.

    Raises:
        ValueError: it is none.
    """
    entries = _of_type(text, KEYS_TYPE, "keys")
    try:
        return tuple(_endorsed(entry) for entry in entries)
    except (KeyError, TypeError, AttributeError, binascii.Error) as problem:
        raise ValueError("not a list of keys") from problem


def state_document(state: SignedState) -> str:
    """state.json."""
    signed = {"statement": state.statement, "kid": state.kid, "signature": state.signature.hex()}
    return canonical({"type": STATE_TYPE, "state": signed})


def parse_state(text: str) -> SignedState:
    """The signed state of a state.json; its signature is not checked here.

    Raises:
        ValueError: it is none.
    """
    said = _of_type(text, STATE_TYPE, "state")
    try:
        return SignedState(str(said["statement"]), str(said["kid"]), bytes.fromhex(said["signature"]))
    except (KeyError, TypeError) as problem:
        raise ValueError("not a signed state") from problem


def _of_type(text: str, kind: str, member: str) -> Any:
    try:
        said = json.loads(text)
        if said["type"] != kind:
            raise ValueError("another type")
        return said[member]
    except (KeyError, TypeError, RecursionError) as problem:
        raise ValueError(f"not a {kind}") from problem


def _key_entry(key: EndorsedKey) -> dict[str, str]:
    entry = {"statement": key.statement, "cms": base64.b64encode(key.cms).decode("ascii")}
    return entry if key.revoked_since is None else {**entry, "revoked_since": key.revoked_since.isoformat()}


def _endorsed(entry: dict[str, Any]) -> EndorsedKey:
    since = entry.get("revoked_since")
    return EndorsedKey(
        statement=str(entry["statement"]),
        cms=base64.b64decode(entry["cms"], validate=True),
        revoked_since=None if since is None else dt.datetime.fromisoformat(since),
    )

"""A transition: a verb moves a dossier if it still stands where whoever asks thinks, all in one transaction."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.errors import ChangedMeanwhile, MissingValue, WrongState
from certcopy.register import journal, requests
from certcopy.workflow import bell
from certcopy.workflow.dossiers import Dossier, advance, find
from certcopy.workflow.house import House

MACHINE = "machine"


@dataclasses.dataclass(frozen=True, slots=True)
class By:
    """Who asks, which version of the dossier they saw, and the key under which they may ask again."""

    actor: str
    expected_version: int | None = None
    key: str | None = None

    def having_seen(self, dossier: Dossier) -> By:
        """The same; who named no version expects this one, on which something was worked out for them."""
        if self.expected_version is not None:
            return self
        return dataclasses.replace(self, expected_version=dossier.version)


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """One verb of the state machine: the states it starts from and leads to, and what it sets on the dossier;
    ``defaults`` are set only where the dossier has no value yet.

    ``event`` is its line in the journal, with ``facts``; ``content`` is what must be the same when a key is used again.
    """

    verb: str
    event: str
    wanted: tuple[State, ...]
    after: State
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    facts: journal.Facts = dataclasses.field(default_factory=dict)
    content: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = dataclasses.field(default_factory=dict)


Effects = Callable[[sa.Connection, Dossier, dt.datetime], journal.Facts]
"""What else a transition writes, given the dossier as it stood before; returns facts for the journal."""


def nothing_else(_connection: sa.Connection, _dossier: Dossier, _at: dt.datetime) -> journal.Facts:
    """The effects of most verbs."""
    return {}


def move(house: House, dossier_id: str, step: Move, by: By, effects: Effects = nothing_else) -> Dossier:
    """Move a dossier in a transaction of its own; the dossier as it stands then.

    Raises:
        UnknownDossier: there is none with this identifier.
        ChangedMeanwhile: somebody changed it after the expected version.
        WrongState: the verb does not start from where it stands.
        ReusedKey: the key belongs to another request.
    """
    with house.database.write() as connection:
        return move_within(connection, house, dossier_id, step, by, effects)


def move_within(
    connection: sa.Connection, house: House, dossier_id: str, step: Move, by: By, effects: Effects = nothing_else
) -> Dossier:
    """As ``move``, in the caller's transaction."""
    dossier = find(connection, house.authority, dossier_id)
    if _is_repeat(connection, house, dossier_id, step, by):
        return dossier
    _insist(dossier, step, by.expected_version)
    at = house.clock()
    missing = {name: value for name, value in step.defaults.items() if getattr(dossier, name) is None}
    advance(connection, dossier, step.after, by.actor, **step.values, **missing)
    facts = {"state": str(step.after), **step.facts, **effects(connection, dossier, at)}
    journal.write(connection, at, by.actor, step.event, dossier_id, facts)
    bell.ring(connection, dossier_id)
    return find(connection, house.authority, dossier_id)


def needed(reason: str) -> str:
    """A reason that must be given, tidied.

    Raises:
        MissingValue: there is none.
    """
    tidy = " ".join(reason.split())
    if not tidy:
        raise MissingValue(name="reason")
    return tidy


def _is_repeat(connection: sa.Connection, house: House, dossier_id: str, step: Move, by: By) -> bool:
    if by.key is None:
        return False
    content = (dossier_id, *step.content)
    return requests.repeated(connection, house.authority, by.key, step.verb, dossier_id, content) is not None


def _insist(dossier: Dossier, step: Move, expected: int | None) -> None:
    if expected is not None and dossier.version != expected:
        raise ChangedMeanwhile(by=dossier.changed_by, state=dossier.state)
    if dossier.state not in step.wanted:
        raise WrongState(state=dossier.state, wanted=step.wanted[0])

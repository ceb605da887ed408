"""Where a dossier stands, as the steps a clerk knows."""

from __future__ import annotations

import dataclasses
from typing import Literal

from certcopy.domain.dossier import State
from certcopy.i18n import gettext as _
from certcopy.workflow.dossiers import TRIES, Dossier
from certcopy.workflow.steps import STEPS

Mark = Literal["done", "now", "failed", "waiting"]

REACHED = {
    State.RECEIVED: 1,
    State.SCANNING: 1,
    State.READING: 1,
    State.COMPARING: 2,
    State.RETURNED: 2,
    State.WAITING: 3,
    State.WAITING_PARTNER: 3,
    State.REFUSED: 2,
    State.WITHDRAWN: 2,
    State.ISSUING: 4,
    State.VOIDED: 4,
    State.ISSUED: 6,
    State.DELIVERED: 7,
    State.REVOKED: 7,
}
"""How many of the seven steps lie behind a dossier in each state."""

ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.VOIDED, State.REVOKED})
"""The way ended before the last step, or was taken back."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step and how far it is."""

    name: str
    mark: Mark


def steps_of(dossier: Dossier) -> tuple[Step, ...]:
    """The seven steps of a dossier, in the language of the present context."""
    names = (
        _("Received"),
        _("Read"),
        _("Compared"),
        _("Numbered"),
        _("Signed"),
        _("Verified"),
        _("Delivered"),
    )
    present = REACHED[dossier.state]
    return tuple(Step(name, _mark(index, present, dossier)) for index, name in enumerate(names))


def is_moving(dossier: Dossier) -> bool:
    """Whether the next step is the machine's, so that the page should look again."""
    return dossier.state in STEPS


def has_given_up(dossier: Dossier) -> bool:
    """Whether the machine has failed too often and waits for a person to say "again"."""
    return dossier.failure is not None and dossier.tries >= TRIES


def state_words(dossier: Dossier) -> str:
    """The state in one or two words."""
    if dossier.failure is not None:
        return _("Needs attention")
    return {
        State.RECEIVED: _("Received"),
        State.SCANNING: _("Waiting for its scan"),
        State.READING: _("Being read"),
        State.COMPARING: _("Waiting for comparison"),
        State.RETURNED: _("Returned to the clerk"),
        State.WAITING: _("Waiting for the certifier"),
        State.WAITING_PARTNER: _("Waiting for a partner office"),
        State.REFUSED: _("Refused"),
        State.WITHDRAWN: _("Withdrawn"),
        State.ISSUING: _("Being signed"),
        State.ISSUED: _("Issued"),
        State.DELIVERED: _("Delivered"),
        State.VOIDED: _("Number voided"),
        State.REVOKED: _("Revoked"),
    }[dossier.state]


def _mark(index: int, present: int, dossier: Dossier) -> Mark:
    if index != present:
        return "done" if index < present else "waiting"
    return "now" if dossier.failure is None and dossier.state not in ENDED else "failed"

"""Where a dossier stands, as the steps a clerk knows."""

from __future__ import annotations

import dataclasses
from typing import Literal

from certcopy.domain.dossier import State
from certcopy.i18n import gettext as _
from certcopy.workflow.dossiers import TRIES, Dossier
from certcopy.workflow.steps import STEPS

Mark = Literal["done", "now", "failed", "waiting"]

REACHED = {State.RECEIVED: 1, State.COMPARING: 2, State.ISSUING: 4, State.ISSUED: 7, State.REFUSED: 2}
"""How many of the seven steps lie behind a dossier in each state."""


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
        _("Finished"),
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
        State.RECEIVED: _("Being read"),
        State.COMPARING: _("Waiting for comparison"),
        State.ISSUING: _("Being signed"),
        State.ISSUED: _("Issued"),
        State.REFUSED: _("Refused"),
    }[dossier.state]


def _mark(index: int, present: int, dossier: Dossier) -> Mark:
    if index != present:
        return "done" if index < present else "waiting"
    return "now" if dossier.failure is None else "failed"

"""A dossier and the states it passes, in one direction."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """Where a dossier stands (hồ sơ). The names are stored; ``NEXT`` says which may follow which."""

    RECEIVED = "received"
    COMPARING = "comparing"
    ISSUING = "issuing"
    ISSUED = "issued"
    REFUSED = "refused"


NEXT: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.COMPARING, State.REFUSED}),
    State.COMPARING: frozenset({State.ISSUING, State.REFUSED}),
    State.ISSUING: frozenset({State.ISSUED}),
    State.ISSUED: frozenset(),
    State.REFUSED: frozenset(),
}


def may_follow(before: State, after: State) -> bool:
    """Whether a dossier may go from one state to the other."""
    return after in NEXT[before]

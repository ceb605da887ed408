"""A dossier and the states it passes."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """Where a dossier stands (hồ sơ). The names are stored; ``NEXT`` says which may follow which."""

    RECEIVED = "received"
    SCANNING = "scanning"
    READING = "reading"
    COMPARING = "comparing"
    RETURNED = "returned"
    WAITING = "waiting"
    WAITING_PARTNER = "waiting_partner"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ISSUING = "issuing"
    ISSUED = "issued"
    DELIVERED = "delivered"
    VOIDED = "voided"
    REVOKED = "revoked"


NEXT: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.SCANNING, State.READING, State.REFUSED, State.WITHDRAWN}),
    State.SCANNING: frozenset({State.READING, State.REFUSED, State.WITHDRAWN}),
    State.READING: frozenset({State.READING, State.COMPARING, State.RETURNED, State.REFUSED, State.WITHDRAWN}),
    State.COMPARING: frozenset(
        {
            State.READING,
            State.COMPARING,
            State.RETURNED,
            State.WAITING,
            State.WAITING_PARTNER,
            State.ISSUING,
            State.REFUSED,
            State.WITHDRAWN,
        }
    ),
    State.RETURNED: frozenset({State.SCANNING, State.READING, State.COMPARING, State.REFUSED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.RETURNED, State.WAITING_PARTNER, State.ISSUING, State.REFUSED, State.WITHDRAWN}),
    State.WAITING_PARTNER: frozenset({State.COMPARING, State.WAITING, State.REFUSED, State.WITHDRAWN}),
    State.ISSUING: frozenset({State.ISSUED, State.VOIDED}),
    State.ISSUED: frozenset({State.DELIVERED, State.REVOKED}),
    State.DELIVERED: frozenset({State.REVOKED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.VOIDED: frozenset(),
    State.REVOKED: frozenset(),
}
"""Edited pages are read again. A number is taken on the way to ISSUING, and only there. Once taken it is issued or
voided, never given back."""

PENDING = frozenset(
    {
        State.RECEIVED,
        State.SCANNING,
        State.READING,
        State.COMPARING,
        State.RETURNED,
        State.WAITING,
        State.WAITING_PARTNER,
    }
)
"""Before any number is taken: the dossier may still be refused or withdrawn."""

FINISHED = frozenset({state for state in State if not NEXT[state]} | {State.ISSUED, State.DELIVERED})
"""Nothing more happens by itself, nor is anybody waited for."""

MACHINE = frozenset({State.READING, State.ISSUING})
"""States in which a dossier waits for the machine."""


def may_follow(before: State, after: State) -> bool:
    """Whether a dossier may go from one state to the other."""
    return after in NEXT[before]

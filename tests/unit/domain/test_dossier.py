"""The states of a dossier go one way."""

from __future__ import annotations

from certcopy.domain.dossier import NEXT, PENDING, State, may_follow


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(State)


def test_an_issued_copy_can_only_be_delivered_or_revoked() -> None:
    after = {state for state in State if may_follow(State.ISSUED, state)}
    assert after == {State.DELIVERED, State.REVOKED}


def test_a_number_is_never_taken_without_a_comparison() -> None:
    assert [state for state in State if may_follow(state, State.ISSUING)] == [State.COMPARING, State.WAITING]


def test_a_dossier_is_pending_numbered_or_at_its_end() -> None:
    numbered = {State.ISSUING, State.ISSUED, State.DELIVERED, State.VOIDED, State.REVOKED}
    assert set(State) - numbered - PENDING == {State.REFUSED, State.WITHDRAWN}
    assert not any(may_follow(after, before) for after in numbered for before in PENDING)

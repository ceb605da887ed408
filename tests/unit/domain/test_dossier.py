"""The states of a dossier go one way."""

from __future__ import annotations

from certcopy.domain.dossier import NEXT, State, may_follow


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(State)


def test_an_issued_dossier_stays_issued() -> None:
    assert not any(may_follow(State.ISSUED, state) for state in State)


def test_a_number_is_never_taken_without_a_comparison() -> None:
    assert [state for state in State if may_follow(state, State.ISSUING)] == [State.COMPARING]

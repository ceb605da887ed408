"""The steps a clerk sees."""

from __future__ import annotations

import dataclasses

import pytest

from certcopy import clock
from certcopy.api.counter.progress import has_given_up, is_moving, state_words, steps_of
from certcopy.domain.dossier import State
from certcopy.errors import StepFailed
from certcopy.workflow.dossiers import Dossier

READING = Dossier(
    id="0f8fad5b",
    requester="Nguyễn Văn Mẫu",
    title="Giấy xác nhận",
    state=State.READING,
    version=1,
    changed_by="Lê Văn Thử",
    ground=None,
    reason=None,
    received_at=clock.now(),
    pages=1,
    compared_by=None,
    reading_digest=None,
    tries=0,
    failure=None,
    entry=None,
)


@pytest.mark.parametrize(
    ("state", "now"),
    [
        (State.SCANNING, "Nhận dạng"),
        (State.READING, "Nhận dạng"),
        (State.COMPARING, "Đối chiếu"),
        (State.WAITING, "Cấp số"),
        (State.ISSUING, "Ký số"),
        (State.ISSUED, "Trả kết quả"),
        (State.DELIVERED, None),
    ],
)
def test_the_step_at_hand_follows_the_state(state: State, now: str | None) -> None:
    steps = steps_of(dataclasses.replace(READING, state=state))
    assert next((step.name for step in steps if step.mark == "now"), None) == now
    assert len(steps) == 7


def test_a_failure_is_marked_where_it_happened_and_given_up_after_the_last_try() -> None:
    failed = dataclasses.replace(READING, state=State.ISSUING, tries=1, failure=StepFailed(step="issuing"))
    assert [step.name for step in steps_of(failed) if step.mark == "failed"] == ["Ký số"]
    assert state_words(failed) == "Cần xử lý"
    assert not has_given_up(failed)
    assert has_given_up(dataclasses.replace(failed, tries=3))


def test_only_the_machines_steps_are_watched() -> None:
    moving = {state for state in State if is_moving(dataclasses.replace(READING, state=state))}
    assert moving == {State.READING, State.ISSUING}

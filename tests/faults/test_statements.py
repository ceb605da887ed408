"""Every single statement of a transaction fails in its turn: nothing is half there, and saying it again succeeds."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.storage import schema
from certcopy.workflow import audit_log, dossiers, issue, publish, receive
from certcopy.workflow.approve import approve
from certcopy.workflow.doctor import Level
from certcopy.workflow.handed_in import HandedIn, take_in_confined
from certcopy.workflow.house import House
from tests.faults.conftest import Count, Waiting
from tests.faults.waiting import assert_sound, multiply

WRITES = ("INSERT", "UPDATE", "DELETE")
Rows = dict[str, list[tuple[Any, ...]]]


class PulledOut(BaseException):
    """The fault: not an error of the product's tree, and not one that it could foresee."""


@dataclasses.dataclass(slots=True)
class Fuse:
    """Blows at the wanted statement of a writing transaction, counted from 0, or at its commit, which counts as one."""

    blows_at: int
    seen: int = 0

    def count(self) -> None:
        self.seen += 1
        if self.seen > self.blows_at:
            raise PulledOut


@contextlib.contextmanager
def fused(house: House, fuse: Fuse) -> Iterator[None]:
    """Within it, the fuse hears every statement and commit of every writing transaction."""
    writing: set[int] = set()

    def on_statement(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if connection.get_execution_options().get("immediate") or statement.startswith(WRITES):
            writing.add(id(connection))
        if id(connection) in writing and not statement.startswith("BEGIN"):
            fuse.count()

    def on_commit(connection: sa.Connection) -> None:
        if id(connection) in writing:
            writing.discard(id(connection))
            fuse.count()

    engine = house.database.engine
    sa.event.listen(engine, "before_cursor_execute", on_statement)
    sa.event.listen(engine, "commit", on_commit)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", on_statement)
        sa.event.remove(engine, "commit", on_commit)


def everything(house: House) -> Rows:
    with house.database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }


def fail_each_statement(house: House, verb: Callable[[], object]) -> int:
    """Let the verb fail at its first statement, its second, …, at last at its commit; it must leave no trace.

    Returns how many faults it took until the verb came through.
    """
    for faults in range(100):
        before = everything(house)
        fuse = Fuse(faults)
        try:
            with fused(house, fuse):
                verb()
        except PulledOut:
            assert everything(house) == before
        else:
            return faults
    raise AssertionError("the verb never came through")


def test_an_approval_fails_whole_and_succeeds_when_said_again(
    waiting: Waiting, waiting_house: House, count: Count
) -> None:
    first, second = multiply(waiting_house, waiting.dossier, 2)
    for number, dossier_id in enumerate((first, second), start=1):
        faults = fail_each_statement(waiting_house, functools.partial(approve, waiting_house, dossier_id, "clerk"))
        assert faults > len(("state", "number", "entry", "journal", "commit"))
        assert assert_sound(waiting_house, {dossier_id: number})[dossier_id] == number
        count("failed statements", faults)


def test_a_request_fails_whole_and_succeeds_when_sent_again(
    waiting_house: House, small_scan: bytes, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = take_in_confined((HandedIn.of("giay.jpg", small_scan),), waiting_house.objects)
    monkeypatch.setattr(receive, "take_in", lambda *_: images)
    request = receive.Request("Trần Thị Mẫu", "Giấy khác", (HandedIn.of("giay.jpg", small_scan),), key="k-1")
    faults = fail_each_statement(waiting_house, lambda: receive.receive(waiting_house, request, "clerk"))
    assert faults > len(("dossier", "scan", "page", "journal", "commit"))
    known = receive.receive(waiting_house, request, "clerk")
    assert [each.id for each in dossiers.recent(waiting_house)].count(known.id) == 1
    count("failed statements", faults)


def test_a_copy_is_released_whole_or_not_at_all(waiting: Waiting, waiting_house: House, count: Count) -> None:
    approve(waiting_house, waiting.dossier, "clerk")
    digest = waiting_house.objects.put(b"a signed copy")
    faults = fail_each_statement(waiting_house, lambda: issue.release(waiting_house, waiting.dossier, digest))
    assert faults > len(("state", "copy", "log owed", "delivery owed", "journal", "commit"))
    assert dossiers.look_up(waiting_house, waiting.dossier).state is State.ISSUED
    count("failed statements", faults)


def test_the_public_log_grows_whole_or_not_at_all(waiting: Waiting, waiting_house: House, count: Count) -> None:
    approve(waiting_house, waiting.dossier, "clerk")
    issue.release(waiting_house, waiting.dossier, waiting_house.objects.put(b"a signed copy"))
    faults = fail_each_statement(waiting_house, lambda: publish.sequence(waiting_house))
    assert faults > len(("leaf", "head", "commit"))
    publish.publish_due(waiting_house)
    assert [finding for finding in audit_log.check_log(waiting_house) if finding.level is not Level.OK] == []
    count("failed statements", faults)

"""What clerks decide about a dossier, and what the register, the public and the journal know of it afterwards.

Reading and signing are left out: a dossier becomes compared, numbered or issued by the same functions the machine uses,
with a stored text in place of a signed copy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from certcopy.domain.dossier import State
from certcopy.domain.refusal import Ground
from certcopy.errors import (
    ChangedMeanwhile,
    CopyRevoked,
    KeyUnusable,
    MissingValue,
    RecoveryHold,
    ReusedKey,
    StillSigning,
    StoreUnreachable,
    UnknownCopy,
    WrongState,
)
from certcopy.register import journal, outbox
from certcopy.storage import schema
from certcopy.storage.objects import digest_of
from certcopy.workflow import compare, deliver, dossiers, issue, look, read, receive, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.lease import LEASE
from certcopy.workflow.record import record_by_code, record_by_digest
from certcopy.workflow.refuse import refuse
from certcopy.workflow.revoke import revoke
from certcopy.workflow.void import void
from certcopy.workflow.withdraw import withdraw

LAN, HOA = "Trần Thị Lan Mẫu", "Lê Thị Hoa Mẫu"


@pytest.fixture
def scans(small_scan: bytes) -> tuple[HandedIn, ...]:
    return (HandedIn.of("giay.jpg", small_scan),)


@pytest.fixture
def compared(house: House, scans: tuple[HandedIn, ...]) -> Dossier:
    """A dossier that has been read and waits for comparison."""
    received = receive.receive(house, receive.Request("Nguyễn Văn Mẫu", "Giấy xác nhận", scans), LAN)
    return read.keep_reading(house, received.id, house.objects.put(b"{}"), 90.0)


@pytest.fixture
def numbered(house: House, compared: Dossier) -> Dossier:
    return approve(house, compared.id, LAN)


@pytest.fixture
def issued(house: House, numbered: Dossier) -> Dossier:
    return issue.release(house, numbered.id, house.objects.put(b"%PDF-1.7 copy"))


@pytest.fixture
def unsigned(house: House, numbered: Dossier, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """A numbered dossier whose copy could not be signed."""
    monkeypatch.setitem(steps.STEPS, State.ISSUING, fail)
    steps.run_step(house, numbered.id)
    return dossiers.look_up(house, numbered.id)


def fail(*_: object) -> None:
    raise KeyUnusable(role="agency")


def rows(house: House, table: sa.Table) -> list[dict[str, Any]]:
    with house.database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(table))]


def events(house: House, dossier_id: str) -> list[str]:
    return [line["event"] for line in rows(house, schema.journal) if line["dossier"] == dossier_id]


@pytest.fixture(autouse=True)
def _journal_is_unbroken(house: House) -> Iterator[None]:
    yield
    with house.database.read() as connection:
        assert journal.first_break(connection) is None


def test_of_two_clerks_the_second_learns_who_was_first(house: House, compared: Dossier) -> None:
    approve(house, compared.id, LAN, expected_version=compared.version)
    with structlog.testing.capture_logs() as logged, pytest.raises(ChangedMeanwhile) as refused:
        refuse(house, compared.id, HOA, Ground.WORN, expected_version=compared.version)
    assert LAN in refused.value.sentence("vi")
    assert "“cấp bản sao”" in refused.value.sentence("vi")
    assert LAN in refused.value.sentence("en")
    assert LAN not in str(logged)
    assert dossiers.look_up(house, compared.id).changed_by == LAN


def test_a_clerk_sends_a_compared_dossier_and_the_certifier_approves_it(house: House, compared: Dossier) -> None:
    waiting = compare.send_to_certifier(house, compared.id, LAN)
    done = approve(house, compared.id, HOA)
    assert (waiting.state, waiting.compared_by) == (State.WAITING, LAN)
    assert (done.state, done.compared_by, done.changed_by) == (State.ISSUING, LAN, HOA)


def test_a_returned_dossier_keeps_its_reason_and_must_be_compared_anew(
    house: House, compared: Dossier, small_scan: bytes
) -> None:
    compare.send_to_certifier(house, compared.id, LAN)
    with pytest.raises(MissingValue, match="reason"):
        compare.return_to_clerk(house, compared.id, HOA, "  ")
    returned = compare.return_to_clerk(house, compared.id, HOA, "Trang 1 bị mờ")
    assert (returned.state, returned.reason, returned.compared_by) == (State.RETURNED, "Trang 1 bị mờ", None)
    again = receive.add_pages(house, compared.id, (HandedIn.of("lai.jpg", small_scan + b"\0"),), LAN)
    assert (again.state, again.pages, again.reading_digest, again.reason) == (State.READING, 1, None, None)
    assert steps.due(house) == (compared.id,)
    assert read.keep_reading(house, compared.id, again.id, 90.0).state is State.COMPARING


def test_a_dossier_waits_for_a_partner_office_and_is_taken_up_again(house: House, compared: Dossier) -> None:
    asked = compare.ask_partner(house, compared.id, LAN, "Hỏi trường về số hiệu bằng")
    assert asked.state is State.WAITING_PARTNER
    with pytest.raises(WrongState):
        approve(house, compared.id, LAN)
    assert compare.take_up(house, compared.id, LAN).state is State.COMPARING


def test_a_dossier_opened_without_pages_is_scanned_later(house: House, scans: tuple[HandedIn, ...]) -> None:
    opening = receive.Opening("Nguyễn Văn Mẫu", "Giấy xác nhận", key="o-1")
    opened = receive.open_dossier(house, opening, LAN)
    assert receive.open_dossier(house, opening, LAN).id == opened.id
    with pytest.raises(ReusedKey):
        receive.open_dossier(house, dataclasses.replace(opening, title="Giấy khác"), LAN)
    assert (opened.state, opened.pages, len(dossiers.recent(house))) == (State.SCANNING, 0, 1)
    assert receive.add_pages(house, opened.id, scans, LAN).state is State.READING


def test_a_refusal_names_the_ground_of_the_law_and_takes_no_number(house: House, compared: Dossier) -> None:
    refused = refuse(house, compared.id, LAN, Ground.ALTERED, "Ngày sinh bị sửa")
    assert (refused.state, refused.ground, refused.reason) == (State.REFUSED, Ground.ALTERED, "Ngày sinh bị sửa")
    assert rows(house, schema.entry) == []
    line = rows(house, schema.journal)[-1]
    assert (line["event"], line["actor"]) == ("refused", LAN)
    assert line["facts"] == {"state": "refused", "ground": "altered", "reason": "Ngày sinh bị sửa"}


def test_a_withdrawn_dossier_is_not_read_nor_issued(house: House, scans: tuple[HandedIn, ...]) -> None:
    received = receive.receive(house, receive.Request("Nguyễn Văn Mẫu", "Giấy", scans, compared_by=LAN), LAN)
    assert withdraw(house, received.id, LAN).state is State.WITHDRAWN
    assert steps.due(house) == ()
    with pytest.raises(WrongState):
        read.keep_reading(house, received.id, received.id, 90.0)


def test_while_a_restored_register_is_on_hold_no_number_is_taken(
    house: House, compared: Dossier, small_scan: bytes
) -> None:
    with house.database.write() as connection:
        since = house.clock().isoformat()
        connection.execute(schema.hold.insert().values(reason="restored", facts={}, since=since))
    with pytest.raises(RecoveryHold):
        approve(house, compared.id, LAN)
    early = receive.Request("Nguyễn Văn Mẫu", "Giấy hai", (HandedIn.of("b.jpg", small_scan),), compared_by=LAN)
    read_ = read.keep_reading(house, receive.receive(house, early, LAN).id, compared.id, 90.0)
    assert (read_.state, read_.failure) == (State.COMPARING, None)
    with house.database.write() as connection:
        connection.execute(schema.hold.update().values(lifted_at=since, lifted_by=HOA))
    taken = [approve(house, each, HOA).entry for each in (compared.id, read_.id)]
    assert [each.certification.number for each in taken if each] == [1, 2]


def test_an_issued_copy_is_owed_to_the_log_and_to_the_requester(house: House, issued: Dossier) -> None:
    assert [row["kind"] for row in rows(house, schema.outbox)] == ["log", "deliver"]
    log = rows(house, schema.outbox)[0]
    assert log["facts"]["event"] == "issue"
    assert "Mẫu" not in str(log["facts"])
    entry = rows(house, schema.entry)[0]
    assert entry["search"] == "nguyen van mau giay xac nhan"
    assert [row["first_number"] for row in rows(house, schema.book)] == [1]


def test_the_first_fetch_of_the_copy_is_its_delivery(house: House, issued: Dossier) -> None:
    for _ in range(2):
        deliver.was_fetched(house, issued.id, "onestop")
    assert dossiers.look_up(house, issued.id).state is State.DELIVERED
    assert events(house, issued.id)[-2:] == ["issued", "delivered"]
    assert [row["kind"] for row in rows(house, schema.outbox) if row["done_at"] is None] == ["log"]


def test_a_number_whose_copy_cannot_be_signed_is_voided_and_never_given_again(
    house: House, unsigned: Dossier, small_scan: bytes
) -> None:
    voided = void(house, unsigned.id, LAN, "Hỏng khóa ký")
    assert (voided.state, voided.reason, voided.failure) == (State.VOIDED, "Hỏng khóa ký", None)
    assert [(row["kind"], row["reason"]) for row in rows(house, schema.amendment)] == [("void", "Hỏng khóa ký")]
    assert [row["facts"]["event"] for row in rows(house, schema.outbox)] == ["void"]
    with pytest.raises(WrongState):
        issue.release(house, unsigned.id, "0" * 64)
    request = receive.Request("Nguyễn Văn Mẫu", "Giấy", (HandedIn.of("b.jpg", small_scan),), compared_by=LAN)
    following = read.keep_reading(house, receive.receive(house, request, LAN).id, unsigned.id, 90.0)
    assert following.entry is not None
    assert following.entry.certification.number == 2


def test_a_number_is_not_voided_while_its_copy_may_still_be_signed(house: House, numbered: Dossier) -> None:
    with pytest.raises(StillSigning):
        void(house, numbered.id, LAN, "Nhầm")
    assert rows(house, schema.amendment) == []
    assert dossiers.look_up(house, numbered.id).state is State.ISSUING


def test_a_revoked_copy_is_handed_out_no_more_and_the_public_learns_it(house: House, issued: Dossier) -> None:
    assert issued.entry is not None
    code = issued.entry.certification.code
    deliver.deliver(house, issued.id, LAN, deliver.Way.HANDED_OVER)
    assert (record_by_code(house, code).state, record_by_code(house, code).counts) == (State.ISSUED, True)
    revoke(house, issued.id, LAN, "Bản chính là giả")
    with pytest.raises(CopyRevoked):
        look.open_copy(house, issued.id, LAN)
    record = record_by_digest(house, digest_of(b"%PDF-1.7 copy"))
    assert record == record_by_code(house, code)
    assert (record.state, record.ended_on, record.counts) == (State.REVOKED, house.clock().date(), False)
    assert "giả" not in str(record)
    owed = [row["facts"]["event"] for row in rows(house, schema.outbox) if row["done_at"] is None]
    assert owed == ["issue", "revoke"]


def test_the_public_sees_a_voided_number_but_not_one_being_signed(house: House, unsigned: Dossier) -> None:
    assert unsigned.entry is not None
    code = unsigned.entry.certification.code
    with pytest.raises(UnknownCopy):
        record_by_code(house, code)
    void(house, unsigned.id, LAN, "Hỏng khóa ký")
    assert record_by_code(house, code).state is State.VOIDED


def test_the_same_request_under_the_same_key_is_done_once(house: House, issued: Dossier) -> None:
    first = revoke(house, issued.id, LAN, "Cấp nhầm", key="k-1")
    assert revoke(house, issued.id, LAN, "Cấp nhầm", key="k-1") == first
    with pytest.raises(ReusedKey):
        revoke(house, issued.id, LAN, "Lý do khác", key="k-1")
    assert len(rows(house, schema.amendment)) == 1


def test_a_refused_request_does_not_use_up_its_key(house: House, numbered: Dossier) -> None:
    with pytest.raises(WrongState):
        revoke(house, numbered.id, LAN, "Cấp nhầm", key="k-1")
    issue.release(house, numbered.id, house.objects.put(b"%PDF-1.7 copy"))
    assert revoke(house, numbered.id, LAN, "Cấp nhầm", key="k-1").state is State.REVOKED


def test_every_look_at_personal_data_stands_in_the_journal(house: House, issued: Dossier) -> None:
    before = len(rows(house, schema.journal))
    look.open_dossier(house, issued.id, LAN)
    look.open_page(house, issued.id, 1, LAN)
    look.open_copy(house, issued.id, LAN).close()
    look.list_recent(house, LAN, 20)
    lines = rows(house, schema.journal)[before:]
    assert [line["event"] for line in lines] == ["opened", "page_seen", "copy_seen", "listed"]
    assert {line["actor"] for line in lines} == {LAN}
    assert "Nguyễn" not in str(lines)


def test_an_effect_is_tried_again_then_shown_and_a_person_can_retry(
    house: House, issued: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    moment = house.clock()
    later = dataclasses.replace(house, clock=lambda: moment, chance=lambda: 0.5)

    def publish(_house: House, owed: outbox.Owed) -> None:
        tried.append(owed.tries)
        if len(tried) <= outbox.TRIES:
            raise StoreUnreachable(store="s3", problem="timeout")

    monkeypatch.setitem(steps.EFFECTS, "log", publish)
    for tries in range(1, outbox.TRIES + 1):
        assert steps.due(later) == (issued.id,)
        assert steps.run_step(later, issued.id) is steps.Outcome.FAILED
        assert steps.due(later) == ()
        moment += steps.pause(tries, 0.5)
    assert isinstance(dossiers.look_up(later, issued.id).failure, StoreUnreachable)
    steps.retry(later, issued.id, LAN)
    assert steps.run_step(later, issued.id) is steps.Outcome.DONE
    assert (dossiers.look_up(later, issued.id).failure, steps.due(later)) == (None, ())
    assert tried == [*range(1, outbox.TRIES + 1), 1]


def test_an_effect_that_kills_its_process_stops_after_its_tries(
    house: House, issued: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = house.clock()
    later = dataclasses.replace(house, clock=lambda: moment)

    def die(*_: object) -> None:
        raise SystemExit

    monkeypatch.setitem(steps.EFFECTS, "log", die)
    for _ in range(outbox.TRIES):
        with pytest.raises(SystemExit):
            steps.run_step(later, issued.id)
        moment += 2 * LEASE
    assert steps.due(later) == ()
    assert dossiers.look_up(later, issued.id).failure is not None


def test_waiting_grows_with_every_try_up_to_an_hour_and_is_spread_by_chance() -> None:
    waits = [steps.pause(tries, 0.5) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == 2 * steps.PAUSE
    assert waits[-1] == outbox.LONGEST_PAUSE
    assert steps.pause(3, 0.0) < steps.pause(3, 0.5) < steps.pause(3, 1.0) == 3 * steps.pause(3, 0.0)

"""A dossier's way through the whole house, on a real register and with real keys."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.errors import DuplicatePage, DuplicateUpload, KeyUnusable, MissingValue, ReusedKey, WrongState
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.objects import digest_of
from certcopy.verification.report import Verdict
from certcopy.workflow import approve, check, dossiers, steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.record import record_by_code, record_by_digest
from tests.copies import read_copy


@pytest.fixture
def request_(small_scan: bytes, request: pytest.FixtureRequest) -> Request:
    return Request("Nguyễn Văn Mẫu", f"Giấy xác nhận {request.node.name}", (HandedIn.of("giay.jpg", small_scan),))


def events(house: House, dossier_id: str) -> list[str]:
    with house.database.read() as connection:
        return list(
            connection.scalars(
                sa.select(schema.journal.c.event)
                .where(schema.journal.c.dossier == dossier_id)
                .order_by(schema.journal.c.seq)
            )
        )


def test_a_compared_scan_becomes_a_valid_copy(house: House, request_: Request) -> None:
    received = receive(house, dataclasses.replace(request_, compared_by="Lê Văn Thử"), "clerk")
    done = steps.drive(house, received.id)
    assert (done.state, done.failure) == (State.ISSUED, None)
    copy = read_copy(house, done.id)
    assert check.check_bytes(copy, house.anchors(), house.clock()).verdict is Verdict.VALID
    assert events(house, done.id) == ["received", "read", "approved", "issued"]
    with house.database.read() as connection:
        assert journal.first_break(connection) is None


def test_the_public_learns_number_and_date_but_no_name(house: House, request_: Request) -> None:
    done = steps.drive(house, receive(house, dataclasses.replace(request_, compared_by="x"), "clerk").id)
    assert done.entry is not None
    record = record_by_code(house, done.entry.certification.code.lower())
    assert record.number == done.entry.certification.printed_number
    assert "Nguyễn" not in str(record)
    assert record_by_digest(house, digest_of(read_copy(house, done.id))) == record


def test_an_uncompared_scan_waits_for_a_person(house: House, request_: Request) -> None:
    waiting = steps.drive(house, receive(house, request_, "clerk").id)
    assert (waiting.state, waiting.entry) == (State.COMPARING, None)
    approved = approve.approve(house, waiting.id, "Lê Văn Thử")
    assert approved.state is State.ISSUING
    with pytest.raises(WrongState):
        approve.approve(house, waiting.id, "Lê Văn Thử")
    assert steps.drive(house, waiting.id).state is State.ISSUED


def test_the_same_key_gives_the_same_dossier(house: House, request_: Request) -> None:
    keyed = dataclasses.replace(request_, key="k-1")
    assert receive(house, keyed, "clerk").id == receive(house, keyed, "clerk").id
    with pytest.raises(ReusedKey):
        receive(house, dataclasses.replace(keyed, title="Giấy khác"), "clerk")


def test_the_same_upload_is_taken_once_unless_confirmed(house: House, request_: Request) -> None:
    first = receive(house, request_, "clerk")
    with pytest.raises(DuplicateUpload, match=first.id):
        receive(house, request_, "clerk")
    assert receive(house, dataclasses.replace(request_, again=True), "clerk").id != first.id


def test_a_page_given_twice_is_refused(house: House, request_: Request) -> None:
    with pytest.raises(DuplicatePage):
        receive(house, dataclasses.replace(request_, scans=request_.scans * 2), "clerk")


def test_a_blank_requester_is_refused(house: House, request_: Request) -> None:
    with pytest.raises(MissingValue, match="requester"):
        receive(house, dataclasses.replace(request_, requester=" \n "), "clerk")


def test_a_key_that_does_not_open_keeps_the_number_for_a_retry(
    house: House, office_home: Home, request_: Request
) -> None:
    passphrase = office_home.keys / "certifier.pass"
    kept = passphrase.read_bytes()
    passphrase.write_bytes(b"wrong")
    try:
        failed = steps.drive(house, receive(house, dataclasses.replace(request_, compared_by="x"), "clerk").id)
    finally:
        passphrase.write_bytes(kept)
    assert failed.state is State.ISSUING
    assert isinstance(failed.failure, KeyUnusable)
    assert steps.due(house) == ()
    assert failed.entry is not None
    steps.retry(house, failed.id, "clerk")
    done = steps.drive(house, failed.id)
    assert done.state is State.ISSUED
    assert done.entry is not None
    assert done.entry.certification.number == failed.entry.certification.number


def test_refused_and_duplicate_requests_leave_no_gap_in_the_numbers(house: House, request_: Request) -> None:
    compared = dataclasses.replace(request_, compared_by="x")
    steps.drive(house, receive(house, compared, "clerk").id)
    with pytest.raises(DuplicateUpload):
        receive(house, compared, "clerk")
    steps.drive(house, receive(house, dataclasses.replace(compared, again=True), "clerk").id)
    with house.database.read() as connection:
        assert list(connection.scalars(sa.select(schema.entry.c.number).order_by(schema.entry.c.number))) == [1, 2]


def test_another_office_does_not_see_the_dossier(house: House, request_: Request) -> None:
    mine = receive(house, request_, "clerk")
    agency = dataclasses.replace(house.office.agency, code="H99.02")
    profile = dataclasses.replace(house.profile, office=dataclasses.replace(house.office, agency=agency))
    neighbour = dataclasses.replace(house, profile=profile)
    assert mine.id not in {each.id for each in dossiers.recent(neighbour)}


def test_secrets_are_readable_by_the_owner_alone(office_home: Home) -> None:
    assert {path.stat().st_mode & 0o077 for path in office_home.keys.iterdir()} == {0}

"""Signed codes in a real office: made with a copy, checked by what is published, revoked, corrected, rotated."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib

import pytest
from fastapi.testclient import TestClient

from certcopy.api.app import create_app
from certcopy.clock import VIETNAM
from certcopy.document import readback
from certcopy.domain.code_documents import parse_keys, parse_state
from certcopy.domain.code_key import StateStatement
from certcopy.domain.dossier import State
from certcopy.domain.signed_code import copy_id
from certcopy.errors import CodeKeyUnfit, CodeUnreadable, UnknownCodeKey
from certcopy.settings import Settings
from certcopy.storage import schema
from certcopy.storage.objects import digest_of
from certcopy.verification.own_code import drawn_codes
from certcopy.verification.report import CodeReport, Verdict
from certcopy.verification.signed_code import Known, check_code, read_code
from certcopy.workflow import books, steps
from certcopy.workflow.audit import audit
from certcopy.workflow.backup import back_up
from certcopy.workflow.codekeys import code_keys, key_for, revoke_key, rotate
from certcopy.workflow.codes import keys_json, known_here, state_json
from certcopy.workflow.doctor import Level, check_code_key
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.engine.embedded import EmbeddedEngine
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.record import record_by_digest
from certcopy.workflow.revoke import revoke
from tests.copies import read_copy
from tests.unit.document import ward

WHO = "Lê Văn Thử"


@pytest.fixture
def house(issued_office: tuple[House, str]) -> House:
    return issued_office[0]


@pytest.fixture
def done(issued_office: tuple[House, str]) -> Dossier:
    return look_up(*issued_office)


def code_on(house: House, dossier: Dossier) -> str:
    (code,) = drawn_codes(read_copy(house, dossier.id))
    return code


def offline(house: House, code: str) -> CodeReport:
    """Judged as a stranger does, by the published documents alone."""
    known = Known(house.anchors(), parse_keys(keys_json(house)), parse_state(state_json(house)))
    return check_code(code, known, house.clock())


def reasons(report: CodeReport) -> list[str]:
    return [why.code for why in report.reasons]


def number(dossier: Dossier) -> tuple[int, int]:
    assert dossier.entry is not None
    return dossier.entry.certification.year, dossier.entry.certification.number


def test_a_copy_s_code_is_good_by_what_the_office_publishes(house: House, done: Dossier) -> None:
    assert done.state is State.ISSUED
    report = offline(house, code_on(house, done))
    assert (report.verdict, reasons(report)) == (Verdict.VALID, ["CODE_STANDS"])
    assert report.facts is not None
    assert (report.facts.requester, report.facts.title, report.facts.test) == ("N. V. Mẫu", "Giấy xác nhận", True)
    assert report.agency == "Ủy ban nhân dân phường Ví Dụ"
    assert check_code(code_on(house, done), known_here(house), house.clock()).verdict is Verdict.VALID


def test_every_check_says_that_a_copy_was_revoked(house: House, done: Dossier) -> None:
    code = code_on(house, done)
    copy = read_copy(house, done.id)
    revoke(house, done.id, WHO, "Bản chính là giả")
    report = offline(house, code)
    assert (report.verdict, reasons(report)) == (Verdict.INVALID, ["CODE_REVOKED"])
    assert report.as_of is not None
    assert "giả" not in state_json(house)
    record = record_by_digest(house, digest_of(copy))
    assert record is not None
    assert (record.state, record.ended_on) == (State.REVOKED, house.clock().date())


def test_every_check_says_that_an_entry_was_corrected_and_that_the_copy_stands(house: House, done: Dossier) -> None:
    code, (year, taken) = code_on(house, done), number(done)
    books.correct(house, year, taken, {"requester": "Nguyễn Văn Mẩu"}, "Viết sai dấu", WHO)
    report = offline(house, code)
    assert (report.verdict, reasons(report)) == (Verdict.VALID, ["CODE_CORRECTED", "CODE_STANDS"])
    record = record_by_digest(house, digest_of(read_copy(house, done.id)))
    assert record is not None
    assert (record.state, record.corrected_on) == (State.ISSUED, house.clock().date())
    steps.drive(house, done.id)
    with house.database.read() as connection:
        leaves = connection.execute(schema.leaf.select().order_by(schema.leaf.c.position)).all()
    assert [each.content.partition('"kind":"')[2].partition('"')[0] for each in leaves] == ["issue", "correct"]
    assert "Mẩu" not in "".join(each.content for each in leaves)
    assert [finding.code for finding in audit(house) if finding.level is Level.FAULT] == []


def test_an_office_s_own_note_is_told_to_nobody(house: House, done: Dossier) -> None:
    books.correct(house, *number(done), {"note": "Đã trả bản giấy"}, "Bổ sung ghi chú", WHO)
    assert reasons(offline(house, code_on(house, done))) == ["CODE_STANDS"]
    assert record_by_digest(house, digest_of(read_copy(house, done.id))).corrected_on is None  # type: ignore[union-attr]


def test_a_rotated_key_signs_no_more_and_what_it_signed_stays_good(house: House, done: Dossier) -> None:
    code, before = code_on(house, done), code_keys(house.home)[0].statement.kid
    fresh = rotate(house, WHO)
    assert [(key.statement.kid, key.here) for key in code_keys(house.home)] == [
        (fresh.statement.kid, True),
        (before, False),
    ]
    assert offline(house, code).verdict is Verdict.VALID
    assert key_for(house, house.clock())[0].kid.hex() == fresh.statement.kid


def test_a_stolen_key_is_taken_back_and_the_next_copy_has_a_fresh_one(house: House, done: Dossier) -> None:
    code, kid = code_on(house, done), code_keys(house.home)[0].statement.kid
    revoke_key(house, kid, house.clock(), WHO, "Máy bị mất cắp")
    with pytest.raises(CodeKeyUnfit):
        state_json(house)
    key_for(house, house.clock())
    assert (offline(house, code).verdict, reasons(offline(house, code))[0]) == (
        Verdict.INCONCLUSIVE,
        "CODE_KEY_REVOKED",
    )
    revoke_key(house, kid, dt.datetime(2020, 1, 1, tzinfo=VIETNAM), WHO, "Lộ từ đầu")
    assert offline(house, code).verdict is Verdict.INVALID
    with pytest.raises(UnknownCodeKey):
        revoke_key(house, "00" * 8, house.clock(), WHO, "Nhầm")


def test_a_copy_of_the_second_in_which_its_key_was_revoked_is_not_refuted(house: House, done: Dossier) -> None:
    code, kid = code_on(house, done), code_keys(house.home)[0].statement.kid
    at = read_code(code).facts.at
    revoke_key(dataclasses.replace(house, clock=lambda: at), kid, at, WHO, "Máy bị mất cắp")
    key_for(house, house.clock())
    assert offline(house, code).verdict is Verdict.INCONCLUSIVE


def test_an_office_of_an_earlier_release_gets_its_key_with_its_first_copy(house: House, small_scan: bytes) -> None:
    for path in (*house.home.codes.glob("*"), *house.home.keys.glob("code-*")):
        path.unlink()
    house.home.codes.rmdir()
    assert [finding.code for finding in check_code_key(house)] == ["code_key.none"]
    request = Request("Nguyễn Văn Mẫu", "Giấy", (HandedIn.of("giay.jpg", small_scan),), compared_by=WHO)
    assert steps.drive(house, receive(house, request, WHO).id).state is State.ISSUED
    assert [finding.code for finding in check_code_key(house)] == ["code_key.endorsed"]


def test_doctor_and_audit_find_a_key_that_the_agency_does_not_vouch_for(house: House) -> None:
    (path,) = house.home.codes.glob("*.json")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("H99.999.001", "H99.999.002"), encoding="utf-8")
    assert [finding.code for finding in check_code_key(house)] == ["code_key.unfit"]
    assert "code_keys.unendorsed" in {finding.code for finding in audit(house)}


def test_a_back_up_without_keys_still_carries_what_checks_old_copies(house: House, tmp_path: pathlib.Path) -> None:
    backup = back_up(house, tmp_path / "backups")
    kid = code_keys(house.home)[0].statement.kid
    assert (backup.folder / "codes" / f"{kid}.json").is_file()
    assert not (backup.folder / "keys").exists()


def test_a_code_that_cannot_be_read_back_stops_before_anything_is_signed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    of, page = ward.office(), ward.page("chữ")
    image = dataclasses.replace(page.image, jpeg=b"", digest=digest_of(page.image.jpeg))
    arguments = (dataclasses.replace(page, image=image),), ward.certification(of), of, ward.AT, ward.SIGNED_CODE
    rooms = [tmp_path / name for name in ("sharp", "blurred")]
    for room in rooms:
        room.mkdir()
        (room / image.digest).write_bytes(page.image.jpeg)
    readback.compose_in_folder(str(rooms[0]), *arguments)
    monkeypatch.setattr(readback, "PRINT_DPI", 30)
    with pytest.raises(CodeUnreadable):
        readback.compose_in_folder(str(rooms[1]), *arguments)


def test_anyone_fetches_both_documents_from_any_page(house: House, done: Dossier) -> None:
    assert done.entry is not None
    revoke(house, done.id, WHO, "Nhầm người")
    app = create_app(house, EmbeddedEngine(house), "key", Settings(), hosts=["testserver"])
    visitor = TestClient(app)
    keys, state = visitor.get("/verify/keys.json"), visitor.get("/verify/state.json")
    assert keys.text == keys_json(house)
    said = StateStatement.parse(parse_state(state.text).statement)
    assert [(entry.id, entry.state) for entry in said.copies] == [(copy_id(done.entry.certification.code), "revoked")]
    for answer in (keys, state):
        assert (answer.headers["access-control-allow-origin"], "public" in answer.headers["cache-control"]) == (
            "*",
            True,
        )
        assert not {"set-cookie"} & set(answer.headers)

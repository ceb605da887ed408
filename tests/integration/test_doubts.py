"""A paper that may be no original: nobody issues its copy without having answered, and the journal keeps the answer."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from certcopy.domain.dossier import State
from certcopy.domain.originality import Suspicion
from certcopy.errors import BadRules, ChangedMeanwhile, DoubtsStand, MissingValue, WrongState
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.profile import Originality
from certcopy.workflow import compare, dossiers, read, receive, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.doctor import Level, examine_office
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.entitle import entitle
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.transition import By
from certcopy.workflow.withdraw import withdraw
from fixtures.generator.drawn import copy_scan
from fixtures.generator.layouts.forms import form
from tests.integration.test_api import DOSSIERS, KEY, client_of

LAN = "Trần Thị Lan Mẫu"


def received(house: House, scan: bytes, compared_by: str | None = None) -> Dossier:
    request = receive.Request("Nguyễn Văn Mẫu", "Giấy tờ", (HandedIn.of("a.jpg", scan),), compared_by=compared_by)
    return receive.receive(house, request, LAN)


def doubted(house: House, scan: bytes, compared_by: str | None = None) -> Dossier:
    """A dossier whose reading found a certification statement and a black seal."""
    dossier, found = received(house, scan, compared_by), (Suspicion.CERTIFIED_COPY, Suspicion.BLACK_SEAL)
    return read.keep_reading(house, dossier.id, house.objects.put(b"{}"), 90.0, suspicions=found)


def journalled(house: House, event: str) -> dict[str, object]:
    line = sa.select(schema.journal.c.facts).where(schema.journal.c.event == event)
    with house.database.read() as connection:
        facts: dict[str, object] = connection.scalars(line).one()
    return facts


def wanting_reasons(house: House) -> House:
    profile = dataclasses.replace(house.profile, originality=Originality(reason_required=True))
    return dataclasses.replace(house, profile=profile)


def test_what_was_compared_before_the_warning_waits_for_a_person(house: House, small_scan: bytes) -> None:
    dossier = doubted(house, small_scan, compared_by=LAN)
    assert (dossier.state, dossier.entry) == (State.COMPARING, None)
    assert dossier.suspicions == (Suspicion.CERTIFIED_COPY, Suspicion.BLACK_SEAL)


def test_going_on_is_kept_with_who_and_why(house: House, small_scan: bytes) -> None:
    dossier = doubted(house, small_scan)
    approve(house, dossier.id, LAN, despite="  bản chính, dấu cũ  ")
    facts = journalled(house, "approved")
    assert (facts["despite"], facts["why"]) == ("certified_copy black_seal", "bản chính, dấu cũ")


def test_an_office_may_want_a_reason(house: House, small_scan: bytes) -> None:
    strict, dossier = wanting_reasons(house), doubted(house, small_scan)
    for verb in (approve, compare.send_to_certifier):
        with pytest.raises(DoubtsStand) as refusal:
            verb(strict, dossier.id, LAN)
        assert (refusal.value.suspicion, refusal.value.count) == ("certified_copy", 2)
        assert "có lời chứng thực bản sao" in refusal.value.sentence("vi")
    assert dossiers.look_up(house, dossier.id).state is State.COMPARING
    assert compare.send_to_certifier(strict, dossier.id, LAN, despite="đã xem giấy").state is State.WAITING
    assert journalled(house, "sent")["why"] == "đã xem giấy"


def test_a_paper_nobody_doubts_needs_no_answer(house: House, small_scan: bytes) -> None:
    dossier = received(house, small_scan)
    read.keep_reading(house, dossier.id, house.objects.put(b"{}"), 90.0)
    approve(wanting_reasons(house), dossier.id, LAN)
    assert "despite" not in journalled(house, "approved")


def test_a_title_is_changed_until_a_number_is_taken(house: House, small_scan: bytes) -> None:
    dossier = doubted(house, small_scan)
    changed = entitle(house, dossier.id, "  Giấy khai sinh số 15  ", By(LAN, dossier.version, "once"))
    assert (changed.title, changed.version, changed.state) == (
        "Giấy khai sinh số 15",
        dossier.version + 1,
        State.COMPARING,
    )
    assert (
        entitle(house, dossier.id, "Giấy khai sinh số 15", By(LAN, dossier.version, "once")).version == changed.version
    )
    assert "15" not in str(journalled(house, "entitled"))
    with pytest.raises(ChangedMeanwhile):
        entitle(house, dossier.id, "Khác", By(LAN, dossier.version))
    with pytest.raises(MissingValue):
        entitle(house, dossier.id, "  ", By(LAN))
    withdraw(house, dossier.id, LAN)
    with pytest.raises(WrongState):
        entitle(house, dossier.id, "Khác", By(LAN))


def test_a_certified_copy_is_read_warned_about_and_refused_over_http(house: House) -> None:
    onestop, scan = client_of(house), copy_scan(form("confirmation"), "certified_copy")
    dossier = received(house, scan)
    assert onestop.get(f"{DOSSIERS}/{dossier.id}/reading").json()["code"] == "request.not_read_yet"
    steps.drive(house, dossier.id)
    assert set(onestop.get(f"{DOSSIERS}/{dossier.id}").json()["warnings"]) == {"certified_copy", "black_seal"}
    reading = onestop.get(f"{DOSSIERS}/{dossier.id}/reading").json()
    warning = reading["doubts"][0]
    assert (warning["suspicion"], warning["ground"], warning["warning"]) == ("certified_copy", "not_original", True)
    assert warning["box"]["top"] > reading["pages"][0]["height"] / 2
    values = {field["name"]: field["value"] for field in reading["fields"]}
    assert values["number"] == "0144/GXN-UBND"
    assert reading["proposed_title"] == "Giấy xác nhận số 0144/GXN-UBND"
    assert reading["kind_label"] == "Giấy xác nhận"
    page = clerk_of(house).get(f"/counter/dossiers/{dossier.id}?ground=not_original").text
    assert 'value="not_original" required checked' in page
    assert warning["words"] in page
    assert journalled(house, "reading_seen") == {}


def clerk_of(house: House) -> TestClient:
    clerk = client_of(house, key=None)
    clerk.get("/counter/enter", params={"key": KEY})
    clerk.headers["Sec-Fetch-Site"] = "same-origin"
    return clerk


def test_a_clerk_takes_the_proposed_title_and_undoes_it(house: House, small_scan: bytes) -> None:
    clerk, dossier = clerk_of(house), steps.drive(house, received(house, small_scan).id)
    form_data = {"version": str(dossier.version), "key": "a", "title": "Giấy xác nhận số 15/GXN"}
    shown = clerk.post(f"/counter/dossiers/{dossier.id}/entitle", data=form_data)
    assert shown.status_code == 200
    assert "Đã đổi tên bản chính. Tên trước đó: Giấy tờ" in shown.text
    undo = {"version": str(dossier.version + 1), "key": "b", "title": "Giấy tờ"}
    clerk.post(f"/counter/dossiers/{dossier.id}/entitle", data=undo)
    assert dossiers.look_up(house, dossier.id).title == "Giấy tờ"
    empty = clerk.post(f"/counter/dossiers/{dossier.id}/entitle", data={"title": " "})
    assert (empty.status_code, "request.missing_value" in empty.text) == (422, True)


def test_an_office_with_a_wrong_rule_file_is_told_which_and_why(office_home: Home) -> None:
    office_home.rules.mkdir()
    (office_home.rules / "permit.toml").write_text('vi = "Giấy phép"', encoding="utf-8")
    with pytest.raises(BadRules, match=r"permit\.toml"):
        open_house(office_home)
    faults = [each for each in examine_office(office_home, "auto", 0) if each.level is Level.FAULT]
    assert [(each.check, each.code) for each in faults] == [("rules", "office.bad_rules")]


def test_an_office_reads_by_its_own_rules(office_home: Home, small_scan: bytes) -> None:
    office_home.rules.mkdir()
    own = 'vi = "Giấy của phường"\ntitles = ["GIẤY XÁC NHẬN"]'
    (office_home.rules / "confirmation.toml").write_text(own, encoding="utf-8")
    house = open_house(office_home)
    dossier = received(house, small_scan)
    steps.drive(house, dossier.id)
    found = read.reading_of(house, dossiers.look_up(house, dossier.id))
    house.close()
    assert found is not None
    assert house.rules.kind_words(found.kind or "", "vi") == "Giấy của phường"

"""The page desk over plain forms, and the same over REST."""

from __future__ import annotations

import io
import re
import urllib.parse
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from certcopy.api.counter import pagedesk
from certcopy.api.counter.pageforms import INSET
from certcopy.domain.edit import Crop, Edits, PageEdit, turned, unedited
from certcopy.domain.page import Reading
from certcopy.storage import schema
from certcopy.workflow import compare, edits, read, receive, steps
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.stack import stack_of
from certcopy.workflow.transition import By
from tests.integration.test_api import KEY, client_of


@pytest.fixture
def dossier(house: House, small_scan: bytes) -> Dossier:
    out = io.BytesIO()
    Image.new("L", (827, 1165), 250).save(out, "PNG", dpi=(200, 200))
    scans = (HandedIn.of("1.jpg", small_scan), HandedIn.of("2.png", out.getvalue()))
    return steps.drive(house, receive.receive(house, receive.Request("Nguyễn Văn Mẫu", "Giấy", scans), "Lan").id)


@pytest.fixture
def clerk(house: House) -> TestClient:
    client = client_of(house, key=None)
    client.get("/counter/enter", params={"key": KEY})
    client.headers["Sec-Fetch-Site"] = "same-origin"
    return client


def press(clerk: TestClient, dossier: Dossier, do: str, scan: int = 1, **boxes: str) -> Any:
    form = {"do": do, "scan": str(scan), **boxes}
    return clerk.post(f"/counter/dossiers/{dossier.id}/desk", data=form)


def now(house: House, dossier: Dossier) -> Edits:
    return stack_of(house, dossier.id).history.edits


def test_every_button_works_as_a_plain_form(house: House, dossier: Dossier, clerk: TestClient) -> None:
    for do, expected in (
        ("right", PageEdit(1, 90)),
        ("corners", PageEdit(1, 90, corners=INSET)),
        ("left", PageEdit(1, 0, corners=turned(PageEdit(1, corners=INSET), 0, 270).corners)),
        ("no-corners", PageEdit(1, 0)),
        ("leave-out", PageEdit(1, 0, left_out=True)),
        ("bring-back", PageEdit(1, 0)),
        ("reset", PageEdit(1)),
    ):
        answer = press(clerk, dossier, do)
        assert answer.status_code == 303, answer.text
        assert next(edit for edit in now(house, dossier) if edit.scan == 1) == expected
    assert press(clerk, dossier, "down").status_code == 303
    assert [edit.scan for edit in now(house, dossier)] == [2, 1]
    assert press(clerk, dossier, "join").status_code == 303
    assert now(house, dossier)[1].joined
    press(clerk, dossier, "part")
    press(clerk, dossier, "order", order="1,2")
    assert now(house, dossier) == unedited(2)
    press(clerk, dossier, "undo")
    assert [edit.scan for edit in now(house, dossier)] == [2, 1]
    press(clerk, dossier, "redo")
    assert now(house, dossier) == unedited(2)


def test_numbers_are_applied_with_point_or_comma(house: House, dossier: Dossier, clerk: TestClient) -> None:
    press(clerk, dossier, "apply", skew="-1,5", left="10", top="0", right="90", bottom="100", paper="a5")
    assert now(house, dossier)[0] == PageEdit(1, 0, skew=-1.5, crop=Crop(0.1, 0, 0.9, 1), paper="a5")


@pytest.mark.parametrize(
    "boxes",
    [
        {"do": "apply", "skew": "nan"},
        {"do": "apply", "skew": "mười"},
        {"do": "apply", "left": "60", "right": "40", "top": "0", "bottom": "100"},
        {"do": "apply", "paper": "b4"},
        {"do": "order", "order": "1,1"},
        {"do": "accept:outline"},
        {"do": "fly"},
        {"do": "left", "scan": "9"},
        {"do": "undo"},
    ],
)
def test_what_makes_no_sense_is_refused_on_the_desk_itself(
    house: House, dossier: Dossier, clerk: TestClient, boxes: dict[str, str]
) -> None:
    answer = clerk.post(f"/counter/dossiers/{dossier.id}/desk", data={"scan": "1", **boxes})
    assert answer.status_code == 422
    assert 'id="desk"' in answer.text
    assert now(house, dossier) == unedited(2)


def test_a_stale_desk_is_told_who_was_first(house: House, dossier: Dossier, clerk: TestClient) -> None:
    edits.edit(house, dossier.id, (PageEdit(2), PageEdit(1)), By("Hoa"))
    answer = press(clerk, dossier, "left", list="0")
    assert answer.status_code == 412
    assert "request.changed_meanwhile" in answer.text


def test_the_machines_reading_does_not_make_a_desk_stale(house: House, dossier: Dossier, clerk: TestClient) -> None:
    press(clerk, dossier, "left", list="0")
    steps.drive(house, dossier.id)
    assert press(clerk, dossier, "left", list="1").status_code == 303


def test_the_blank_page_is_proposed_accepted_and_left_out(house: House, dossier: Dossier, clerk: TestClient) -> None:
    assert "Bỏ trang: trang trắng" in clerk.get(f"/counter/dossiers/{dossier.id}/desk?scan=2").text
    press(clerk, dossier, "accept:blank", 2)
    assert now(house, dossier)[1] == PageEdit(2, left_out=True)
    assert steps.drive(house, dossier.id).pages == 1


def test_a_draft_is_drawn_without_being_kept(house: House, dossier: Dossier, clerk: TestClient) -> None:
    address = f"/counter/dossiers/{dossier.id}/desk/preview/1"
    drawn = clerk.get(address, params={"side": 300, "draft": "skew=0&left=0&top=0&right=50&bottom=100"})
    assert Image.open(io.BytesIO(drawn.content)).size == (107, 300)
    whole = clerk.get(address, params={"side": 300, "whole": "1", "draft": "left=0&top=0&right=50&bottom=100"})
    assert Image.open(io.BytesIO(whole.content)).size == (213, 300)
    assert now(house, dossier) == unedited(2)
    assert clerk.get(address, params={"draft": "skew=99"}).status_code == 422
    assert clerk.get(f"/counter/dossiers/{dossier.id}/desk/preview/7").status_code == 404


def test_a_reason_lets_poor_pages_pass_and_is_shown(house: House, dossier: Dossier, clerk: TestClient) -> None:
    edits.edit(house, dossier.id, (PageEdit(2), PageEdit(1)), By("Lan"))
    read.keep_reading(house, dossier.id, dossier.reading_digest or "", 90.0, poor=1)
    page = f"/counter/dossiers/{dossier.id}"
    assert "1 trang không đạt chất lượng" in clerk.get(page).text
    refused = clerk.post(f"{page}/approve", data={"compared": "true"})
    assert "request.poor_pages" in refused.text
    assert press(clerk, dossier, "accept-poor", reason="").status_code == 422
    assert press(clerk, dossier, "accept-poor", reason="bản giấy đã mờ").status_code == 303
    assert "bản giấy đã mờ" in clerk.get(page).text
    assert look_up(house, dossier.id).accepted_by == house.office.clerk.name


def test_the_onestop_software_sees_quality_and_proposals_and_puts_edits(house: House, dossier: Dossier) -> None:
    onestop = client_of(house)
    address = f"/api/v1/dossiers/{dossier.id}"
    seen = onestop.get(f"{address}/pages").json()
    assert [each["kind"] for each in seen["proposals"]] == ["blank"]
    assert {each["measure"] for each in seen["pages"][0]["findings"]} >= {"resolution", "contrast", "sharpness"}
    body = {"edits": [{"scan": 2, "left_out": True}, {"scan": 1, "turn": 180}], "list": seen["list"], "by": "Hoa"}
    put = onestop.put(f"{address}/edits", json=body)
    assert (put.status_code, put.json()["state"]) == (200, "reading")
    assert onestop.put(f"{address}/edits", json=body).status_code == 412
    assert onestop.put(f"{address}/edits", json={"edits": [{"scan": 1}]}).json()["code"] == "request.bad_edit"
    steps.drive(house, dossier.id)
    assert onestop.get(f"{address}/pages").json()["pages"][0]["scans"] == [1]
    scan = onestop.get(f"{address}/scans/2")
    assert scan.headers["Content-Type"] == "image/jpeg"
    assert onestop.get(f"{address}/scans/3").status_code == 404


def test_what_was_sent_to_the_certifier_is_shown_but_not_changed(
    house: House, dossier: Dossier, clerk: TestClient
) -> None:
    clerk.post(f"/counter/dossiers/{dossier.id}/send", data={})
    page = clerk.get(f"/counter/dossiers/{dossier.id}/desk").text
    assert "Không chỉnh các trang này được nữa" in page
    assert not re.search(r'name="do" value="apply"', page)
    assert press(clerk, dossier, "left").status_code == 409


def test_pages_replaced_while_the_desk_is_drawn_are_shown_as_they_were(
    house: House, dossier: Dossier, clerk: TestClient, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading_of(house: House, dossier: Dossier) -> Reading | None:
        found = read.reading_of(house, dossier)
        if not replaced:
            replaced.append(compare.return_to_clerk(house, dossier.id, "Lan", "quét lại"))
            receive.add_pages(house, dossier.id, (HandedIn.of("1.jpg", small_scan),), "Lan")
        return found

    replaced: list[Dossier] = []
    monkeypatch.setattr(pagedesk, "reading_of", reading_of)
    shown = clerk.get(f"/counter/dossiers/{dossier.id}/desk")
    assert (shown.status_code, shown.text.count("/preview/2?")) == (200, 1)


def test_the_desk_of_erased_scans_is_no_address(house: House, dossier: Dossier, clerk: TestClient) -> None:
    with house.database.write() as connection:
        connection.execute(schema.dossier.update().values(erased_at=house.clock().isoformat()))
    desk = f"/counter/dossiers/{dossier.id}/desk"
    assert [clerk.get(f"{desk}{rest}").status_code for rest in ("", "/preview/1", "?scan=2")] == [404, 404, 404]


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "1.5", "\0"])
def test_numbers_that_name_no_page_do_no_harm(dossier: Dossier, clerk: TestClient, number: str) -> None:
    assert press(clerk, dossier, "right", list=number).status_code in (303, 412)
    form = {"do": "right", "scan": number}
    assert clerk.post(f"/counter/dossiers/{dossier.id}/desk", data=form).status_code == 422
    preview = f"/counter/dossiers/{dossier.id}/desk/preview/{urllib.parse.quote(number)}"
    assert clerk.get(preview).status_code in (404, 422)

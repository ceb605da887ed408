"""Pages are edited, read again, and certified as they were edited; the scans stay as they were."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from certcopy.domain.dossier import State
from certcopy.domain.edit import Crop, Edits, PageEdit, unedited
from certcopy.errors import (
    BadEdit,
    ChangedMeanwhile,
    MissingValue,
    NoSuchAddress,
    NothingToUndo,
    PoorPages,
    StoreDamaged,
    WrongState,
)
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.workflow import approve, audit, compare, dossiers, edits, gate, read, receive, sheets, steps
from certcopy.workflow.doctor import Level
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.stack import image_in, stack_of
from certcopy.workflow.transition import By
from tests.copies import read_copy

LAN = "Trần Thị Lan Mẫu"


def second(scan: bytes) -> bytes:
    """The same print on paper of another tint, turned upside down."""
    out = io.BytesIO()
    Image.open(io.BytesIO(scan)).rotate(180).save(out, "JPEG", quality=80, dpi=(200, 200))
    return out.getvalue()


@pytest.fixture
def compared(house: House, small_scan: bytes) -> Dossier:
    """Two pages that were read and wait for the comparison."""
    scans = (HandedIn.of("1.jpg", small_scan), HandedIn.of("2.jpg", second(small_scan)))
    return steps.drive(house, receive.receive(house, receive.Request("Nguyễn Văn Mẫu", "Giấy", scans), LAN).id)


def by(dossier: Dossier) -> By:
    return By(LAN, dossier.version)


def edited(house: House, dossier: Dossier, *pages: PageEdit) -> Dossier:
    return edits.edit(house, dossier.id, pages, by(dossier))


def test_edited_pages_are_read_again_and_compared_again_while_the_scans_stay(house: House, compared: Dossier) -> None:
    before = stack_of(house, compared.id).scans
    changed = edited(house, compared, PageEdit(2, 180), PageEdit(1, crop=Crop(0, 0, 1, 0.6)))
    assert (changed.state, changed.reading_digest, changed.compared_by) == (State.READING, None, None)
    again = steps.drive(house, compared.id)
    reading = read.reading_of(house, again)
    assert again.state is State.COMPARING
    assert reading is not None
    assert stack_of(house, compared.id).scans == before
    first, cut = stack_of(house, compared.id).pages
    assert (first.digest, first.turn) == (before[1].digest, 180)
    assert cut.height == pytest.approx(before[0].height * 0.6, abs=1)
    assert [page.edits for page in reading.pages] == [(PageEdit(2, 180),), (PageEdit(1, crop=Crop(0, 0, 1, 0.6)),)]


def test_only_what_was_edited_is_read_again(house: House, compared: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Edits] = []
    confined = sheets._read_confined

    def counted(scans: object, sheet: Edits, *rest: object) -> object:
        asked.append(sheet)
        return confined(scans, sheet, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets, "_read_confined", counted)
    edited(house, compared, PageEdit(1), PageEdit(2, crop=Crop(0, 0, 1, 0.9)))
    steps.drive(house, compared.id)
    assert asked == [(PageEdit(2, crop=Crop(0, 0, 1, 0.9)),)]


def test_undo_and_redo_walk_through_every_list(house: House, compared: Dossier) -> None:
    one = edited(house, compared, PageEdit(2), PageEdit(1))
    two = edited(house, one, PageEdit(2), PageEdit(1, 90))
    assert edits.undo(house, compared.id, by(two)).edits == one.edits
    back = edits.undo(house, compared.id, By(LAN))
    assert stack_of(house, compared.id).history.edits == unedited(2)
    with pytest.raises(NothingToUndo):
        edits.undo(house, compared.id, by(back))
    edits.redo(house, compared.id, By(LAN))
    assert stack_of(house, compared.id).history.edits == (PageEdit(2), PageEdit(1))
    last = edits.redo(house, compared.id, By(LAN))
    assert stack_of(house, compared.id).history.edits == (PageEdit(2), PageEdit(1, 90))
    with pytest.raises(NothingToUndo):
        edits.redo(house, compared.id, by(last))


def test_undoing_everything_certifies_the_scans_themselves(house: House, compared: Dossier) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1, crop=Crop(0, 0, 1, 0.5)))
    steps.drive(house, compared.id)
    edits.undo(house, compared.id, By(LAN))
    steps.drive(house, compared.id)
    assert [page.digest for page in stack_of(house, compared.id).pages] == [
        page.digest for page in stack_of(house, compared.id).scans
    ]


def test_a_page_left_out_is_not_certified_nor_charged_but_can_come_back(house: House, compared: Dossier) -> None:
    edited(house, compared, PageEdit(1), PageEdit(2, left_out=True))
    done = steps.drive(house, compared.id)
    assert done.pages == 1
    approved = approve.approve(house, compared.id, LAN, done.version)
    assert approved.entry is not None
    assert approved.entry.certification.fee == 2000
    assert steps.drive(house, compared.id).state is State.ISSUED
    assert read_copy(house, compared.id).startswith(b"%PDF-")
    assert {finding.level for finding in audit.check_objects(house, None)} == {Level.OK}


def test_who_looked_a_moment_ago_still_sees_the_pages_of_then(house: House, compared: Dossier) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1, left_out=True))
    steps.drive(house, compared.id)
    seen = read.reading_of(house, compared)
    assert seen is not None
    assert [page.image.digest for page in seen.pages] == [page.digest for page in stack_of(house, compared.id).scans]


def test_two_clerks_do_not_overwrite_each_others_edits(house: House, compared: Dossier) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1))
    with pytest.raises(ChangedMeanwhile):
        edited(house, compared, PageEdit(1, 90), PageEdit(2))


def test_a_reading_of_pages_edited_meanwhile_is_not_kept(house: House, compared: Dossier) -> None:
    stale = edited(house, compared, PageEdit(2), PageEdit(1))
    edited(house, stale, PageEdit(1), PageEdit(2))
    with pytest.raises(ChangedMeanwhile):
        read.keep_reading(house, compared.id, "0" * 64, 90.0, version=stale.version)


def test_bad_edits_change_nothing(house: House, compared: Dossier) -> None:
    with pytest.raises(BadEdit):
        edited(house, compared, PageEdit(1))
    assert look_up(house, compared.id) == compared


def test_what_was_approved_is_edited_no_more(house: House, compared: Dossier) -> None:
    approved = approve.approve(house, compared.id, LAN)
    with pytest.raises(WrongState):
        edited(house, approved, PageEdit(2), PageEdit(1))


def test_new_scans_begin_unedited(house: House, compared: Dossier, small_scan: bytes) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1))
    compare.return_to_clerk(house, compared.id, LAN, "thiếu trang")
    receive.add_pages(house, compared.id, (HandedIn.of("x.jpg", second(second(small_scan))),), LAN)
    done = steps.drive(house, compared.id)
    assert (done.state, done.pages, stack_of(house, compared.id).history.edits) == (State.COMPARING, 1, unedited(1))


def test_the_gate_lets_poor_pages_pass_only_with_a_reason_that_the_certifier_sees(
    house: House, compared: Dossier
) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1))
    poor = read.keep_reading(house, compared.id, compared.reading_digest or "", 90.0, poor=1)
    for decide in (approve.approve, compare.send_to_certifier):
        with pytest.raises(PoorPages):
            decide(house, compared.id, LAN)
    with pytest.raises(MissingValue):
        gate.accept_poor_pages(house, compared.id, " ", by(poor))
    gate.accept_poor_pages(house, compared.id, "bản chính mờ sẵn", by(poor))
    sent = compare.send_to_certifier(house, compared.id, LAN)
    assert (sent.accepted_by, sent.accepted_for) == (LAN, "bản chính mờ sẵn")


def test_a_new_reading_asks_for_a_new_reason(house: House, compared: Dossier) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1))
    read.keep_reading(house, compared.id, compared.reading_digest or "", 90.0, poor=1)
    accepted = gate.accept_poor_pages(house, compared.id, "bản chính mờ sẵn", By(LAN))
    changed = edited(house, accepted, PageEdit(1), PageEdit(2))
    assert (changed.poor_pages, changed.accepted_by, changed.accepted_for) == (0, None, None)


def test_of_two_who_edit_in_the_same_moment_on_postgresql_one_is_told_of_the_other(
    office_home: Home, postgres_url: str, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a transaction sees what others commit between its statements."""
    monkeypatch.setenv("CERTCOPY_DATABASE", postgres_url)
    house = open_house(office_home)
    scans = (HandedIn.of("1.jpg", small_scan), HandedIn.of("2.jpg", second(small_scan)))
    dossier = receive.receive(house, receive.Request("Nguyễn Văn Mẫu", "Giấy", scans), LAN)

    def late(connection: sa.Connection, dossier_id: str) -> int:
        monkeypatch.undo()
        edits.edit(house, dossier_id, (PageEdit(2), PageEdit(1)), By("Minh"))
        return dossiers.count_scans(connection, dossier_id)

    monkeypatch.setattr(edits, "count_scans", late)
    with pytest.raises(ChangedMeanwhile) as told:
        edits.edit(house, dossier.id, (PageEdit(1, 90), PageEdit(2)), By(LAN))
    assert told.value.by == "Minh"
    house.close()


def replaced(house: House, dossier: Dossier, scan: bytes) -> None:
    """Somebody returns the dossier, and hands in one page instead of its two."""
    compare.return_to_clerk(house, dossier.id, LAN, "quét lại")
    receive.add_pages(house, dossier.id, (HandedIn.of("x.jpg", second(second(scan))),), LAN)


def test_pages_that_are_replaced_as_the_machine_begins_to_read_are_read_next(
    house: House, compared: Dossier, small_scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(house, compared, PageEdit(2), PageEdit(1, left_out=True))
    with monkeypatch.context() as between:
        between.setattr(read, "former_reading", lambda *_: replaced(house, compared, small_scan))
        assert steps.run_step(house, compared.id) is steps.Outcome.DONE
    done = steps.drive(house, compared.id)
    assert (done.state, done.pages, done.failure) == (State.COMPARING, 1, None)


def test_scans_that_are_erased_while_somebody_looks_are_gone_and_no_damage(house: House, compared: Dossier) -> None:
    stack = stack_of(house, compared.id)
    for digest in (stack.scans[0].digest, compared.reading_digest or ""):
        house.objects.delete(digest)
    with pytest.raises(StoreDamaged):
        image_in(house, stack, stack.scans, 1)
    with house.database.write() as connection:
        connection.execute(schema.dossier.update().values(erased_at=house.clock().isoformat()))
    with pytest.raises(NoSuchAddress):
        image_in(house, stack, stack.scans, 1)
    with pytest.raises(NoSuchAddress):
        read.reading_of(house, compared)

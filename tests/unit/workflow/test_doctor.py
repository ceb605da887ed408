"""What the doctor must not overlook."""

from __future__ import annotations

import dataclasses
import datetime as dt
import socket
import sys

import pytest
import sqlalchemy as sa

from certcopy import clock
from certcopy.errors import StoreDamaged
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.workflow import doctor
from certcopy.workflow.doctor import Finding, Level
from certcopy.workflow.house import House


def only(findings: doctor.Findings) -> Finding:
    (finding,) = findings
    return finding


@pytest.mark.parametrize(
    ("after", "code", "level"),
    [
        (dt.timedelta(days=-1), "certificate.not_yet", Level.FAULT),
        (dt.timedelta(days=1), "certificate.valid", Level.OK),
        (dt.timedelta(days=5 * 365 - 29), "certificate.expires_soon", Level.WARNING),
        (dt.timedelta(days=5 * 365), "certificate.expired", Level.FAULT),
    ],
)
def test_a_certificate_is_judged_by_the_days_it_has_left(
    house: House, after: dt.timedelta, code: str, level: Level
) -> None:
    found = only(doctor.check_certificate("certifier", house.keyring.certifier(), clock.now() + after))
    assert (found.code, found.level) == (code, level)
    assert found.facts["subject"] == "Trần Thị Mẫu"


def test_a_certificate_of_another_agency_is_noticed(house: House) -> None:
    assert list(doctor.check_agency_name(house)) == []
    agency = dataclasses.replace(house.profile.office.agency, name="UBND phường Khác")
    office = dataclasses.replace(house.profile.office, agency=agency)
    profile = dataclasses.replace(house.profile, office=office)
    found = only(doctor.check_agency_name(dataclasses.replace(house, profile=profile)))
    assert (found.code, found.level) == ("certificate.another_name", Level.WARNING)


def test_a_workers_machine_needs_no_counter_key(house: House) -> None:
    house.home.counter_key.unlink()
    assert only(doctor.check_key_files(house)).level is Level.OK


def test_an_altered_journal_is_found_at_its_line(house: House) -> None:
    doctored: dict[str, object] = {
        "at": "2026-01-01T00:00:00+07:00",
        "actor": "x",
        "event": "issued",
        "dossier": None,
        "facts": {},
    }
    with house.database.write() as connection:
        connection.execute(schema.journal.insert().values(seq=1, chain="0" * 64, **doctored))
    found = only(doctor.check_register(house))
    assert (found.level, found.code, found.facts) == (Level.FAULT, "register.journal_broken", {"seq": 1})


def test_a_clock_behind_the_journal_is_found(house: House) -> None:
    later = (clock.now() + dt.timedelta(hours=1)).isoformat()
    with house.database.write() as connection:
        journal.write(connection, dt.datetime.fromisoformat(later), "machine", "read", None, {})
    assert [found.code for found in doctor.check_register(house)] == ["register.sound", "clock.behind"]


def test_a_gap_in_the_numbers_is_found(house: House) -> None:
    book = {"authority": house.authority, "symbol": "SCT/BS", "year": 2026, "n": 2}
    with house.database.write() as connection:
        connection.execute(sa.insert(schema.counter).values(**book))
    found = only(doctor.check_numbers(house.database))
    assert (found.level, found.code) == (Level.FAULT, "numbers.gap")


def test_what_a_check_raises_is_a_finding(house: House) -> None:
    def damaged() -> doctor.Findings:
        house.objects.get("0" * 64)
        return iter(())

    assert only(doctor.guarded("objects", damaged)).code == StoreDamaged.code


def test_a_taken_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert only(doctor.check_port(taken.getsockname()[1])).code == "port.taken"


def test_a_clock_that_differs_from_the_disks_is_found(office_home: Home) -> None:
    assert only(doctor.check_clock(office_home, clock.now())).code == "clock.agrees"
    assert only(doctor.check_clock(office_home, clock.now() - dt.timedelta(minutes=2))).code == "clock.differs"


def test_an_engine_that_must_read_without_onnx_runtime_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(doctor.check_ocr("auto")).code == "ocr.engine"
    monkeypatch.setitem(sys.modules, "certcopy.ocr.bundled", None)
    found = only(doctor.check_ocr("auto"))
    assert (found.code, found.level) == ("ocr.slow", Level.WARNING)

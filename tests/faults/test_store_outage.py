"""The object store goes away and comes back: nothing is lost, the dossier says what failed, and retrying works."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import pathlib
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from certcopy.clock import VIETNAM
from certcopy.domain.dossier import State
from certcopy.errors import StoreUnreachable
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.objects import s3
from certcopy.verification.report import Verdict
from certcopy.workflow import check, dossiers, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.audit import audit
from certcopy.workflow.doctor import Level
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive
from tests import seaweed
from tests.copies import read_copy
from tests.faults.conftest import Count
from tests.seaweed import Seaweed


@pytest.fixture
def store(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seaweed]:
    """A bucket of its own, which may be taken away; the client is less patient than in an office."""
    if not seaweed.PROGRAM.exists():
        pytest.skip("SeaweedFS is not installed")
    (tmp_path / "weed").mkdir()
    with seaweed.running(tmp_path / "weed") as server:
        for name, value in server.environment("outage").items():
            monkeypatch.setenv(name, value)
        yield server


def request(scan: bytes, title: str) -> Request:
    return Request("Nguyễn Văn Mẫu", title, (HandedIn.of("giay.jpg", scan),), key=title)


def test_an_office_outlives_its_object_store(
    office_home: Home, store: Seaweed, small_scan: bytes, monkeypatch: pytest.MonkeyPatch, count: Count
) -> None:
    monkeypatch.setattr(s3, "RETRIES", 1)
    house = open_house(office_home)
    known = receive(house, request(small_scan, "Giấy một"), "clerk").id
    assert steps.drive(house, known).state is State.COMPARING
    approve(house, known, "clerk")
    store.stop()

    assert_refused_whole(house, small_scan)
    failed = drive_to_the_last_try(house, known)
    assert failed.state is State.ISSUING
    assert isinstance(failed.failure, StoreUnreachable)
    count("outages of the object store", 1)

    store.start()
    assert retry_until_issued(house, known).failure is None
    assert check.check_bytes(read_copy(house, known), house.anchors(), house.clock()).verdict is Verdict.VALID
    again = receive(house, request(small_scan, "Giấy hai"), "clerk").id
    assert steps.drive(house, again).state is State.COMPARING
    assert [finding for finding in audit(house) if finding.level is not Level.OK] == []
    house.close()


def assert_refused_whole(house: House, scan: bytes) -> None:
    """A scan that cannot be stored is refused, and no dossier of it is left."""
    with pytest.raises(StoreUnreachable):
        receive(house, request(scan, "Giấy hai"), "clerk")
    with house.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.dossier)) == 1


def retry_until_issued(house: House, dossier_id: str) -> dossiers.Dossier:
    """Retry as a person does: the server's port opens before its volumes are found."""
    patience = time.monotonic() + seaweed.PATIENCE
    while time.monotonic() < patience:
        steps.retry(house, dossier_id, "clerk")
        if (dossier := steps.drive(house, dossier_id)).state is State.ISSUED:
            return dossier
    raise AssertionError("the store came back and nothing is issued")


def drive_to_the_last_try(house: House, dossier_id: str) -> dossiers.Dossier:
    """Let every pause between tries pass."""
    begun = house.clock()
    for number in range(dossiers.TRIES):
        later = begun + 2 * number * steps.pause(dossiers.TRIES, 1)
        house_then = dataclasses.replace(
            house, clock=functools.partial(dt.datetime.fromtimestamp, later.timestamp(), VIETNAM)
        )
        assert steps.run_step(house_then, dossier_id) is steps.Outcome.FAILED
    return dossiers.look_up(house, dossier_id)

"""A PostgreSQL pair: the primary dies under load and the standby takes over; nothing acknowledged is lost.

An asynchronous pair would lose it, so a cluster refuses to write as one.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import queue
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from certcopy.errors import DatabaseUnavailable, NotReplicated, WrongState
from certcopy.register.numbers import take_number
from certcopy.storage import schema
from certcopy.storage.database import Database, open_database, with_retry
from certcopy.storage.home import Home
from certcopy.workflow import doctor
from certcopy.workflow.approve import approve
from certcopy.workflow.doctor import Level
from certcopy.workflow.house import House, open_house
from tests.faults.conftest import Count, receive_one
from tests.faults.waiting import assert_sound, multiply
from tests.postgres import PATIENCE, Postgres, private_postgres, programs

pytestmark = pytest.mark.postgres

THREADS = 4
DOSSIERS = 80
BEFORE_THE_END = 25
"""Acknowledgements after which the primary is stopped."""


@pytest.fixture
def pair() -> Iterator[tuple[Postgres, Postgres]]:
    """A primary and its standby, not synchronous yet."""
    if programs() is None:
        pytest.skip("no PostgreSQL is installed")
    with private_postgres() as primary, contextlib.ExitStack() as stack:
        standby = primary.standby()
        stack.callback(standby.remove)
        yield primary, standby


def url_of(*servers: Postgres) -> str:
    """One address for all of them: libpq takes the one that may be written."""
    hosts = "&".join(f"host=127.0.0.1:{server.port}" for server in servers)
    return f"postgresql+psycopg://certcopy@/certcopy?{hosts}"


def approve_until_it_fails(
    house: House, wanted: queue.SimpleQueue[str], given: queue.SimpleQueue[tuple[str, int]]
) -> None:
    """Approve one dossier after the other and say every number."""
    with contextlib.suppress(queue.Empty, DatabaseUnavailable, NotReplicated):
        while True:
            dossier_id = wanted.get_nowait()
            entry = approve(house, dossier_id, "clerk").entry
            assert entry is not None
            given.put((dossier_id, entry.certification.number))


def approve_if_waiting(house: House, dossier_id: str) -> None:
    """Approve a dossier that the fail-over left waiting."""
    with contextlib.suppress(WrongState):
        approve(house, dossier_id, "clerk")


def test_after_a_fail_over_every_acknowledged_number_stands(
    pair: tuple[Postgres, Postgres],
    office_home: Home,
    small_scan: bytes,
    monkeypatch: pytest.MonkeyPatch,
    count: Count,
) -> None:
    primary, standby = pair
    primary.follow(standby)
    monkeypatch.setenv("CERTCOPY_DATABASE", url_of(primary, standby))
    monkeypatch.setenv("CERTCOPY_CLUSTER", "true")
    template = receive_one(office_home, small_scan)
    house = open_house(office_home)
    ids = multiply(house, template, DOSSIERS)
    wanted: queue.SimpleQueue[str] = queue.SimpleQueue()
    for each in ids:
        wanted.put(each)
    given: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
    approvers = [threading.Thread(target=approve_until_it_fails, args=(house, wanted, given)) for _ in range(THREADS)]
    for thread in approvers:
        thread.start()
    acknowledged = dict(given.get(timeout=30) for _ in range(BEFORE_THE_END))
    primary.stop("immediate")
    for thread in approvers:
        thread.join()
    with contextlib.suppress(queue.Empty):
        while True:
            acknowledged.update([given.get_nowait()])

    standby.promote()
    assert_sound(house, acknowledged)
    with pytest.raises(NotReplicated):
        approve(house, wanted.get_nowait(), "clerk")
    with contextlib.ExitStack() as stack:
        successor = standby.standby()
        stack.callback(successor.remove)
        standby.follow(successor)
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda each: approve_if_waiting(house, each), ids))
        assert len(assert_sound(house, acknowledged)) == len(ids)
        house.close()
    count("fail-overs of a synchronous pair", 1)


def test_an_asynchronous_pair_is_refused(
    pair: tuple[Postgres, Postgres], office_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    primary, standby = pair
    monkeypatch.setenv("CERTCOPY_DATABASE", primary.url)
    monkeypatch.setenv("CERTCOPY_CLUSTER", "true")
    house = open_house(office_home)
    assert refused(house.database) == "synchronous_standby_names"
    assert [finding.code for finding in faults(house)] == [NotReplicated.code]
    primary.follow(standby)
    assert refused(house.database) is None
    assert faults(house) == []
    primary.conf(synchronous_commit="off")
    house.database.close()
    assert refused(house.database) == "synchronous_commit"
    primary.conf(synchronous_commit="on")
    standby.stop("immediate")
    house.database.close()
    assert refused(house.database) == "standby"
    with house.database.read() as connection:
        assert connection.scalar(sa.select(schema.counter.c.n)) == 1
    house.close()


def refused(database: Database) -> str | None:
    """What a cluster is refused for when a number is taken, or None where it is taken."""
    try:
        with database.write() as connection:
            take_number(connection, "H99.999.001", "SCT/BS", 2026)
    except NotReplicated as refusal:
        return refusal.demand
    return None


def faults(house: House) -> list[doctor.Finding]:
    """What the doctor has against the database."""
    found = doctor.guarded("database", lambda: doctor.check_database(house.database))
    return [finding for finding in found if finding.level is Level.FAULT]


def test_a_commit_that_reached_no_standby_is_not_acknowledged(pair: tuple[Postgres, Postgres]) -> None:
    primary, standby = pair
    database = open_database(primary.url, cluster=True)
    primary.follow(standby)
    worked: list[int] = []

    def work(connection: sa.Connection) -> int:
        standby.stop("immediate")
        worked.append(1)
        return take_number(connection, "H99", "SCT/BS", 2026)

    def recall(connection: sa.Connection) -> int | None:
        return connection.scalar(sa.select(schema.counter.c.n))

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(with_retry, database, work, recall)
        waiting = waiting_commit(primary)
        with database.read() as connection:
            assert recall(connection) is None
        assert not answer.done()
        primary.sql(f"SELECT pg_cancel_backend({waiting})")
        with pytest.raises((DatabaseUnavailable, NotReplicated)):
            answer.result(30)
    assert worked == [1]
    standby.start()
    primary.follow(standby)
    assert with_retry(database, recall) == 1
    database.close()


def waiting_commit(primary: Postgres) -> int:
    """The server's process that waits for a standby to confirm its commit."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        for (process,) in primary.sql("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"):
            return int(process)
    raise AssertionError("no commit waits for a standby")

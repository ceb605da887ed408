"""What a back-up costs while the office works on: ``python -m bench.backup [MEBIBYTES]`` (1,024 by default).

Fills a TEST office with made-up scans, half of the bytes in 1 MiB objects and half in the register (titles and
journal), then backs it up while a thread takes numbers as fast as it can. Prints the seconds of the first back-up, of a
second one (the objects are there already), of their verification and of the restore, and how numbers fared meanwhile.
"""

from __future__ import annotations

import pathlib
import secrets
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable

from bench.issue import ANSWERS
from certcopy import clock
from certcopy.domain.dossier import State
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.workflow.approve import approve
from certcopy.workflow.backup import back_up
from certcopy.workflow.backup_place import backups_in
from certcopy.workflow.house import House, open_house
from certcopy.workflow.restore import restore, verify_backup
from certcopy.workflow.setup import set_up

MEBIBYTES = 1024
TITLE = 500
ROW = 1_600
"""Bytes of the register file that one dossier of the filling takes, about."""
WRITER = 4_000
"""Dossiers the writer may approve in one run."""


def main() -> None:
    """Fill, back up twice, verify, restore."""
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEBIBYTES
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        house = open_house(set_up(folder / "office", ANSWERS, clock.now(), test=True))
        fill(house, mebibytes * 2**20)
        print(f"register {house.home.database.stat().st_size / 2**20:.0f} MiB, objects {mebibytes // 2} MiB")
        alone = Writer(house)
        time.sleep(2)
        alone.report("numbers, no back-up")
        for label in ("first back-up", "second back-up"):
            writer = Writer(house)
            timed(label, lambda: back_up(house, folder / "back-ups"))
            writer.report("numbers during it")
            time.sleep(1)
        made = backups_in(folder / "back-ups")[-1]
        (folder / "scratch").mkdir()
        timed("verification", lambda: verify_backup(made, folder / "scratch"))
        timed("restore", lambda: restore(made, folder / "again", "bench"))
        house.close()


def timed(label: str, work: Callable[[], object]) -> None:
    """Run it and print its seconds."""
    begun = time.perf_counter()
    work()
    print(f"{label:<22}{time.perf_counter() - begun:8.1f} s")


class Writer:
    """A thread that takes numbers, one after the other, from now until ``report``."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting = add_dossiers(house, WRITER, title="Giấy xác nhận")
        self._seconds: list[float] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def report(self, label: str) -> None:
        """End, and print how many numbers were taken a second and how long one took."""
        self._stopping.set()
        self._thread.join()
        rate = len(self._seconds) / sum(self._seconds)
        p95 = statistics.quantiles(self._seconds, n=20)[-1]
        print(f"{label:<22}{rate:8.0f} /s, p95 {1000 * p95:.1f} ms, longest {1000 * max(self._seconds):.0f} ms")

    def _run(self) -> None:
        for dossier_id in self._waiting:
            if self._stopping.is_set():
                return
            begun = time.perf_counter()
            approve(self._house, dossier_id, "bench")
            self._seconds.append(time.perf_counter() - begun)


def fill(house: House, size: int) -> None:
    """Put half of the bytes into objects, one scan each, and half into the register."""
    add_dossiers(house, size // 2 // 2**20, scan=2**20)
    for _ in range(size // 2 // ROW // 10_000):
        add_dossiers(house, 10_000, title="x" * TITLE)


def add_dossiers(house: House, count: int, title: str = "x", scan: int = 0) -> list[str]:
    """Dossiers that wait to be approved, each with its line in the journal; returns their identifiers."""
    ids = [uuid.uuid4().hex for _ in range(count)]
    digests = [house.objects.put(secrets.token_bytes(scan)) if scan else "0" * 64 for _ in ids]
    at = house.clock()
    rows = [_row(house, dossier_id, digest, title) for dossier_id, digest in zip(ids, digests, strict=True)]
    with house.database.write() as connection:
        connection.execute(schema.dossier.insert(), rows)
        if scan:
            scans = zip(ids, digests, strict=True)
            connection.execute(
                schema.scan.insert(),
                [{"dossier": each, "position": 1, "digest": digest, "name": "a.jpg"} for each, digest in scans],
            )
        for dossier_id in ids:
            journal.write(connection, at, "bench", "received", dossier_id, {"note": title})
    return ids


def _row(house: House, dossier_id: str, digest: str, title: str) -> dict[str, object]:
    return {
        "id": dossier_id,
        "authority": house.authority,
        "content_digest": digest,
        "requester": "Nguyễn Văn Mẫu",
        "title": title,
        "state": State.COMPARING,
        "received_at": house.clock().isoformat(),
    }


if __name__ == "__main__":
    main()

"""The scheduled back-up with its retention, and the retention of scans: once a day, by a thread of the server."""

from __future__ import annotations

import datetime as dt
import pathlib
import shutil
import threading
from types import TracebackType
from typing import Self

import structlog

from certcopy.errors import BackupRunning, CertCopyError
from certcopy.storage.age import Recipient
from certcopy.storage.objects import FolderStore
from certcopy.storage.profile import BackupPlan
from certcopy.workflow.backup import DRAFT, alone, back_up
from certcopy.workflow.backup_place import Backup, backups_in, kept, store_in
from certcopy.workflow.house import House
from certcopy.workflow.retention import erase_due

HEARTBEAT = 60.0
"""Seconds between looks at the clock."""
AFTER_FAILURE = 900.0
"""Seconds before a back-up that failed is tried again."""

log = structlog.get_logger(__name__)


class BackupTimer:
    """Entered with the server, left at its end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="certcopy-backup", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()

    def _run(self) -> None:
        if isinstance(self._house.objects, FolderStore):
            self._house.objects.sweep()
        pause = HEARTBEAT
        while not self._stopping.wait(pause):
            pause = AFTER_FAILURE
            try:
                backup_if_due(self._house)
                pause = HEARTBEAT
            except CertCopyError as failure:
                log.error("back-up failed", code=failure.code)  # noqa: TRY400  (codes only)
            except Exception as fault:  # noqa: BLE001  the timer must live on
                log.error("back-up failed", fault=type(fault).__name__)  # noqa: TRY400


def backup_if_due(house: House) -> Backup | None:
    """Erase what the retention rule ends, back up, and remove the back-ups the plan no longer keeps; None where the
    hour of the plan has not come since the last back-up, or another process is at it.

    Raises:
        CertCopyError: as ``back_up`` says; it is due again at the next look.
    """
    plan = house.profile.backup
    if not plan.folder or not _is_due(house, plan):
        return None
    place = house.home.root / plan.folder
    try:
        erase_due(house)
        made = back_up(house, place, Recipient(plan.recipient) if plan.recipient else None, plan.objects)
        prune(house, place, plan)
    except BackupRunning:
        return None
    log.info("backed up", entries=made.manifest.entries, objects=made.manifest.objects)
    return made


def prune(house: House, place: pathlib.Path, plan: BackupPlan) -> None:
    """Remove this office's back-ups beyond the plan, then the objects that no back-up in the place names; these
    wait while another office writes there.

    Raises:
        BackupRunning: one is being written.
    """
    with alone(house.home):
        ours = backups_in(place, house.authority)
        keep = kept(ours, plan.daily, plan.weekly, plan.monthly)
        for each in ours:
            if each.folder not in keep:
                shutil.rmtree(each.folder)
        _remove_unnamed(place)


def _is_due(house: House, plan: BackupPlan) -> bool:
    now = house.clock()
    last_time = now.replace(hour=plan.hour, minute=0, second=0)
    if last_time > now:
        last_time -= dt.timedelta(days=1)
    place = house.home.root / plan.folder
    made = [each.at for each in backups_in(place, house.authority)] if place.is_dir() else []
    return max(made, default=None) is None or max(made) < last_time


def _remove_unnamed(place: pathlib.Path) -> None:
    if any(place.glob(f"{DRAFT}*")):
        return
    backups = backups_in(place)
    named = {digest for each in backups for digest in each.objects()}
    stores = {each.manifest.store for each in backups if each.manifest.store is not None}
    for name in stores:
        store = store_in(place, name)
        for digest in list(store.digests()):
            if digest not in named:
                store.delete(digest)

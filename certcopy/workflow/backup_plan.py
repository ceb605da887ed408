"""The scheduled back-up with its retention, and the retention of scans: once a day."""

from __future__ import annotations

import datetime as dt
import pathlib
import shutil

import structlog

from certcopy.errors import BackupRunning
from certcopy.storage.age import Recipient
from certcopy.storage.profile import BackupPlan
from certcopy.workflow.backup import DRAFT, alone, write_backup
from certcopy.workflow.backup_place import Backup, backups_in, kept, store_in
from certcopy.workflow.house import House
from certcopy.workflow.retention import erase_due

log = structlog.get_logger(__name__)


def backup_if_due(house: House) -> Backup | None:
    """Erase what the retention rule ends, back up, and remove the back-ups the plan no longer keeps; None where the
    hour of the plan has not come since the last back-up, or another process is at it.

    Raises:
        CertCopyError: as ``back_up`` says; it is due again at the next look.
    """
    plan = house.profile.backup
    if not plan.folder or not _is_due(house, plan):
        return None
    try:
        with alone(house):
            return _carry_out(house, plan) if _is_due(house, plan) else None
    except BackupRunning:
        return None


def _carry_out(house: House, plan: BackupPlan) -> Backup:
    place = house.home.root / plan.folder
    erase_due(house)
    made = write_backup(house, place, Recipient(plan.recipient) if plan.recipient else None, plan.objects)
    _prune(house, place, plan)
    log.info("backed up", entries=made.manifest.entries, objects=made.manifest.objects)
    return made


def _prune(house: House, place: pathlib.Path, plan: BackupPlan) -> None:
    """Remove this office's back-ups beyond the plan, then the objects that no back-up in the place names; these
    wait while another office writes there."""
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

"""What the server does for the tray from time to time: look into the scan folder, erase what has waited too long."""

from __future__ import annotations

import datetime as dt

from certcopy.workflow.chores import Chore
from certcopy.workflow.house import House
from certcopy.workflow.scan_folder import ScanFolder
from certcopy.workflow.tray import erase_old


def tray_chores(house: House, limit_mib: int) -> tuple[Chore, ...]:
    """The chores of one office; without a scan folder there is none to look into."""
    watched = house.profile.scan.folder
    folder = ScanFolder(house, house.home.root / watched, limit_mib) if watched else None
    erasing = Chore("tray", lambda house: _erase(house, folder), pause=600, after_failure=600)
    if folder is None:
        return (erasing,)
    return (erasing, Chore("scan folder", lambda _: folder.look(), pause=1, after_failure=10))


def _erase(house: House, folder: ScanFolder | None) -> None:
    erase_old(house)
    if folder is not None:
        folder.erase_old(house.clock() - dt.timedelta(hours=house.profile.scan.keep_hours))

"""Doctor on where pages come from: scanners that are found, SANE, the scan folder."""

from __future__ import annotations

import os

from certcopy.ocr.scanners import sane
from certcopy.storage.home import Home
from certcopy.storage.profile import Scanning, load_profile
from certcopy.workflow.doctor import Finding, Findings, Level, guarded
from certcopy.workflow.scanners import known_scanners


def examine_scanners(home: Home, mdns: str) -> Findings:
    """Look for scanners on the local network and on this machine, and into the scan folder; takes some seconds."""
    yield from guarded("scanners", lambda: _examine(home, mdns))


def _examine(home: Home, mdns: str) -> Findings:
    scanning = load_profile(home.profile).scan
    yield from check_scanners(scanning, mdns)
    yield from check_sane()
    yield from check_scan_folder(home, scanning)


def check_scanners(scanning: Scanning, mdns: str) -> Findings:
    """Which scanners can be offered to the clerk."""
    found = known_scanners(scanning, mdns)
    facts: dict[str, str | int | float] = {"count": len(found), "names": ", ".join(each.name for each in found)}
    yield Finding("scanners", Level.OK, "scanners.found" if found else "scanners.none", facts)


def check_sane() -> Findings:
    """Whether scanners of this machine can be used."""
    yield Finding("scanners", Level.OK, "scanners.sane" if sane.is_installed() else "scanners.no_sane")


def check_scan_folder(home: Home, scanning: Scanning) -> Findings:
    """Whether the watched folder is there and files can be moved out of it."""
    folder = home.root / scanning.folder
    if not scanning.folder:
        yield Finding("scan_folder", Level.OK, "scan_folder.off")
    elif not folder.is_dir():
        yield Finding("scan_folder", Level.FAULT, "scan_folder.missing", {"folder": str(folder)})
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("scan_folder", Level.WARNING, "scan_folder.read_only", {"folder": str(folder)})
    else:
        yield Finding("scan_folder", Level.OK, "scan_folder.sound", {"folder": str(folder)})

"""What the pages take from others is what its list says: versions, licences, checksums."""

from __future__ import annotations

import hashlib
import json
import pathlib

from certcopy.api.pages import STATIC

VENDOR = STATIC / "vendor"
WEB = pathlib.Path(__file__).parents[3] / "web"
PERMISSIVE = {"Apache-2.0", "BSD-3-Clause", "MIT"}
LISTED = json.loads((VENDOR / "vendored.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    files = {each.name: each.read_bytes() for each in VENDOR.iterdir() if each.name != "vendored.json"}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == LISTED["sha256"]


def test_every_package_is_permissive_and_its_licence_is_with_it() -> None:
    licences = (VENDOR / "LICENSES.txt").read_text(encoding="utf-8")
    for package in LISTED["packages"]:
        assert package["license"] in PERMISSIVE
        assert f"{package['name']} {package['version']} ({package['license']})" in licences


def test_the_list_is_of_the_locked_versions() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for package in LISTED["packages"]:
        locked = lock.get(f"node_modules/{package['name']}")
        assert locked is None or locked["version"] == package["version"]


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (WEB / "package-lock.json").read_text(encoding="utf-8")
